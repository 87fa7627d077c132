"""Reading: public posts by time, tag, author, year and month; Studio's lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from flaskr.core import clock
from flaskr.core.errors import NotFound
from flaskr.features.posts.models import Post, PostAuthor, PostTag
from flaskr.lib import keyset

MOST_FEATURED = 5

Time = InstrumentedAttribute[datetime | None]
Id = InstrumentedAttribute[int]


@dataclass(frozen=True)
class Slice:
    """Some posts of a list, newest first, with cursors to what is before and after them."""

    posts: tuple[Post, ...]
    newer: str | None = None
    older: str | None = None


@dataclass(frozen=True)
class Flow:
    """Which public posts are asked for; without anything, all. A tag or an author, not both."""

    tag_id: int | None = None
    author_id: int | None = None
    start: datetime | None = None
    end: datetime | None = None
    without_featured: bool = False
    options: tuple[Any, ...] = ()


def is_public() -> tuple[Any, ...]:
    """Return the conditions for a post that anybody may know of."""
    return (
        Post.published_at <= clock.now(),
        Post.trashed_at.is_(None),
        Post.visibility != "private",
    )


def public_posts(
    db: Session,
    flow: Flow = Flow(),
    *,
    before: str | None = None,
    after: str | None = None,
    limit: int = 10,
) -> Slice:
    """Return posts of the flow, newest first, from a cursor on; raises NotFound for a bad one."""
    query, at, id = _flow(flow)
    query = query.options(joinedload(Post.cover), *flow.options).limit(limit + 1)
    place = tuple_(at, id)
    if after is not None:
        newer = query.where(place > tuple_(*_cursor(after))).order_by(at, id)
        rows = list(db.scalars(newer))
        more, rows = len(rows) > limit, rows[:limit][::-1]
        return Slice(
            tuple(rows),
            newer=_cursor_of(rows[0]) if more else None,
            older=_cursor_of(rows[-1]) if rows else None,
        )
    if before is not None:
        query = query.where(place < tuple_(*_cursor(before)))
    rows = list(db.scalars(query.order_by(at.desc(), id.desc())))
    more, rows = len(rows) > limit, rows[:limit]
    return Slice(
        tuple(rows),
        newer=_cursor_of(rows[0]) if before is not None and rows else None,
        older=_cursor_of(rows[-1]) if more else None,
    )


def featured_posts(db: Session) -> Sequence[Post]:
    """Return the featured posts, newest first."""
    query = select(Post).where(Post.public_at.is_not(None), Post.featured_at.is_not(None))
    newest = query.order_by(Post.public_at.desc(), Post.id.desc()).limit(MOST_FEATURED)
    return db.scalars(newest.options(joinedload(Post.cover))).all()


def public_post(db: Session, slug: str) -> Post:
    """Return the post or page at that address; raises NotFound."""
    query = (
        select(Post)
        .where(Post.slug == slug, *is_public())
        .options(joinedload(Post.revision), joinedload(Post.cover))
    )
    post = db.scalars(query).first()
    if post is None:
        raise NotFound
    return post


def neighbours(db: Session, post: Post) -> tuple[Post | None, Post | None]:
    """Return the public posts just before and just after a post in time."""
    query, at, id = _flow(Flow())
    place, here = tuple_(at, id), tuple_(post.published_at, post.id)
    older = query.where(place < here).order_by(at.desc(), id.desc())
    newer = query.where(place > here).order_by(at, id)
    return db.scalars(older.limit(1)).first(), db.scalars(newer.limit(1)).first()


def posts_in_studio(
    db: Session,
    *,
    kind: str,
    state: str = "",
    author_id: int | None = None,
    search: str = "",
    before: str | None = None,
    limit: int = 30,
) -> Slice:
    """Return posts for Studio, last changed first; `state` is a word of `Post.state`."""
    query = select(Post).where(Post.kind == kind, *_state(state))
    if author_id is not None:
        query = query.where(Post.author_links.any(PostAuthor.user_id == author_id))
    if search:
        query = query.where(Post.title.icontains(search, autoescape=True))
    if before is not None:
        query = query.where(tuple_(Post.updated_at, Post.id) < tuple_(*_cursor(before)))
    query = query.order_by(Post.updated_at.desc(), Post.id.desc()).limit(limit + 1)
    rows = list(db.scalars(query))
    last_row = rows[limit - 1] if len(rows) > limit else None
    return Slice(
        tuple(rows[:limit]),
        older=keyset.encode(last_row.updated_at, last_row.id) if last_row else None,
    )


def _flow(flow: Flow) -> tuple[Select[Any], Time, Id]:
    """Return the query and the two columns that its index is ordered by."""
    query = select(Post)
    at, id = Post.public_at, Post.id
    if flow.tag_id is not None:
        query = query.join(PostTag).where(PostTag.tag_id == flow.tag_id)
        at, id = PostTag.public_at, PostTag.post_id
    elif flow.author_id is not None:
        query = query.join(PostAuthor).where(PostAuthor.user_id == flow.author_id)
        at, id = PostAuthor.public_at, PostAuthor.post_id
    query = query.where(at.is_not(None))
    if flow.start is not None:
        query = query.where(at >= flow.start)
    if flow.end is not None:
        query = query.where(at < flow.end)
    if flow.without_featured:
        query = query.where(Post.featured_at.is_(None))
    return query, at, id


def _state(state: str) -> tuple[Any, ...]:
    kept = Post.trashed_at.is_(None)
    if state == "trashed":
        return (Post.trashed_at.is_not(None),)
    if state == "published":
        return (kept, Post.published_at.is_not(None))
    if state == "scheduled":
        return (kept, Post.published_at.is_(None), Post.scheduled_at.is_not(None))
    if state == "draft":
        return (kept, Post.published_at.is_(None), Post.scheduled_at.is_(None))
    return (kept,)


def _cursor_of(post: Post) -> str:
    assert post.public_at is not None
    return keyset.encode(post.public_at, post.id)


def _cursor(text: str) -> tuple[datetime, int]:
    try:
        return keyset.decode(text, datetime, int)
    except ValueError as error:
        raise NotFound("This page of the list does not exist.") from error
