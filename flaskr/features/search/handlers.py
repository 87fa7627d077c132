"""What the index does when posts change: at once, in the same transaction (see ADR 0010)."""

from sqlalchemy.orm import Session

from flaskr.features.posts.events import PostPublished, PostRemoved, PostUnpublished, PostWritten
from flaskr.features.search.index import forget, refresh


def post_changed(db: Session, event: PostWritten | PostPublished | PostUnpublished) -> None:
    """Index the post as it is now, or not at all."""
    refresh(db, event.post_id)


def post_removed(db: Session, event: PostRemoved) -> None:
    """Forget the post."""
    forget(db, event.post_id)
