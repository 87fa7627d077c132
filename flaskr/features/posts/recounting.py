"""Making the lists' times and the kept counts anew from the posts, and telling what differs."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Session

from flaskr.core.content import EVERYTHING, change
from flaskr.core.locks import hold
from flaskr.features.posts import counting
from flaskr.features.posts.counting import ALL, AUTHOR, MONTH, TAG
from flaskr.features.posts.flow import time_in_flow
from flaskr.features.posts.models import Post, PostAuthor, PostCount, PostTag
from flaskr.features.site.identity import site_values
from flaskr.lib import zones

_LOCK = "posts.recount"
_LINKS: tuple[type[PostTag] | type[PostAuthor], ...] = (PostTag, PostAuthor)


def recount(db: Session) -> None:
    """Make the times of the public flow and all counts anew.

    For data that came in by other ways than the verbs. What is right already is not written.
    """
    hold(db, _LOCK)
    db.execute(update(Post).where(_is_wrong()).values(public_at=time_in_flow()), **_UNSEEN)
    for link in _LINKS:
        post_at = select(Post.public_at).where(Post.id == link.post_id).scalar_subquery()
        stale = link.public_at.is_distinct_from(post_at)
        db.execute(update(link).where(stale).values(public_at=post_at), **_UNSEEN)
    db.execute(delete(PostCount).where(PostCount.subject != MONTH))
    for query in (_all(), _by_author(), _by_tag()):
        db.execute(insert(PostCount).from_select(["subject", "key", "posts"], query))
    recount_months(db)


def recount_months(db: Session) -> None:
    """Count the posts of each month anew, by the site's zone of now."""
    hold(db, _LOCK)
    timezone = site_values(db).timezone
    counting.count_by(db, timezone)
    db.execute(delete(PostCount).where(PostCount.subject == MONTH))
    rows = [{"subject": MONTH, "key": key, "posts": n} for key, n in _by_month(db, timezone)]
    if rows:
        db.execute(insert(PostCount), rows)
    db.expire_all()
    change(db, EVERYTHING)


def wrong_counts(db: Session) -> Sequence[tuple[str, int]]:
    """Return the subjects and keys whose kept count is not that of the posts themselves."""
    queries = (_all(), _by_author(), _by_tag())
    right: dict[tuple[str, int], int] = {
        (subject, key): n for query in queries for subject, key, n in db.execute(query)
    }
    zone = counting.counted_zone(db) or site_values(db).timezone
    right |= {(MONTH, key): n for key, n in _by_month(db, zone)}
    kept: dict[tuple[str, int], int] = {
        (subject, key): n
        for subject, key, n in db.execute(select(PostCount.subject, PostCount.key, PostCount.posts))
    }
    return sorted(each for each in right | kept if right.get(each, 0) != kept.get(each, 0))


def wrong_times(db: Session) -> int:
    """Return how many posts are in the public flow that should not be, or the other way round."""
    return db.scalar(select(func.count()).select_from(Post).where(_is_wrong())) or 0


_UNSEEN: dict[str, Any] = {"execution_options": {"synchronize_session": False}}


def _is_wrong() -> ColumnElement[bool]:
    return Post.public_at.is_distinct_from(time_in_flow())


def _all() -> Select[str, int, int]:
    counted = select(literal(ALL), literal(0), func.count())
    return counted.select_from(Post).where(Post.public_at.is_not(None))


def _by_author() -> Select[str, int, int]:
    counted = select(literal(AUTHOR), PostAuthor.user_id, func.count())
    return counted.where(PostAuthor.public_at.is_not(None)).group_by(PostAuthor.user_id)


def _by_tag() -> Select[str, int, int]:
    counted = select(literal(TAG), PostTag.tag_id, func.count())
    return counted.where(PostTag.public_at.is_not(None)).group_by(PostTag.tag_id)


def _by_month(db: Session, timezone: str) -> list[tuple[int, int]]:
    """Count along the index of times, month by month; what lies between is leapt over."""
    found = []
    first = select(func.min(Post.public_at))
    at = db.scalar(first.where(Post.public_at.is_not(None)))
    while at is not None:
        key = counting.month_key(at, timezone)
        _start, end = zones.month_bounds(*divmod(key, 100), timezone)
        until = (Post.public_at >= at, Post.public_at < end)
        found.append((key, db.scalar(select(func.count(Post.id)).where(*until)) or 0))
        at = db.scalar(first.where(Post.public_at >= end))
    return found
