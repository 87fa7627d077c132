"""What happens when a post is gone for good: its picture goes too."""

from sqlalchemy.orm import Session

from flaskr.core.jobs import enqueue
from flaskr.features.posts.events import PostRemoved

FORGET = "seo.forget-picture"


def post_removed(db: Session, event: PostRemoved) -> None:
    """Remove the picture, once the post's removal is committed."""
    enqueue(db, FORGET, post_id=event.post_id)
