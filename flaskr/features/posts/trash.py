"""The trash: what is deleted can be brought back, until it is removed for good."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.db import session_of
from flaskr.core.events import announce
from flaskr.core.permissions import SYSTEM, Actor
from flaskr.features.posts.events import PostPublished, PostRemoved, PostUnpublished
from flaskr.features.posts.models import Post
from flaskr.features.site.redirects import mark_gone

KEPT = timedelta(days=30)


def trash(post: Post, *, by: Actor) -> None:
    """Put the post into the trash; it is hidden everywhere but there. Raises Denied."""
    db = session_of(post)
    db.info["permissions"].check(by, "posts.delete", owners=post.owner_ids)
    if post.trashed_at is not None:
        return
    was_public = post.is_public
    post.trashed_at, post.trashed_by_id = clock.now(), by.id
    db.flush()
    if was_public:
        announce(db, PostUnpublished(post.id))


def restore(post: Post, *, by: Actor) -> None:
    """Bring the post back as it was: what was public is public again. Raises Denied."""
    db = session_of(post)
    db.info["permissions"].check(by, "posts.delete", owners=post.owner_ids)
    if post.trashed_at is None:
        return
    post.trashed_at = post.trashed_by_id = None
    db.flush()
    if post.is_public:
        announce(db, PostPublished(post.id))


def remove(post: Post, *, by: Actor, says_so: bool = True) -> None:
    """Delete the post with all its revisions for good; raises Denied.

    If readers knew of it, its address `says_so` from then on (410).
    """
    db = session_of(post)
    db.info["permissions"].check(by, "posts.delete", owners=post.owner_ids)
    announce(db, PostRemoved(post.id))
    if says_so and post.published_at is not None and post.visibility != "private":
        mark_gone(db, post.path)
    db.delete(post)
    db.flush()


def empty_trash(db: Session) -> int:
    """Remove what has been in the trash for 30 days; return how many posts that were."""
    query = select(Post).where(Post.trashed_at <= clock.now() - KEPT).limit(500)
    posts = db.scalars(query).all()
    for post in posts:
        remove(post, by=SYSTEM)
    return len(posts)
