"""Publishing: making posts public, now or at a time, and taking them back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.db import session_of
from flaskr.core.errors import Conflict, Invalid
from flaskr.core.events import announce
from flaskr.core.jobs import enqueue
from flaskr.core.jobs.queue import cancel
from flaskr.core.permissions import SYSTEM, Actor
from flaskr.features.posts.events import PostPublished, PostUnpublished, PostWritten
from flaskr.features.posts.models import VISIBILITIES, Post

PUBLISH_JOB = "posts.publish_scheduled"


def publish(post: Post, *, by: Actor, at: datetime | None = None) -> Post:
    """Make the post public; publishing a public post changes nothing.

    `at` dates it back; a time to come schedules it instead. Raises Denied, Conflict.
    """
    db = session_of(post)
    db.info["permissions"].check(by, "posts.publish", owners=post.owner_ids)
    _check_not_trashed(post)
    _check_year(at)
    if at is not None and at > clock.now():
        return schedule(post, by=by, at=at)
    if post.published_at is not None:
        return post
    post.published_at = at or clock.now()
    post.published_by_id = by.id
    post.scheduled_at = None
    cancel(db, _job_key(post))
    db.flush()
    announce(db, PostPublished(post.id))
    return post


def schedule(post: Post, *, by: Actor, at: datetime) -> Post:
    """Let the post go out by itself at `at`; raises Invalid for a time that has passed."""
    db = session_of(post)
    db.info["permissions"].check(by, "posts.publish", owners=post.owner_ids)
    _check_not_trashed(post)
    _check_year(at)
    if at <= clock.now():
        raise Invalid("publish_at", "This time has passed; choose one to come, or publish now.")
    if post.published_at is not None:
        raise Conflict("The post is public already. Unpublish it first to schedule it.")
    post.scheduled_at = at
    db.flush()
    enqueue(db, PUBLISH_JOB, at=at, unique_key=_job_key(post), post_id=post.id)
    return post


def publish_due(db: Session, post_id: int) -> bool:
    """Publish a scheduled post whose time has come; False if it is not to go out (any more)."""
    post = db.get(Post, post_id)
    if post is None or post.scheduled_at is None or post.trashed_at is not None:
        return False
    if post.scheduled_at > clock.now():
        return False
    publish(post, by=SYSTEM, at=post.scheduled_at)
    return True


def redate(post: Post, *, by: Actor, at: datetime) -> Post:
    """Give a public post another date; raises Invalid for one to come, Denied."""
    db = session_of(post)
    db.info["permissions"].check(by, "posts.publish", owners=post.owner_ids)
    _check_year(at)
    if at > clock.now():
        raise Invalid("publish_at", "This time is to come. Unpublish the post to schedule it.")
    post.published_at = at
    db.flush()
    announce(db, PostWritten(post.id))
    return post


def unpublish(post: Post, *, by: Actor) -> Post:
    """Make a public or scheduled post a draft again; a draft stays one. Raises Denied."""
    db = session_of(post)
    db.info["permissions"].check(by, "posts.publish", owners=post.owner_ids)
    was_public = post.is_public
    post.published_at = post.published_by_id = post.scheduled_at = None
    cancel(db, _job_key(post))
    db.flush()
    if was_public:
        announce(db, PostUnpublished(post.id))
    return post


def set_visibility(
    post: Post, visibility: str, *, by: Actor, password_hash: str | None = None
) -> None:
    """Say who may read the post once it is published; raises Invalid, Denied."""
    db = session_of(post)
    db.info["permissions"].check(by, "posts.publish", owners=post.owner_ids)
    if visibility not in VISIBILITIES:
        raise Invalid("visibility", "Choose one of %(choices)s.", choices=", ".join(VISIBILITIES))
    if visibility == "password" and not (password_hash or post.password_hash):
        raise Invalid("password", "Enter the password that readers need.")
    was_public = post.is_public
    post.visibility = visibility
    post.password_hash = (password_hash or post.password_hash) if visibility == "password" else None
    db.flush()
    if was_public and not post.is_public:
        announce(db, PostUnpublished(post.id))
    elif post.is_public and not was_public:
        announce(db, PostPublished(post.id))
    else:
        announce(db, PostWritten(post.id))


def feature(post: Post, featured: bool, *, by: Actor) -> None:
    """Show the post before the others on the home page, or no more."""
    db = session_of(post)
    db.info["permissions"].check(by, "posts.feature")
    if featured != (post.featured_at is not None):
        post.featured_at = clock.now() if featured else None
        db.flush()
        announce(db, PostWritten(post.id))


def keep_time(db: Session) -> int:
    """Enqueue every scheduled post that has no job waiting; return how many there are."""
    # What is published is not scheduled any more; said all the same, for the index is of the rest.
    waiting = (Post.published_at.is_(None), Post.scheduled_at.is_not(None))
    query = select(Post).where(Post.trashed_at.is_(None), *waiting)
    posts = db.scalars(query).all()
    for post in posts:
        enqueue(db, PUBLISH_JOB, at=post.scheduled_at, unique_key=_job_key(post), post_id=post.id)
    return len(posts)


def _job_key(post: Post) -> str:
    return f"{PUBLISH_JOB}:{post.id}"


def _check_not_trashed(post: Post) -> None:
    if post.trashed_at is not None:
        raise Conflict("The post is in the trash. Restore it first.")


def _check_year(at: datetime | None) -> None:
    # Near the calendar's ends a time that exists in one zone does not in another.
    if at is not None and not 1000 <= at.year <= 9000:
        raise Invalid("publish_at", "Choose a date between the years 1000 and 9000.")
