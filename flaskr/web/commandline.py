"""The application's commands: they find tables, and an error ends them with one sentence."""

import copy
import sys
from collections.abc import Callable
from typing import Any

import click
from flask.cli import AppGroup, ScriptInfo
from sqlalchemy.exc import OperationalError
from werkzeug.serving import is_running_from_reloader

from flaskr.core import schema
from flaskr.core.db import Database
from flaskr.core.errors import FlaskrError
from flaskr.core.runtime import Core


class CommandLine(AppGroup):
    """The group of an application's commands, for `flaskr …` and for `flask --app flaskr …`.

    An empty database is given its tables before a command runs that `needs_no_tables` does
    not mark.
    """

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command so that an error from it is a sentence, and ends it with 1."""
        command = super().get_command(ctx, cmd_name)
        return None if command is None else _spoken(command)


def end_with_sentence(error: FlaskrError) -> None:
    """End the command whose application cannot be made; return where no command is being run.

    The reloader shows the error itself and waits for it to be mended. Flask would list its own
    commands under a traceback, whatever exception it gets; so this ends the process.
    """
    context = click.get_current_context(silent=True)
    if context is None or context.find_object(ScriptInfo) is None or is_running_from_reloader():
        return
    click.echo(f"Error: {sentence(error)}", err=True)
    sys.exit(1)


def sentence(error: FlaskrError) -> str:
    """Return what a person on the command line reads."""
    return f"{error.title}: {error.message}"


def _spoken(command: click.Command) -> click.Command:
    # The command itself belongs to every application of the process.
    spoken = copy.copy(command)
    if isinstance(command, click.Group):
        inner = command.get_command

        def get_command(context: click.Context, name: str) -> click.Command | None:
            found = inner(context, name)
            return None if found is None else _spoken(found)

        spoken.get_command = get_command  # type: ignore[attr-defined]
    else:
        spoken.invoke = _invoking(command)  # type: ignore[method-assign,assignment]
    return spoken


def _invoking(command: click.Command) -> Callable[[click.Context], Any]:
    def invoke(context: click.Context) -> Any:
        core: Core = context.ensure_object(ScriptInfo).load_app().extensions["flaskr"]
        try:
            if not getattr(command, "needs_no_tables", False):
                schema.ensure(core.db)
            return command.invoke(context)
        except FlaskrError as error:
            raise click.ClickException(sentence(error)) from error
        except OperationalError as error:
            raise click.ClickException(_unusable(core.db, error)) from error

    return invoke


def _unusable(database: Database, error: OperationalError) -> str:
    reason = (str(error.orig).strip().partition("\n")[0] or repr(error.orig)).rstrip(".")
    advice = (
        "Look at whether its folder is there, may be written and has space left"
        if database.is_sqlite
        else "Look at whether its server runs and lets this user in"
    )
    where = database.url.render_as_string(hide_password=True)
    return f"The database {where} cannot be used: {reason}. {advice}, and at DATABASE."
