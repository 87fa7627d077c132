"""`flaskr post …`."""

import click
from flask.cli import AppGroup

from flaskr.core.db import find
from flaskr.core.permissions import SYSTEM
from flaskr.features.posts import counting, desk, publishing, recounting
from flaskr.features.posts.models import KINDS, Post
from flaskr.web.current import core

post_group = AppGroup("post", help="Posts: list, publish and count.")
_STATES = click.Choice(["draft", "scheduled", "published", "trashed"])


@post_group.command("list")
@click.option("--state", type=_STATES, default=None, help="Only posts in this state.")
@click.option("--kind", type=click.Choice(KINDS), default="post", show_default=True)
def list_(state: str | None, kind: str) -> None:
    """List posts, last changed first: id, state, address, title."""
    before: str | None = None
    with core().db.reading() as db:
        while True:
            shown = desk.posts_in_studio(db, kind=kind, state=state or "", before=before, limit=200)
            for post in shown.posts:
                click.echo(f"{post.id}\t{post.state}\t{post.path}\t{post.title}")
            if shown.older is None:
                break
            before = shown.older


@post_group.command("publish")
@click.argument("post_id", type=int)
def publish(post_id: int) -> None:
    """Publish a post."""
    with core().db.transaction() as db:
        post = publishing.publish(find(db, Post, post_id), by=SYSTEM)
    click.echo(f"{post.path} is published.")


@post_group.command("recount")
def recount() -> None:
    """Make the public lists and the counts by tag, author and month anew from the posts."""
    with core().db.transaction() as db:
        recounting.recount(db)
        total = counting.count_of(db, counting.ALL)
    click.echo(f"{total} public posts are counted.")
