"""Reading: public posts by time, tag, author, year and month; Studio's lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from flaskr.core import clock
from flaskr.core.errors import NotFound
from flaskr.features.posts.models import Post, PostAuthor, PostTag
from flaskr.lib import keyset

MOST_FEATURED = 5


@dataclass(frozen=True)
class Slice:
    """Some posts of a list, newest first, with cursors to what is before and after them."""

    posts: tuple[Post, ...]
    newer: str | None = None
    older: str | None = None


@dataclass(frozen=True)
class Flow:
    """Which public posts are asked for; without anything, all."""

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
    query = _flow(flow).options(joinedload(Post.cover), *flow.options)
    time, id = Post.published_at, Post.id
    newest_first = (time.desc(), id.desc())
    if after is not None:
        at, last = _cursor(after)
        query = query.where(or_(time > at, and_(time == at, id > last)))
        rows = list(db.scalars(query.order_by(time, id).limit(limit + 1)))
        more, rows = len(rows) > limit, rows[:limit][::-1]
        return Slice(
            tuple(rows),
            newer=_cursor_of(rows[0]) if more else None,
            older=_cursor_of(rows[-1]) if rows else None,
        )
    if before is not None:
        at, last = _cursor(before)
        query = query.where(or_(time < at, and_(time == at, id < last)))
    rows = list(db.scalars(query.order_by(*newest_first).limit(limit + 1)))
    more, rows = len(rows) > limit, rows[:limit]
    return Slice(
        tuple(rows),
        newer=_cursor_of(rows[0]) if before is not None and rows else None,
        older=_cursor_of(rows[-1]) if more else None,
    )


def count_public(db: Session, flow: Flow = Flow()) -> int:
    """Return how many posts the flow has."""
    return db.scalar(_flow(flow).with_only_columns(func.count(Post.id))) or 0


def featured_posts(db: Session) -> Sequence[Post]:
    """Return the featured posts, newest first."""
    query = _flow(Flow()).where(Post.featured_at.is_not(None)).options(joinedload(Post.cover))
    return db.scalars(query.order_by(Post.published_at.desc()).limit(MOST_FEATURED)).all()


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
    time, id = Post.published_at, Post.id
    at = post.published_at
    older = _flow(Flow()).where(or_(time < at, and_(time == at, id < post.id)))
    newer = _flow(Flow()).where(or_(time > at, and_(time == at, id > post.id)))
    return (
        db.scalars(older.order_by(time.desc(), id.desc()).limit(1)).first(),
        db.scalars(newer.order_by(time, id).limit(1)).first(),
    )


def publication_times(db: Session) -> Sequence[datetime]:
    """Return when each public post was published, newest first, for the archive."""
    query = _flow(Flow()).with_only_columns(Post.published_at)
    return [at for at in db.scalars(query.order_by(Post.published_at.desc())) if at is not None]


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
        at, last = _cursor(before)
        query = query.where(or_(Post.updated_at < at, and_(Post.updated_at == at, Post.id < last)))
    query = query.order_by(Post.updated_at.desc(), Post.id.desc()).limit(limit + 1)
    rows = list(db.scalars(query))
    last_row = rows[limit - 1] if len(rows) > limit else None
    return Slice(
        tuple(rows[:limit]),
        older=keyset.encode(last_row.updated_at, last_row.id) if last_row else None,
    )


def _flow(flow: Flow) -> Select[Any]:
    query = select(Post).where(Post.kind == "post", *is_public())
    if flow.tag_id is not None:
        query = query.join(PostTag).where(PostTag.tag_id == flow.tag_id)
    if flow.author_id is not None:
        query = query.join(PostAuthor).where(PostAuthor.user_id == flow.author_id)
    if flow.start is not None:
        query = query.where(Post.published_at >= flow.start)
    if flow.end is not None:
        query = query.where(Post.published_at < flow.end)
    if flow.without_featured:
        query = query.where(Post.featured_at.is_(None))
    return query


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
    assert post.published_at is not None
    return keyset.encode(post.published_at, post.id)


def _cursor(text: str) -> tuple[datetime, int]:
    try:
        return keyset.decode(text, datetime, int)
    except ValueError as error:
        raise NotFound("This page of the list does not exist.") from error
