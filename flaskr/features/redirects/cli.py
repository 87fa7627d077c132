"""`flaskr redirects …`."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from flaskr.core.permissions import SYSTEM
from flaskr.features.redirects import leading, listing, trying
from flaskr.lib.redirect_lists import parsed
from flaskr.web.current import core

redirects_group = AppGroup("redirects", help="Redirects: list, try, import.")


@redirects_group.command("list")
@with_appcontext
def list_all() -> None:
    """Print all redirects, one on a line, as `import` reads them."""
    with core().db.reading() as db:
        for row in listing.all_redirects(db):
            click.echo(f"{row.path} {row.target or '(gone)'}")


@redirects_group.command("try")
@click.argument("address")
@with_appcontext
def try_address(address: str) -> None:
    """Follow the redirects from an address of this site."""
    with core().db.reading() as db:
        trial = trying.tried(db, address)
    click.echo(trial.path)
    for step in trial.steps:
        click.echo(f"→ {step.target or 'gone (410)'}")
    if not trial.steps:
        click.echo("No redirect leads from here.")


@redirects_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def import_file(file: Path) -> None:
    """Read redirects from a file: CSV, Ghost's JSON or YAML, or two addresses on each line."""
    listed, refused = parsed(file.read_text(encoding="utf-8-sig", errors="replace"))
    count = 0
    for some in leading.portions(listed):
        with core().db.transaction() as db:
            made, more = leading.lead_all(db, some, by=SYSTEM)
        count += made
        refused += more
    click.echo(f"{count} made.")
    for each in sorted(refused, key=lambda each: each.line):
        click.echo(f"Line {each.line}: {each.text}\n  {each.why}", err=True)
    if refused:
        sys.exit(1)
