"""What comments do about their own events: the authors of a post hear of them."""

from sqlalchemy.orm import Session

from flaskr.core.events import Event, Handler
from flaskr.features.comments import telling
from flaskr.features.comments.events import CommentPosted
from flaskr.features.comments.models import Comment


def comment_posted(db: Session, event: CommentPosted) -> None:
    """Let the authors of the post be told."""
    comment = db.get(Comment, event.comment_id)
    if comment is not None:
        telling.tell_later(db, comment)


HANDLERS: dict[type[Event], tuple[Handler, ...]] = {CommentPosted: (comment_posted,)}
