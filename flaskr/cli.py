"""The command `flaskr`: the same as `flask --app flaskr`, wherever it is called."""

import sys

import click
from flask.cli import FlaskGroup

from flaskr import __version__
from flaskr.app import create_app
from flaskr.core.errors import FlaskrError
from flaskr.web.commandline import sentence


def main() -> None:
    """Run the command line; an error that has a sentence is shown as that sentence."""
    group = FlaskGroup(
        create_app=create_app, add_version_option=False, help="Flaskr: a blog you own."
    )
    click.version_option(__version__, prog_name="Flaskr")(group)
    try:
        group.main(prog_name="flaskr")
    except FlaskrError as error:  # raised while the application was made
        click.echo(f"Error: {sentence(error)}", err=True)
        sys.exit(1)
