"""`flaskr related …`."""

import click
from flask.cli import AppGroup

from flaskr.features.related import relating
from flaskr.web.current import core

related_group = AppGroup("related", help="Related posts: compare all posts anew.")


@related_group.command("compute")
@click.option("--restart", is_flag=True, help="Begin with the first post.")
def compute(restart: bool) -> None:
    """Find related posts for those that have not been compared yet."""
    if restart:
        with core().db.transaction() as db:
            relating.start_over(db)
    done = 0
    while True:
        with core().db.transaction() as db:
            count = relating.relate_batch(db)
        if not count:
            break
        done += count
    click.echo(f"Compared {done:,} posts.")
