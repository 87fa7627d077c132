"""`flaskr search …`."""

import click
from flask.cli import AppGroup

from flaskr.features.search import rebuilding
from flaskr.web.current import core

search_group = AppGroup("search", help="Search: make the index anew.")


@search_group.command("rebuild")
@click.option("--restart", is_flag=True, help="Begin anew even if a run before was stopped.")
def rebuild(restart: bool) -> None:
    """Make the search index anew; a run that was stopped goes on where it was."""
    if restart:
        with core().db.transaction() as db:
            rebuilding.start_over(db)
    with core().db.reading() as db:
        left = rebuilding.posts_left(db)
    done = 0
    with click.progressbar(length=left, label="Indexing posts") as bar:
        while True:
            with core().db.transaction() as db:
                indexed = rebuilding.rebuild_batch(db)
            if not indexed:
                break
            done += indexed
            bar.update(indexed)
    click.echo(f"The search index is complete; {done} posts were looked at.")
