"""Clearing: comments that were spam or in the trash for a month are removed for good."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.features.comments import reporting
from flaskr.features.comments.models import Comment

KEPT_FOR = timedelta(days=30)
SENDERS_KEPT_FOR = timedelta(hours=1)
AT_ONCE = 1000


def clear(db: Session) -> int:
    """Remove some of what has been there long enough; return how many those are.

    What was learned from them stays: it is counts of words. Comments that an import brought stay
    too: their dates are those of where they came from.
    """
    long_ago = clock.now() - KEPT_FOR
    ids = [id for query in _over(long_ago) for id in db.scalars(query.limit(AT_ONCE))][:AT_ONCE]
    db.execute(delete(Comment).where(Comment.id.in_(ids)))
    return len(ids)


def forget_senders(db: Session) -> None:
    """Forget by what a comment that is sent twice is known, after an hour."""
    is_over = Comment.created_at < clock.now() - SENDERS_KEPT_FOR
    db.execute(update(Comment).where(Comment.sent_key.is_not(None), is_over).values(sent_key=None))
    reporting.forget_senders(db, clock.now() - SENDERS_KEPT_FOR)


def _over(long_ago: datetime) -> Iterator[Select[int]]:
    here = (Comment.import_id.is_(None), Comment.created_at < long_ago)
    query = select(Comment.id).order_by(Comment.created_at, Comment.id)
    yield query.where(*here, Comment.trashed_at.is_not(None), Comment.trashed_at < long_ago)
    is_spam = (Comment.trashed_at.is_(None), Comment.spam_at.is_not(None))
    yield query.where(*here, *is_spam, Comment.spam_at < long_ago)
