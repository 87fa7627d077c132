"""Reading: public posts by time, tag, author, year and month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Integer, Select, bindparam, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from flaskr.core import clock
from flaskr.core.db import UtcDateTime
from flaskr.core.errors import NotFound
from flaskr.core.prepared import Prepared
from flaskr.core.visits import Reader
from flaskr.features.posts.models import Post, PostAuthor, PostTag
from flaskr.features.posts.shown import ShownPost, post_of, shown
from flaskr.lib import keyset

MOST_FEATURED = 5

Time = InstrumentedAttribute[datetime | None]
Id = InstrumentedAttribute[int]
Shown = TypeVar("Shown", Post, ShownPost)


@dataclass(frozen=True)
class Slice(Generic[Shown]):
    """Some posts of a list, newest first, with cursors to what is before and after them."""

    posts: tuple[Shown, ...]
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
    with_text: bool = False
    within: ColumnElement[bool] | None = None
    """A condition of a feature above, always the same object, with `:language` for the value."""
    language: str | None = None


def is_public() -> tuple[Any, ...]:
    """Return the conditions for a post that anybody may know of."""
    return (
        Post.published_at <= clock.now(),
        Post.trashed_at.is_(None),
        Post.visibility != "private",
    )


def public_posts(
    db: Reader,
    flow: Flow = Flow(),
    *,
    before: str | None = None,
    after: str | None = None,
    limit: int = 10,
) -> Slice[ShownPost]:
    """Return posts of the flow, newest first, from a cursor on; raises NotFound for a bad one."""
    values = {name: value for name, value in vars(flow).items() if value is not None}
    values.pop("within", None)
    values["most"] = limit + 1
    cursor = after if after is not None else before
    if cursor is not None:
        values["at"], values["last"] = place_of(cursor)
    side = "after" if after is not None else "before" if before is not None else ""
    wanted = tuple(sorted(values.keys() & {"tag_id", "author_id", "start", "end"}))
    statement = _statement(wanted, flow.without_featured, flow.with_text, side, flow.within)
    rows = [post_of(row) for row in statement.all(db.connection(), values)]
    more, rows = len(rows) > limit, rows[:limit]
    if after is not None:
        rows = rows[::-1]
        return Slice(
            tuple(rows),
            newer=_cursor_of(rows[0]) if more else None,
            older=_cursor_of(rows[-1]) if rows else None,
        )
    return Slice(
        tuple(rows),
        newer=_cursor_of(rows[0]) if before is not None and rows else None,
        older=_cursor_of(rows[-1]) if more else None,
    )


def featured_posts(db: Reader) -> Sequence[ShownPost]:
    """Return the featured posts, newest first."""
    return [post_of(row) for row in _FEATURED.all(db.connection(), {"most": MOST_FEATURED})]


def public_pages(db: Session, limit: int = 200) -> Sequence[Post]:
    """Return the pages that anybody may read, by title."""
    query = select(Post).where(Post.kind == "page", Post.visibility == "public", *is_public())
    return db.scalars(query.order_by(Post.title, Post.id).limit(limit)).all()


def neighbours(db: Session, post: Post) -> Sequence[int]:
    """Return the ids of the public posts just before and just after a post in time."""
    here = {"at": post.published_at, "last": post.id}
    connection = db.connection()
    found = [connection.execute(side, here).scalar() for side in _BESIDE]
    return [id for id in found if id is not None]


def is_by(post_id: ColumnElement[int] | Id, user_id: int) -> ColumnElement[bool]:
    """Return the condition that a user is among the authors of a post.

    As a value and not as EXISTS: it is looked up for each row on the way, and never the other way
    round, from all posts of an author who wrote most of them.
    """
    link = PostAuthor.post_id == post_id, PostAuthor.user_id == user_id
    return select(PostAuthor.position).where(*link).scalar_subquery().is_not(None)


def place_of(cursor: str) -> tuple[datetime, int]:
    """Return the place in a list that a cursor stands for; raises NotFound for a bad one."""
    try:
        return keyset.decode(cursor, datetime, int)
    except ValueError as error:
        raise NotFound("This page of the list does not exist.") from error


@cache
def _statement(
    wanted: tuple[str, ...],
    without_featured: bool,
    with_text: bool,
    side: str,
    within: ColumnElement[bool] | None,
) -> Prepared:
    """Build what reads a flow; there are few kinds of them, and each is built once."""
    query = shown(with_text=with_text)
    at, id = Post.public_at, Post.id
    if "tag_id" in wanted:
        query = query.join(PostTag, PostTag.post_id == Post.id)
        query = query.where(PostTag.tag_id == bindparam("tag_id"))
        at, id = PostTag.public_at, PostTag.post_id
    elif "author_id" in wanted:
        query = query.join(PostAuthor, PostAuthor.post_id == Post.id)
        query = query.where(PostAuthor.user_id == bindparam("author_id"))
        at, id = PostAuthor.public_at, PostAuthor.post_id
    query = query.where(at.is_not(None))
    if "start" in wanted:
        query = query.where(at >= bindparam("start", type_=UtcDateTime))
    if "end" in wanted:
        query = query.where(at < bindparam("end", type_=UtcDateTime))
    if within is not None:
        query = query.where(within)
    if without_featured:
        query = query.where(Post.featured_at.is_(None))
    return Prepared(_beginning(query, at, id, side).limit(_MOST), written="most")


def _beginning(query: Select[Any], at: Time, id: Id, side: str) -> Select[Any]:
    """Let the query begin at a cursor, or with the newest, along the index of its two columns."""
    if side == "after":
        return query.where(tuple_(at, id) > _HERE).order_by(at, id)
    if side == "before":
        query = query.where(tuple_(at, id) < _HERE)
    return query.order_by(at.desc(), id.desc())


_MOST = bindparam("most", type_=Integer)
_HERE = tuple_(bindparam("at", type_=UtcDateTime), bindparam("last"))
_FEATURED = Prepared(
    shown(with_text=False)
    .where(Post.public_at.is_not(None), Post.featured_at.is_not(None))
    .order_by(Post.public_at.desc(), Post.id.desc())
    .limit(_MOST),
    written="most",
)
_PUBLIC_ID = select(Post.id).where(Post.public_at.is_not(None)).limit(1)
_BESIDE = tuple(
    _beginning(_PUBLIC_ID, Post.public_at, Post.id, side) for side in ("before", "after")
)


def _cursor_of(post: ShownPost) -> str:
    assert post.public_at is not None
    return keyset.encode(post.public_at, post.id)
