"""The application's commands: an error that has a sentence ends a command with that sentence."""

import copy
from typing import Any

import click
from flask.cli import AppGroup

from flaskr.core.errors import FlaskrError


class CommandLine(AppGroup):
    """The group of an application's commands, for `flaskr …` and for `flask --app flaskr …`."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command so that a FlaskrError from it is shown, and ends it with 1."""
        command = super().get_command(ctx, cmd_name)
        if command is None:
            return None

        def invoke(context: click.Context) -> Any:
            try:
                return command.invoke(context)
            except FlaskrError as error:
                raise click.ClickException(sentence(error)) from error

        # The command itself belongs to every application of the process.
        spoken = copy.copy(command)
        spoken.invoke = invoke  # type: ignore[method-assign,assignment]
        return spoken


def sentence(error: FlaskrError) -> str:
    """Return what a person on the command line reads."""
    return f"{error.title}: {error.message}"
