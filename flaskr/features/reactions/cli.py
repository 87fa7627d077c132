"""`flaskr reactions …`."""

import click
from flask.cli import AppGroup

from flaskr.features.reactions.listing import most_reacted
from flaskr.web.current import core

reactions_group = AppGroup("reactions", help="Reactions: what readers think of posts.")


@reactions_group.command("top")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
def top(limit: int) -> None:
    """List the posts with the most reactions: number, address, title."""
    with core().db.reading() as db:
        for post, count in most_reacted(db, limit=limit):
            click.echo(f"{count}\t{post.path}\t{post.title}")
