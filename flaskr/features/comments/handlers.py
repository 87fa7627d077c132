"""What comments do about their own events: authors of a post and those who follow it hear."""

from sqlalchemy.orm import Session

from flaskr.core.events import Event, Handler
from flaskr.features.comments import following, telling
from flaskr.features.comments.events import CommentApproved, CommentPosted
from flaskr.features.comments.models import Comment


def comment_posted(db: Session, event: CommentPosted) -> None:
    """Let the authors of the post be told."""
    comment = db.get(Comment, event.comment_id)
    if comment is not None:
        telling.tell_later(db, comment)


def comment_approved(db: Session, event: CommentApproved) -> None:
    """Let those be told who follow the post."""
    comment = db.get(Comment, event.comment_id)
    if comment is not None:
        following.tell(db, comment)


HANDLERS: dict[type[Event], tuple[Handler, ...]] = {
    CommentPosted: (comment_posted,),
    CommentApproved: (comment_approved,),
}
