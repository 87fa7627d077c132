"""`flaskr import …`."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import click
from flask.cli import AppGroup

from flaskr.core import schema
from flaskr.core.db import find
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.transfer import beginning, reports
from flaskr.features.transfer.beginning import Options
from flaskr.features.transfer.importing import run_import
from flaskr.features.transfer.models import OUTCOMES, Import
from flaskr.features.transfer.undoing import undo_import
from flaskr.web import current

import_group = AppGroup("import", help="Imports: bring a blog over, list, resume and undo.")
MOST_LINES = 100
_STAGES = {
    "reading": "Reading the source",
    "authors": "Authors",
    "tags": "Tags",
    "files": "Files",
    "texts": "Posts and pages",
    "site": "Title",
    "undoing": "Undoing",
}


def _choices(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--dry-run", is_flag=True, help="Only report what would come over."),
        click.option("--no-fetch", is_flag=True, help="Leave pictures and files where they are."),
        click.option(
            "--timezone", default="", help="Zone of times that name none; else the site's."
        ),
        click.option(
            "--site-title", is_flag=True, help="Take over its title if the site has none."
        ),
        _report,
    ):
        command = option(command)
    return command


_report = click.option(
    "--report",
    "report_to",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Write the whole report as JSON to this file; - is standard output.",
)


@import_group.command("wordpress")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_choices
def wordpress(file: Path, **choices: Any) -> None:
    """Import a WordPress export (.xml)."""
    _import("wordpress", file, **choices)


@import_group.command("markdown")
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@_choices
def markdown(folder: Path, **choices: Any) -> None:
    """Import a folder of Markdown files, or a .zip of one (Jekyll, Hugo, Hexo)."""
    _import("markdown", folder, **choices)


@import_group.command("list")
def list_() -> None:
    """List the imports, newest first."""
    with _core().db.reading() as db:
        for row in beginning.imports(db, limit=1000):
            mode = "dry run" if row.is_dry_run else row.state
            click.echo(
                f"{row.id}\t{row.created_at:%Y-%m-%d %H:%M}\t{row.format}\t{mode}\t{row.name}"
            )


@import_group.command("resume")
@click.argument("import_id", type=int)
@_report
def resume(import_id: int, report_to: str | None) -> None:
    """Go on with an import that stopped."""
    with _Bars() as bars:
        row = run_import(_core(), import_id, progress=bars)
    _tell(row, report_to)


@import_group.command("undo")
@click.argument("import_id", type=int)
@_report
def undo(import_id: int, report_to: str | None) -> None:
    """Take back what an import brought; what was changed here since stays."""
    with _Bars() as bars:
        row = undo_import(_core(), import_id, progress=bars)
    _tell(row, report_to)


def _core() -> Core:
    schema.ensure(current.core().db)
    return current.core()


def _import(
    format: str,
    path: Path,
    *,
    dry_run: bool,
    no_fetch: bool,
    timezone: str,
    site_title: bool,
    report_to: str | None,
) -> None:
    options = Options(fetch=not no_fetch, timezone=timezone, site_title=site_title)
    path = path.absolute()
    with _core().db.transaction() as db:
        row = beginning.begin(
            db,
            by=SYSTEM,
            format=format,
            path=path,
            name=path.name,
            options=options,
            dry_run=dry_run,
        )
    with _Bars() as bars:
        row = run_import(_core(), row.id, progress=bars)
    _tell(row, report_to)


class _Bars:
    """A progress bar for each stage, on standard error."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def __call__(self, stage: str, position: int, total: int) -> None:
        if total == 0:  # how long a file is shows only at its end
            if self._stage != stage:
                click.echo(f"{_STAGES[stage]} …", err=True)
        else:
            self._show(stage, position, total)
        self._stage = stage

    def _show(self, stage: str, position: int, total: int) -> None:
        if self._bar is None:
            self._bar = click.progressbar(length=total, file=sys.stderr)
            self._bar.__enter__()
        self._bar.label = _STAGES[stage]
        self._bar.update(max(0, position - self._bar.pos))

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None


def _tell(row: Import, report_to: str | None) -> None:
    with _core().db.reading(snapshot=True) as db:
        row = find(db, Import, row.id)
        if report_to is not None:
            text = json.dumps(reports.as_data(db, row), ensure_ascii=False, indent=2)
            with click.open_file(report_to, "w", encoding="utf-8") as file:
                file.write(text + "\n")
        if report_to != "-":
            _print(row, reports.summary(db, row), reports.remarks(db, row, limit=MOST_LINES + 1))
    if row.state == "failed":
        raise click.ClickException(row.error)


def _print(row: Import, lines: list[reports.Line], remarks: list[Any]) -> None:
    verb = "Dry run" if row.is_dry_run else "Import"
    click.secho(f"{verb} {row.id} ({row.name}) is {row.state}.", bold=True)
    used = [word for word in OUTCOMES if any(word in line.by_outcome for line in lines)]
    if lines:
        heads = ["in source", *used]
        click.echo(f"{'':10}" + "".join(f"{head:>11}" for head in heads))
    for line in lines:
        numbers = [line.found, *(line.by_outcome.get(word, 0) for word in used)]
        click.echo(f"{line.name:10}" + "".join(f"{number:>11}" for number in numbers))
    for item in remarks[:MOST_LINES]:
        click.echo(f"{item.outcome:>9}  {item.kind} “{item.title}”: {item.message}")
    if len(remarks) > MOST_LINES:
        click.echo("There is more: --report FILE writes all of it, and Studio shows it.")
    if row.is_dry_run:
        click.echo("Nothing was changed.")
    elif row.state == "finished":
        click.echo(f"To take it back: flaskr import undo {row.id}")
    elif row.state == "failed" and lines:
        click.echo(f"Go on with it: flaskr import resume {row.id}")
