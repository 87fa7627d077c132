"""Counts that are kept: how many public posts there are, by tag, by author and by month.

They change in the transaction that changes a post, each by one atomic statement, always in the
same order, and the total first: so two transactions neither lose a count nor lock each other out.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, literal, select, text, union_all
from sqlalchemy.orm import Session

from flaskr.features.posts.models import PostAuthor, PostCount, PostTag
from flaskr.features.site.identity import get, put, site_values
from flaskr.lib import zones

ALL, AUTHOR, MONTH, TAG = "all", "author", "month", "tag"

_ZONE = "posts_counted_zone"
_ADD = text("""
    INSERT INTO post_counts (subject, key, posts) VALUES (:subject, :key, :change)
    ON CONFLICT (subject, key) DO UPDATE SET posts = post_counts.posts + excluded.posts
""")

_LINKS = union_all(
    select(literal(AUTHOR), PostAuthor.user_id).where(PostAuthor.post_id == bindparam("of")),
    select(literal(TAG), PostTag.tag_id).where(PostTag.post_id == bindparam("of")),
)


def count_of(db: Session, subject: str, key: int = 0) -> int:
    """Return how many public posts a subject has; the key is the id of a tag or an author."""
    kept = (PostCount.subject == subject, PostCount.key == key)
    return db.scalar(select(PostCount.posts).where(*kept)) or 0


def months(db: Session) -> Sequence[tuple[int, int, int]]:
    """Return each month that has public posts with its count, newest first."""
    kept = (PostCount.subject == MONTH, PostCount.posts > 0)
    query = select(PostCount.key, PostCount.posts).where(*kept).order_by(PostCount.key.desc())
    return [(*divmod(key, 100), posts) for key, posts in db.execute(query)]


def count_in(db: Session, post_id: int, at: datetime) -> None:
    """Count the post, public since `at`, for its tags, its authors and its month."""
    _add(db, post_id, at, 1)


def count_out(db: Session, post_id: int, at: datetime) -> None:
    """Count the post no more."""
    _add(db, post_id, at, -1)


def month_key(at: datetime, timezone: str) -> int:
    """Return the number under which a month of the zone is counted: 202607 for July 2026."""
    local = zones.to_local(at, timezone)
    return local.year * 100 + local.month


def counted_zone(db: Session) -> str | None:
    """Return the zone in which months are counted, None before the first post."""
    zone: str | None = get(db, _ZONE)
    return zone


def count_by(db: Session, timezone: str) -> None:
    """Count months by that zone from now on; those counted by another one are to be made anew."""
    put(db, _ZONE, timezone)


def _add(db: Session, post_id: int, at: datetime, change: int) -> None:
    keys = sorted(_subjects(db, post_id, at))
    db.execute(_ADD, [{"subject": subject, "key": key, "change": change} for subject, key in keys])


def _subjects(db: Session, post_id: int, at: datetime) -> Iterable[tuple[str, int]]:
    timezone = counted_zone(db)
    if timezone is None:
        timezone = site_values(db).timezone
        count_by(db, timezone)
    yield ALL, 0
    yield MONTH, month_key(at, timezone)
    yield from db.execute(_LINKS, {"of": post_id})
