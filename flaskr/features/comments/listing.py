"""Reading comments: a post's thread, Studio's lists and their counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from flaskr.core.errors import NotFound
from flaskr.core.prepared import Prepared
from flaskr.features.comments.models import STATES, Comment
from flaskr.features.posts.models import Post, PostAuthor
from flaskr.lib import keyset
from flaskr.lib.sanitize import SafeHtml

DEEPEST = 4
"""Answers to answers are indented this often; what is deeper stands as deep as this."""


class ThreadRow(NamedTuple):
    """What readers see of a comment; `is_author` says whether an author of the post wrote it."""

    id: int
    parent_id: int | None
    kind: str
    author_name: str
    author_url: str
    html: SafeHtml
    created_at: datetime
    is_author: bool


@dataclass(frozen=True)
class Slice:
    """Some comments of a list, newest first, with a cursor to what is older."""

    comments: tuple[Comment, ...]
    older: str | None = None


def thread(db: Session, post_id: int) -> tuple[tuple[ThreadRow, int], ...]:
    """Return a post's approved comments with their depths, each before the answers to it.

    Of a post that not everybody may read there are none. What stands side by side is ordered by
    time. An answer to a comment that readers do not see stands at the top level, and so does the
    first of comments that answer each other in a circle.
    """
    rows = _THREAD.all(db.connection(), {"post_id": post_id})
    comments = [ThreadRow(*row) for row in rows]
    shown = {comment.id for comment in comments}
    answers: dict[int | None, list[ThreadRow]] = {}
    for comment in comments:
        parent = comment.parent_id if comment.parent_id in shown else None
        answers.setdefault(parent, []).append(comment)
    ordered: dict[int, tuple[ThreadRow, int]] = {}
    _walk(answers.get(None, []), answers, ordered)
    for comment in comments:
        _walk([comment], answers, ordered)
    return tuple(ordered.values())


def comments_in_studio(
    db: Session,
    *,
    state: str = "",
    author_id: int | None = None,
    before: str | None = None,
    limit: int = 30,
) -> Slice:
    """Return comments, newest first, from a cursor on; raises NotFound for a bad one.

    Without a `state` these are all but spam and trash; `author_id` keeps to that user's posts.
    """
    kept = [_is_in(state)] if state else [_is_in("approved") | _is_in("pending")]
    query = select(Comment).where(*kept, *_on_posts_of(author_id)).options(joinedload(Comment.post))
    if before is not None:
        at, last = _cursor(before)
        older = and_(Comment.created_at == at, Comment.id < last)
        query = query.where(or_(Comment.created_at < at, older))
    query = query.order_by(Comment.created_at.desc(), Comment.id.desc()).limit(limit + 1)
    rows = list(db.scalars(query))
    last_row = rows[limit - 1] if len(rows) > limit else None
    return Slice(
        tuple(rows[:limit]),
        older=keyset.encode(last_row.created_at, last_row.id) if last_row else None,
    )


def counts_by_state(db: Session, *, author_id: int | None = None) -> dict[str, int]:
    """Return how many comments are in each state; `author_id` keeps to that user's posts."""
    state = case(*((_is_in(word), word) for word in STATES))
    query = select(state, func.count(Comment.id)).where(*_on_posts_of(author_id)).group_by(state)
    return dict.fromkeys(STATES, 0) | dict(db.execute(query).all())


def _walk(
    roots: Iterable[ThreadRow],
    answers: dict[int | None, list[ThreadRow]],
    ordered: dict[int, tuple[ThreadRow, int]],
) -> None:
    # A stack instead of recursion: a thread may be deeper than Python's.
    waiting = [(comment, 0) for comment in reversed(list(roots))]
    while waiting:
        comment, depth = waiting.pop()
        if comment.id in ordered:
            continue
        ordered[comment.id] = (comment, min(depth, DEEPEST))
        waiting += [(answer, depth + 1) for answer in reversed(answers.get(comment.id, []))]


def _is_in(state: str) -> ColumnElement[bool]:
    """Say in SQL what `Comment.state` says of a row."""
    if state == "trash":
        return Comment.trashed_at.is_not(None)
    kept = Comment.trashed_at.is_(None)
    if state == "spam":
        return and_(kept, Comment.spam_at.is_not(None))
    wanted = Comment.spam_at.is_(None)
    if state == "approved":
        return and_(kept, wanted, Comment.approved_at.is_not(None))
    return and_(kept, wanted, Comment.approved_at.is_(None))


def _on_posts_of(author_id: int | None) -> tuple[Any, ...]:
    if author_id is None:
        return ()
    return (Comment.post.has(Post.author_links.any(PostAuthor.user_id == author_id)),)


_THREAD = Prepared(
    select(
        Comment.id,
        Comment.parent_id,
        Comment.kind,
        Comment.author_name,
        Comment.author_url,
        Comment.html,
        Comment.created_at,
        exists()
        .where(PostAuthor.post_id == Comment.post_id, PostAuthor.user_id == Comment.user_id)
        .label("is_author"),
    )
    .join(Post, Post.id == Comment.post_id)
    .where(Comment.post_id == bindparam("post_id"), _is_in("approved"), Post.visibility == "public")
    .order_by(Comment.created_at, Comment.id)
)


def _cursor(text: str) -> tuple[datetime, int]:
    try:
        return keyset.decode(text, datetime, int)
    except ValueError as error:
        raise NotFound("This page of the list does not exist.") from error
