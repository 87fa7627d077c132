"""Moderating: which comments readers see."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from flaskr.core import clock
from flaskr.core.content import change
from flaskr.core.db import LARGEST_ID, session_of
from flaskr.core.events import announce
from flaskr.core.permissions import Actor
from flaskr.features.comments.events import CommentApproved, CommentHidden
from flaskr.features.comments.learning import HAM, SPAM, learn
from flaskr.features.comments.models import REPORTED, Comment
from flaskr.features.comments.reporting import report_again, seen_to


def approve(comment: Comment, *, by: Actor) -> None:
    """Let readers see the comment, also one taken for spam or put away. Raises Denied."""
    _move(comment, "approved", by)


def unapprove(comment: Comment, *, by: Actor) -> None:
    """Let the comment wait, unseen by readers. Raises Denied."""
    _move(comment, "pending", by)


def mark_as_spam(comment: Comment, *, by: Actor) -> None:
    """Put the comment with the spam. Raises Denied."""
    _move(comment, "spam", by)


def trash(comment: Comment, *, by: Actor) -> None:
    """Put the comment into the trash, from where it can be brought back. Raises Denied."""
    _move(comment, "trash", by)


def moderate(db: Session, states: Mapping[int, str], *, by: Actor) -> dict[int, str]:
    """Put comments into states, by their ids; return in which state those were that changed.

    A reported comment that is approved stays as it is, and is not among the reported ones any
    more; to be REPORTED again undoes that.
    Comments that are not there any more are left out. Raises Denied if one is not theirs to
    moderate, and then changes none.
    """
    ids = [id for id in states if 0 < id <= LARGEST_ID]
    query = select(Comment).where(Comment.id.in_(ids)).options(joinedload(Comment.post))
    before = {}
    for comment in db.scalars(query.order_by(Comment.id)).unique().all():
        was, wanted = comment.standing, states[comment.id]
        _move(comment, wanted, by)
        if was != wanted:
            before[comment.id] = was
    return before


def _move(comment: Comment, state: str, by: Actor) -> None:
    db = session_of(comment)
    db.info["permissions"].check(by, "comments.moderate", owners=comment.owner_ids)
    if comment.standing == state:
        return
    if state == REPORTED:
        state = "approved"
        report_again(comment)
    else:
        seen_to(comment)
    before, now = comment.state, clock.now()
    if before == state:
        db.flush()
        return
    comment.approved_at = now if state == "approved" else None
    comment.spam_at = now if state == "spam" else None
    comment.trashed_at = now if state == "trash" else None
    comment.trashed_by_id = by.id if state == "trash" else None
    if state != "trash":  # which says nothing of what it is
        learn(comment, {"approved": HAM, "spam": SPAM}.get(state))
    db.flush()
    if "approved" in {before, state}:
        change(db, f"talk:{comment.post_id}", "comments")
    if state == "approved":
        announce(db, CommentApproved(comment.id))
    elif before == "approved":
        announce(db, CommentHidden(comment.id))
