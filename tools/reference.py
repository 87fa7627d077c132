"""Write docs/reference/*.md from the code they describe.

usage: .venv/bin/python -m tools.reference [--check]; --check says which pages are not current.
"""

import dataclasses
import inspect
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from flask import Flask

from flaskr import create_app
from flaskr.features import FEATURES
from flaskr.web.themes import ErrorPage
from tools import reference_settings

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
_WRITTEN = "<!-- Written by `make docs` from the code; change it there. -->\n"


def pages() -> dict[str, str]:
    """Return every generated page by its file's name, as MyST Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"DATABASE": f"{folder}/unused.sqlite", "MEDIA": "memory"})
        return {
            "settings.md": reference_settings.page(),
            "commands.md": "\n".join(_commands(app)),
            "permissions.md": "\n".join(_permissions()),
            "events.md": "\n".join(_events()),
            "themes.md": "\n".join(_themes()),
            "jobs.md": "\n".join(_jobs()),
        }


def _commands(app: Flask) -> Iterator[str]:
    yield f"# Commands\n\n{_WRITTEN}"
    yield "`flaskr COMMAND` is the same as `flask --app flaskr COMMAND`. The instance folder is"
    yield "chosen by `FLASKR_INSTANCE` for every one of them.\n"
    with app.app_context():
        context = click.Context(click.Command("flaskr"))
        for name in app.cli.list_commands(context):
            command = app.cli.get_command(context, name)
            if command is not None:
                yield from _command(command, f"flaskr {name}")
    yield "## From Flask\n\n`flaskr run`, `flaskr shell` and `flaskr routes` are Flask's own."


def _command(command: click.Command, path: str) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name, inner in sorted(command.commands.items()):
            yield from _command(inner, f"{path} {name}")
        return
    yield f"## `{path}`\n\n{inspect.cleandoc(command.help or '')}\n"
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            yield f"- `{parameter.name.upper() if parameter.name else ''}`"
        elif isinstance(parameter, click.Option) and not parameter.hidden:
            yield f"- `{', '.join(parameter.opts)}`: {parameter.help or _choices(parameter)}"
    yield ""


def _choices(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return f"one of {', '.join(map(str, option.type.choices))}."
    return f"{option.type.name}."


def _permissions() -> Iterator[str]:
    yield f"# Permissions\n\n{_WRITTEN}"
    yield "Each role may all that the ones before it may: reader, author, editor, owner.\n"
    yield "| action | to anything | to one's own | what it is |\n|---|---|---|---|"
    for feature in FEATURES:
        for permission in feature.permissions:
            own = permission.own.label if permission.own else "–"
            yield f"| `{permission.action}` | {permission.any.label} | {own} | {permission.help} |"
    yield ""


def _events() -> Iterator[str]:
    yield f"# Events and slots\n\n{_WRITTEN}"
    yield "A feature hears of what happened in the features below it by these events, inside the"
    yield "transaction in which it happened.\n\n| event | fields | when |\n|---|---|---|"
    for feature in FEATURES:
        for event in feature.events:
            fields = ", ".join(f"`{field.name}`" for field in dataclasses.fields(event)) or "–"
            yield f"| `{feature.name}.{event.__name__}` | {fields} | {_first_line(event)} |"
    yield "\n## Slots in use\n\n| slot | filled by |\n|---|---|"
    slots = sorted({name for feature in FEATURES for name in feature.slots})
    for name in slots:
        users = ", ".join(f"`{feature.name}`" for feature in FEATURES if name in feature.slots)
        yield f"| `{name}` | {users} |"
    yield ""


def _themes() -> Iterator[str]:
    yield f"# What a theme sees\n\n{_WRITTEN}"
    yield "Every template gets `site`, a `SiteInfo`, and `page`, one of the pages below; and the"
    yield "functions `slot`, `theme_asset_url`, `_` and `ngettext` for what it says in the site's"
    yield "language, and the filters `date`, `date_short`, `moment`, `month`, `month_of_year`,"
    yield "`isoformat`.\n"
    shown = [(feature.name, page) for feature in FEATURES for page in feature.pages]
    for owner, page in [*shown, ("web", ErrorPage)]:
        yield f"## `{page.__name__}`\n\n{_first_line(page)} From `{owner}`.\n"
        yield from _fields(page)
        yield ""


def _fields(page: type) -> Iterable[str]:
    yield "| field | type | what it is |\n|---|---|---|"
    for field in dataclasses.fields(page):
        kind = field.type if isinstance(field.type, str) else inspect.formatannotation(field.type)
        short = kind.replace("flaskr.features.", "").replace("|", "or")
        yield f"| `{field.name}` | `{_without_modules(short)}` | {field.metadata['help']} |"


def _without_modules(annotation: str) -> str:
    words = annotation.replace("[", " [ ").replace("]", " ] ").replace(",", " , ").split()
    text = " ".join(word.rpartition(".")[2] if word != "..." else word for word in words)
    return text.replace(" [ ", "[").replace(" ]", "]").replace(" ,", ",")


def _jobs() -> Iterator[str]:
    yield f"# Jobs\n\n{_WRITTEN}"
    yield "Times are cron expressions in UTC; a job without one is enqueued by what happens.\n"
    yield "| job | runs at | tries | what it does |\n|---|---|---|---|"
    for feature in FEATURES:
        for job in feature.jobs:
            at = f"`{job.schedule}`" if job.schedule else "–"
            yield f"| `{job.name}` | {at} | {job.attempts} | {job.help} |"
    yield ""


def _first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").splitlines()[0]


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check compare them; returns the exit status."""
    wanted = pages()
    if arguments != ["--check"]:
        for name, text in wanted.items():
            (FOLDER / name).write_text(text, encoding="utf-8")
        return 0
    stale = [
        name
        for name, text in wanted.items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]
    for name in stale:
        print(f"docs/reference/{name} is not what the code says; run `make docs`.", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
