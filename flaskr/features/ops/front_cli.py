"""`flaskr page-files nginx` and `caddy`: configurations for a server in front."""

from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from flaskr.core.errors import SettingsError
from flaskr.features.ops.front import Kind, Site, in_quotes
from flaskr.web import pagefiles
from flaskr.web.assets import Assets
from flaskr.web.current import core
from flaskr.web.gate import needs_no_tables
from flaskr.web.pagecache.middleware import OF_ONE_PERSON

_port = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="The port that “flaskr serve” listens on.",
)


@click.group("page-files")
def page_files() -> None:
    """Write configurations for a server in front that sends page files."""


@needs_no_tables
@page_files.command("nginx")
@_port
@with_appcontext
def nginx(port: int) -> None:
    """Print a configuration for nginx, for a file in sites-enabled or conf.d."""
    _print("nginx.conf", port)


@needs_no_tables
@page_files.command("caddy")
@_port
@with_appcontext
def caddy(port: int) -> None:
    """Print a Caddyfile."""
    _print("Caddyfile", port)


def _print(template: str, port: int) -> None:
    settings = core().settings
    if not settings["PAGE_FILES"]:
        raise SettingsError("PAGE_FILES is off, so there is nothing to send. Turn it on first.")
    environment = current_app.jinja_env.overlay(trim_blocks=True, lstrip_blocks=True)
    found = environment.get_template(f"ops/front/{template}")
    click.echo(found.render(site=_site(port), in_quotes=in_quotes))
    if settings["PROXIES"] == 0:
        click.echo("Set PROXIES=1, or every reader seems to come from this machine.", err=True)


def _site(port: int) -> Site:
    settings = core().settings
    assets: Assets = current_app.extensions["flaskr.assets"]
    of_assets = {ending: assets.headers_of(ending) for ending in sorted(assets.endings)}
    return Site(
        url=settings["SITE_URL"].rstrip("/"),
        behind=f"127.0.0.1:{port}",
        pages=pagefiles.places(core().instance).pages,
        kinds=[_kind(kind.ending, dict(kind.headers)) for kind in pagefiles.kinds(core())],
        assets=core().instance / "assets",
        asset_types={
            ending: headers.pop("Content-Type").partition(";")[0]
            for ending, headers in of_assets.items()
        },
        asset_headers=_the_same(of_assets),
        cookies=OF_ONE_PERSON,
        most_mebibytes=max(settings["UPLOAD_LIMIT"], settings["IMPORT_LIMIT"]) + 1,
    )


def _kind(ending: str, headers: dict[str, str]) -> Kind:
    return Kind(ending, headers.pop("Content-Type"), headers)


def _the_same(headers: dict[str, Any]) -> dict[str, str]:
    first, *others = headers.values()
    assert all(other == first for other in others)
    return dict(first)
