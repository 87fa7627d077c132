"""Adding many comments at once, for whoever brings a whole blog; it is nobody's news."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from flaskr.core import bulk
from flaskr.core.content import EVERYTHING, change
from flaskr.features.comments.models import Comment
from flaskr.lib.sanitize import SafeHtml

_COLUMNS = (
    *("id", "post_id", "parent_id", "user_id", "kind", "author_name", "author_email"),
    *("author_url", "body", "html", "created_at", "approved_at", "spam_at", "trashed_at"),
)


@dataclass(frozen=True, slots=True)
class FinishedComment:
    """A comment ready to be stored, its texts as `storing.keep_comment` would make them.

    `parent` is the place in the same sequence of what it answers, on the same post and earlier.
    """

    post_id: int
    parent: int | None
    user_id: int | None
    author_name: str
    author_email: str
    author_url: str
    body: str
    html: SafeHtml
    created_at: datetime
    state: str = "approved"
    kind: str = "comment"


def add_comments(db: Session, comments: Sequence[FinishedComment]) -> list[int]:
    """Store comments and return their ids, in order."""
    ids = bulk.new_ids(db, Comment, len(comments))
    bulk.insert(
        db, Comment, _COLUMNS, (_row(id, ids, each) for id, each in zip(ids, comments, strict=True))
    )
    change(db, EVERYTHING)
    return ids


def _row(id: int, ids: Sequence[int], comment: FinishedComment) -> tuple[object, ...]:
    at, state = comment.created_at, comment.state
    return (
        *(id, comment.post_id, None if comment.parent is None else ids[comment.parent]),
        *(comment.user_id, comment.kind, comment.author_name, comment.author_email),
        *(comment.author_url, comment.body, comment.html, at),
        at if state == "approved" else None,
        at if state == "spam" else None,
        at if state == "trash" else None,
    )
