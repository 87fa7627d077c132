"""What happens when posts change: those like them are found anew, later."""

from sqlalchemy.orm import Session

from flaskr.features.posts.events import PostPublished, PostWritten
from flaskr.features.posts.models import Post
from flaskr.features.related.relating import relate_later


def post_changed(db: Session, event: PostWritten | PostPublished) -> None:
    """Let a public post be compared anew; a draft is compared when it is published."""
    post = db.get(Post, event.post_id)
    if post is not None and post.is_public and post.kind == "post":
        relate_later(db, post.id)
