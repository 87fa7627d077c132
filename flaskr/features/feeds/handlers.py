"""What feeds do when posts, authors or the site change: note the time (see ADR 0010)."""

from sqlalchemy.orm import Session

from flaskr.core.events import Event
from flaskr.features.feeds.changes import record_change, record_hidden
from flaskr.features.posts.events import PostWritten
from flaskr.features.posts.models import Post


def post_written(db: Session, event: PostWritten) -> None:
    """Note the change of a post that is public; drafts are in no feed."""
    post = db.get(Post, event.post_id)
    if post is not None and post.is_public:
        record_change(db)


def shown_changed(db: Session, _event: Event) -> None:
    """Note the change."""
    record_change(db)


def comment_hidden(db: Session, _event: Event) -> None:
    """Note that a feed of comments is newer than what is left in it."""
    record_hidden(db)
