"""Secret links to posts that are not public: who has one reads the text as it was saved last.

A link is a row and a signature of what is in it, so that nobody who reads the table can follow it.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from flaskr.core import clock
from flaskr.core.db import known, session_of
from flaskr.core.errors import Conflict, Invalid, NotFound
from flaskr.core.permissions import Actor
from flaskr.features.posts.models import Post, PreviewLink
from flaskr.lib import tokens

DAYS = (1, 7, 30)
"""For how many days a link can be made."""

MOST = 20
"""How many links a post has at once."""


def make_link(post: Post, *, by: Actor, days: int) -> PreviewLink:
    """Make a link that ends by itself after so many days; raises Invalid, Conflict, Denied."""
    db = session_of(post)
    db.info["permissions"].check(by, "posts.edit", owners=post.owner_ids)
    if days not in DAYS:
        raise Invalid("days", "Choose one of the periods offered.")
    if post.trashed_at is not None:
        raise Conflict("The post is in the trash. Restore it first.")
    if len(links_of(post)) >= MOST:
        raise Conflict("A post has at most %(most)s links. End one first.", most=MOST)
    now = clock.now()
    link = PreviewLink(
        post_id=post.id, created_at=now, created_by_id=by.id, expires_at=now + timedelta(days=days)
    )
    db.add(link)
    db.flush()
    return link


def end_link(post: Post, link_id: int, *, by: Actor) -> None:
    """Let a link lead nowhere from now on; ending it twice changes nothing. Raises Denied."""
    db = session_of(post)
    db.info["permissions"].check(by, "posts.edit", owners=post.owner_ids)
    link = known(db, PreviewLink, link_id)
    if link is not None and link.post_id == post.id:
        db.delete(link)
        db.flush()


def links_of(post: Post) -> Sequence[PreviewLink]:
    """Return the links that lead to the post now, newest first."""
    query = select(PreviewLink).where(
        PreviewLink.post_id == post.id, PreviewLink.expires_at > clock.now()
    )
    query = query.options(joinedload(PreviewLink.created_by)).order_by(PreviewLink.id.desc())
    return session_of(post).scalars(query).all()


def key_of(secret: str, link: PreviewLink) -> str:
    """Return what stands in a link's address, and only who has the secret can make."""
    # The number alone would not do: SQLite gives that of a link that ended to the next one.
    made = link.created_at.isoformat(timespec="microseconds")
    return tokens.sign(secret, "preview", link.id, link.post_id, made)


def post_behind(db: Session, link_id: int, key: str, *, secret: str) -> Post:
    """Return the post that a link leads to; raises NotFound if it ended or never was."""
    link = known(db, PreviewLink, link_id)
    is_good = link and link.expires_at > clock.now() and tokens.same(key, key_of(secret, link))
    post = db.get(Post, link.post_id) if link and is_good else None
    if post is None or post.trashed_at is not None:
        raise NotFound("This preview has ended. Ask whoever sent you the link for a new one.")
    return post


def remove_ended(db: Session) -> None:
    """Forget the links whose time is over."""
    db.execute(delete(PreviewLink).where(PreviewLink.expires_at <= clock.now()))
