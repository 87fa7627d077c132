"""`flaskr theme …`, and the notice in Studio about a theme that broke."""

from collections.abc import Iterable

import click
from flask import current_app
from flask.cli import with_appcontext

from flaskr.core.feature import Check, Finding
from flaskr.core.runtime import Core
from flaskr.features.ops import theme_check_cli, theme_files
from flaskr.lib.sanitize import SafeHtml
from flaskr.web.access import may
from flaskr.web.current import core
from flaskr.web.gate import needs_no_tables
from flaskr.web.slots import fragment
from flaskr.web.themes import Theme, folder_of


def look_at_theme(core: Core) -> Iterable[Finding]:
    """Look at the files of the theme that is used."""
    folder = folder_of(core.settings["THEME"], core.instance).absolute()
    found = theme_check_cli.files_findings(current_app, folder)
    yield from (Finding(each.status, each.what) for each in found)
    if not found:
        yield Finding("ok", f"The theme {folder.name} can be read.")


def studio_top() -> SafeHtml | None:
    """Show owners where the theme broke, since the start of this process."""
    theme: Theme = current_app.extensions["flaskr.theme"]
    if not theme.faults or not may("site.configure"):
        return None
    return fragment("ops/theme_notice.html", faults=tuple(theme.faults.values()))


@click.group("theme")
def theme() -> None:
    """List themes, begin one, and look at every page with it."""


@needs_no_tables
@theme.command("list")
@with_appcontext
def list_() -> None:
    """List the themes that THEME can name."""
    used = folder_of(core().settings["THEME"], core().instance)
    for each in theme_files.theme_folders(core().instance):
        mark = "*" if each.folder == used else " "
        click.echo(f"{mark} {each.name}\t{each.title} {each.version}\t{each.description}")


@needs_no_tables
@theme.command("new")
@click.argument("name")
@with_appcontext
def new(name: str) -> None:
    """Begin a theme: a folder that changes nothing yet."""
    folder = theme_files.new_theme(name, core().instance)
    click.echo(f"Made {folder}. Read the README.md in it.")


@theme.command("check")
@click.argument("name", required=False)
@with_appcontext
def check(name: str | None) -> None:
    """Look at every kind of page of this site with a theme, without anybody seeing it."""
    folder = folder_of(name or core().settings["THEME"], core().instance).absolute()
    about = theme_files.described(folder)
    click.echo(f"{about.title} {about.version} in {folder}")
    findings = theme_check_cli.findings(current_app, folder)
    for finding in findings:
        click.secho(f"{finding.status:7} {finding.what}", fg=_COLOURS[finding.status])
        if finding.excerpt:
            click.echo(finding.excerpt)
    if any(finding.status == "error" for finding in findings):
        raise SystemExit(1)


CHECK = Check("theme", look_at_theme)

_COLOURS = {"ok": "green", "warning": "yellow", "error": "red"}
