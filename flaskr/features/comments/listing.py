"""Reading comments: a post's thread, Studio's lists and their counts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, exists, func, select
from sqlalchemy.orm import Session, joinedload

from flaskr.core.json_rows import rows_of
from flaskr.core.newest import newest
from flaskr.core.prepared import Prepared
from flaskr.core.visits import Reader
from flaskr.features.comments.models import STATES, Comment
from flaskr.features.comments.pages import Comment as ShownComment
from flaskr.features.posts.listing import is_by, place_of
from flaskr.features.posts.models import Post, PostAuthor
from flaskr.lib import keyset, zones
from flaskr.lib.sanitize import stored

MOST_COUNTED = 999
DEEPEST = 4
"""Answers to answers are indented this often; what is deeper stands as deep as this."""

_Row = list[Any]
"""When it was written, its id, what it answers, kind, name, URL, HTML, whether by an author."""


@dataclass(frozen=True)
class Slice:
    """Some comments of a list, newest first, with a cursor to what is older."""

    comments: tuple[Comment, ...]
    older: str | None = None


def thread(db: Reader, post_id: int, *, timezone: str = "UTC") -> list[ShownComment]:
    """Return a post's approved comments, each before the answers to it; times are those of a zone.

    Of a post that not everybody may read there are none. What stands side by side is ordered by
    time. An answer to a comment that readers do not see stands at the top level, and so does the
    first of comments that answer each other in a circle.
    """
    row = _THREAD.first(db.connection(), {"post_id": post_id})
    rows: list[_Row] = (row and row[0]) or []
    for values in rows:
        values[0] = zones.in_utc(datetime.fromisoformat(values[0]))
    rows.sort()
    shown = {id for _at, id, *_rest in rows}
    answers: dict[int | None, list[_Row]] = {}
    for values in rows:
        parent = values[2]
        answers.setdefault(parent if parent in shown else None, []).append(values)
    ordered: dict[int, ShownComment] = {}
    _walk(answers.get(None, []), answers, ordered, timezone)
    if len(ordered) < len(rows):
        for values in rows:
            _walk([values], answers, ordered, timezone)
    return list(ordered.values())


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


def has_any(db: Session) -> bool:
    """Say whether there is any comment, in whatever state."""
    return db.scalar(select(Comment.id).limit(1)) is not None


def counts_by_state(db: Session, *, author_id: int | None = None) -> dict[str, int]:
    """Return how many comments are in each state, counted up to one more than MOST_COUNTED.

    `author_id` keeps to that user's posts, and then to the newest comments of each state.
    """
    counts = [_count(word, author_id).label(word) for word in STATES]
    return dict(zip(STATES, db.execute(select(*counts)).one(), strict=True))


def _count(state: str, author_id: int | None) -> ScalarSelect[int]:
    """Count what the index of a state begins with: all of millions would be too many."""
    newest_first = (Comment.created_at.desc(), Comment.id.desc())
    counted = select(Comment.post_id).where(_is_in(state)).order_by(*newest_first)
    some = counted.limit(MOST_COUNTED + 1).subquery()
    count = select(func.count()).select_from(some)
    if author_id is not None:
        count = count.where(is_by(some.c.post_id, author_id))
    return count.scalar_subquery()


def _walk(
    roots: list[_Row],
    answers: dict[int | None, list[_Row]],
    ordered: dict[int, ShownComment],
    timezone: str,
) -> None:
    # A stack instead of recursion: a thread may be deeper than Python's.
    waiting = [(values, 0) for values in reversed(roots)]
    while waiting:
        values, depth = waiting.pop()
        at, id, _parent, kind, name, url, html, is_author = values
        if id in ordered:
            continue
        ordered[id] = ShownComment(
            id=id,
            depth=min(depth, DEEPEST),
            kind=kind,
            author_name=name,
            author_url=url,
            is_author=bool(is_author),
            published_at=zones.to_local(at, timezone),
            html=stored(html),
        )
        if id in answers:
            waiting += [(answer, depth + 1) for answer in reversed(answers[id])]


def _is_in(state: str) -> ColumnElement[bool]:
    """Say in SQL what `Comment.state` says of a row."""
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


# As one value: on SQLite each row would be a moment in which another thread may go first.
_THREAD = Prepared(
    select(
        rows_of(
            select(
                Comment.created_at,
                Comment.id,
                Comment.parent_id,
                Comment.kind,
                Comment.author_name,
                Comment.author_url,
                Comment.html,
                exists()
                .where(PostAuthor.post_id == Comment.post_id, PostAuthor.user_id == Comment.user_id)
                .label("is_author"),
            )
            .join(Post, Post.id == Comment.post_id)
            .where(
                Comment.post_id == bindparam("post_id"),
                _is_in("approved"),
                Post.visibility == "public",
            )
            .subquery("thread")
        )
    )
)
