"""The command `flaskr`: the same as `flask --app flaskr`, wherever it is called."""

import click
from flask.cli import FlaskGroup

from flaskr import __version__
from flaskr.app import create_app


def main() -> None:
    """Run the command line."""
    group = FlaskGroup(
        create_app=create_app, add_version_option=False, help="Flaskr: a blog you own."
    )
    click.version_option(__version__, prog_name="Flaskr")(group)
    group.main(prog_name="flaskr")
