"""Reading comments: a post's thread, Studio's lists and their counts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, bindparam, exists, func, select
from sqlalchemy.orm import Session, joinedload

from flaskr.core.json_rows import rows_of
from flaskr.core.newest import newest
from flaskr.core.prepared import Prepared
from flaskr.core.visits import Reader
from flaskr.features.comments.models import STATES, Comment
from flaskr.features.comments.pages import Comment as ShownComment
from flaskr.features.comments.rules import PostFacts
from flaskr.features.posts.listing import is_by, place_of
from flaskr.features.posts.models import Post, PostAuthor
from flaskr.features.site.identity import site_values
from flaskr.lib import keyset, zones
from flaskr.lib.sanitize import stored

MOST_COUNTED = 999
PAGE_LENGTH = 100
DEEPEST = 4
"""Answers to answers are indented this often; what is deeper stands as deep as this."""

LISTS = (*STATES, "reported")
"""What Studio lists by itself: the states, and across them what readers reported."""

_Row = list[Any]
"""When it was written, its id, what it answers, kind, name, URL, HTML, whether by an author."""


@dataclass(frozen=True)
class Conversation:
    """What stands below a post: a page of its comments, and how many there are in all."""

    post: PostFacts
    comments: tuple[ShownComment, ...]
    count: int
    page: int = 1
    pages: int = 1


@dataclass(frozen=True)
class Slice:
    """Some comments of a list, newest first, with a cursor to what is older."""

    comments: tuple[Comment, ...]
    older: str | None = None


def talk_below(
    db: Reader, post_id: int, *, page: int = 1, timezone: str = "UTC"
) -> Conversation | None:
    """Return a post's approved comments, each before the answers to it; times are those of a zone.

    None for a post that not everybody may read. Of long threads this is one page of PAGE_LENGTH
    comments, the pages counted from 1. What stands side by side is ordered by time. An answer to a
    comment that readers do not see stands at the top level, and so does the first of comments
    that answer each other in a circle.
    """
    row = _THREAD.first(db.connection(), {"post_id": post_id})
    if row is None:
        return None
    *facts, rows = row
    post = PostFacts(*facts)
    rows = rows or []
    if len(rows) <= PAGE_LENGTH:
        places = _ordered([values[:3] for values in rows])
        found = {values[1]: values for values in rows}
        shown = [_shown(found[id], depth, timezone) for id, depth in places]
        return Conversation(post, tuple(shown), len(shown))
    places = outline(db, post_id)
    pages = max(1, -(-len(places) // PAGE_LENGTH))
    page = min(max(1, page), pages)
    wanted = places[(page - 1) * PAGE_LENGTH : page * PAGE_LENGTH]
    with_ids = (Comment.id.in_([id for id, _depth in wanted]),)
    some = select(rows_of(_rows(*_SHOWN, where=with_ids).subquery("some")))
    found = {values[1]: values for values in db.connection().execute(some).scalar() or ()}
    shown = [_shown(found[id], depth, timezone) for id, depth in wanted if id in found]
    return Conversation(post, tuple(shown), len(places), page, pages)


def outline(db: Reader, post_id: int) -> list[tuple[int, int]]:
    """Return the ids and depths of a post's approved comments, in the order of its thread."""
    row = _OUTLINE.first(db.connection(), {"post_id": post_id})
    return _ordered((row and row[0]) or [])


def page_of(db: Reader, comment: Comment) -> int:
    """Return on which page of its thread an approved comment stands."""
    ids = [id for id, _depth in outline(db, comment.post_id)]
    return ids.index(comment.id) // PAGE_LENGTH + 1 if comment.id in ids else 1


def comments_in_studio(
    db: Session,
    *,
    state: str = "",
    author_id: int | None = None,
    before: str | None = None,
    limit: int = 30,
) -> Slice:
    """Return comments, newest first, from a cursor on; raises NotFound for a bad one.

    Without a `state` these are all but spam and trash. `author_id` keeps to that user's posts: a
    page then has those among the next 10,000 comments, and may have none although an older one has.
    """
    part = newest(
        db,
        select(Comment).options(joinedload(Comment.post)),
        (Comment.created_at, Comment.id),
        among=[_is_in(state) if state else _is_wanted()],
        where=_on_posts_of(author_id),
        before=place_of(before) if before is not None else None,
        limit=limit,
    )
    return Slice(part.rows, older=keyset.encode(*part.last) if part.last else None)


def may_have_any(db: Session) -> bool:
    """Say whether there is any comment, in whatever state, or readers may write one."""
    is_open = site_values(db).comments != "closed"
    return is_open or db.scalar(select(Comment.id).limit(1)) is not None


def counts_by_state(db: Session, *, author_id: int | None = None) -> dict[str, int]:
    """Return how many comments are in each state, counted up to one more than MOST_COUNTED.

    `author_id` keeps to that user's posts, and then to the newest comments of each state.
    """
    counts = [_count(word, author_id).label(word) for word in LISTS]
    return dict(zip(LISTS, db.execute(select(*counts)).one(), strict=True))


def _count(state: str, author_id: int | None) -> ScalarSelect[int]:
    """Count what the index of a state begins with: all of millions would be too many."""
    newest_first = (Comment.created_at.desc(), Comment.id.desc())
    counted = select(Comment.post_id).where(_is_in(state)).order_by(*newest_first)
    some = counted.limit(MOST_COUNTED + 1).subquery()
    count = select(func.count()).select_from(some)
    if author_id is not None:
        count = count.where(is_by(some.c.post_id, author_id))
    return count.scalar_subquery()


def _ordered(rows: list[_Row]) -> list[tuple[int, int]]:
    """Return ids with depths in the order of a thread of (when, id, what it answers)."""
    rows.sort()
    shown = {id for _at, id, _parent in rows}
    answers: dict[int | None, list[int]] = {}
    for _at, id, parent in rows:
        answers.setdefault(parent if parent in shown else None, []).append(id)
    ordered: dict[int, int] = {}
    _walk(answers.get(None, []), answers, ordered)
    if len(ordered) < len(rows):
        for _at, id, _parent in rows:
            _walk([id], answers, ordered)
    return list(ordered.items())


def _walk(roots: list[int], answers: dict[int | None, list[int]], ordered: dict[int, int]) -> None:
    # A stack instead of recursion: a thread may be deeper than Python's.
    waiting = [(id, 0) for id in reversed(roots)]
    while waiting:
        id, depth = waiting.pop()
        if id in ordered:
            continue
        ordered[id] = min(depth, DEEPEST)
        if id in answers:
            waiting += [(answer, depth + 1) for answer in reversed(answers[id])]


def _shown(values: _Row, depth: int, timezone: str) -> ShownComment:
    at, id, _parent, kind, name, url, html, is_author = values
    return ShownComment(
        id=id,
        depth=depth,
        kind=kind,
        author_name=name,
        author_url=url,
        is_author=bool(is_author),
        published_at=zones.to_local(zones.in_utc(datetime.fromisoformat(at)), timezone),
        html=stored(html),
    )


def _is_in(state: str) -> ColumnElement[bool]:
    """Say in SQL what `Comment.state` says of a row."""
    if state == "reported":
        return Comment.reported_at.is_not(None)
    if state == "trash":
        return Comment.trashed_at.is_not(None)
    kept = Comment.trashed_at.is_(None)
    if state == "spam":
        return and_(kept, Comment.spam_at.is_not(None))
    if state == "approved":
        return and_(_is_wanted(), Comment.approved_at.is_not(None))
    return and_(_is_wanted(), Comment.approved_at.is_(None))


def _is_wanted() -> ColumnElement[bool]:
    return and_(Comment.trashed_at.is_(None), Comment.spam_at.is_(None))


def _on_posts_of(author_id: int | None) -> tuple[ColumnElement[bool], ...]:
    if author_id is None:
        return ()
    return (is_by(Comment.post_id, author_id),)


def _rows(
    *columns: Any, where: tuple[ColumnElement[bool], ...], limit: int | None = None
) -> Select[Any]:
    approved = select(*columns).where(*where, _is_in("approved"))
    return approved if limit is None else approved.limit(limit)


_PLACE = (Comment.created_at, Comment.id, Comment.parent_id)
_SHOWN = (
    *_PLACE,
    Comment.kind,
    Comment.author_name,
    Comment.author_url,
    Comment.html,
    exists()
    .where(PostAuthor.post_id == Comment.post_id, PostAuthor.user_id == Comment.user_id)
    .label("is_author"),
)
_ON_POST = (Comment.post_id == bindparam("post_id"),)

# As one value: on SQLite each row would be a moment in which another thread may go first.
_THREAD = Prepared(
    select(
        Post.kind,
        Post.comments,
        Post.visibility,
        Post.published_at,
        rows_of(_rows(*_SHOWN, where=_ON_POST, limit=PAGE_LENGTH + 1).subquery("thread")),
    ).where(Post.id == bindparam("post_id"), Post.visibility == "public")
)
_OUTLINE = Prepared(select(rows_of(_rows(*_PLACE, where=_ON_POST).subquery("outline"))))
