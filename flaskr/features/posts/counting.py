"""Counts that are kept: how many public posts there are, by tag, by author and by month.

They change in the transaction that changes a post, each by one atomic statement, always in the
same order, and the total first: so two transactions neither lose a count nor lock each other out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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


def count_in_many(
    db: Session, posts: Iterable[tuple[datetime, Sequence[int], Sequence[int]]]
) -> None:
    """Count posts of which each is given by its time, its authors' ids and its tags' ids."""
    counts: Counter[tuple[str, int]] = Counter()
    timezone = _zone(db)
    for at, author_ids, tag_ids in posts:
        counts[ALL, 0] += 1
        counts[MONTH, month_key(at, timezone)] += 1
        counts.update((AUTHOR, id) for id in author_ids)
        counts.update((TAG, id) for id in tag_ids)
    _write(db, counts)


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
    _write(db, dict.fromkeys(_subjects(db, post_id, at), change))


def _write(db: Session, changes: Mapping[tuple[str, int], int]) -> None:
    rows = [
        {"subject": subject, "key": key, "change": change}
        for (subject, key), change in sorted(changes.items())
    ]
    if rows:
        db.execute(_ADD, rows)


def _subjects(db: Session, post_id: int, at: datetime) -> Iterable[tuple[str, int]]:
    yield ALL, 0
    yield MONTH, month_key(at, _zone(db))
    yield from db.execute(_LINKS, {"of": post_id})


def _zone(db: Session) -> str:
    timezone = counted_zone(db)
    if timezone is None:
        timezone = site_values(db).timezone
        count_by(db, timezone)
    return timezone
