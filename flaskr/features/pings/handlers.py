"""What happens when a post that readers see changes: who wants to know is told soon."""

from datetime import timedelta

from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.events import Event
from flaskr.core.jobs import enqueue
from flaskr.features.posts.events import PostPublished, PostWritten
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import site_values

SOON = timedelta(seconds=10)
INDEX_NOW, WEBSUB = "pings.index-now", "pings.websub"


def post_changed(db: Session, event: PostWritten | PostPublished) -> None:
    """Tell of a post that everybody may read."""
    post = db.get(Post, event.post_id)
    if post is not None and post.is_public and post.visibility == "public":
        something_changed(db, event)


def something_changed(db: Session, _event: Event) -> None:
    """Tell of what is new, in a moment: who changes one thing often changes another."""
    if not db.info["settings"]["SITE_URL"]:
        return
    site, at = site_values(db), clock.now() + SOON
    if site.tell_search_engines:
        enqueue(db, INDEX_NOW, at=at, unique_key=INDEX_NOW)
    if site.websub_hub:
        enqueue(db, WEBSUB, at=at, unique_key=WEBSUB)
