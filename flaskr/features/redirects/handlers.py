"""What happens when a post gets an address: it is no more asked for in vain."""

from sqlalchemy.orm import Session

from flaskr.features.posts.events import PostPublished, PostWritten
from flaskr.features.posts.models import Post
from flaskr.features.redirects.missing import found_again


def post_changed(db: Session, event: PostWritten | PostPublished) -> None:
    """Forget that the post's address was missing."""
    post = db.get(Post, event.post_id)
    if post is not None and post.is_public:
        found_again(db, post.path, post.path.rstrip("/"))
