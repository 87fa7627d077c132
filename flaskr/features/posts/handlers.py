"""What posts do about events of the features below them, and kept pages about events of posts."""

from sqlalchemy.orm import Session

from flaskr.core.events import Event, Handler
from flaskr.core.jobs import enqueue
from flaskr.features.media.events import MediaRemoved
from flaskr.features.posts import purging
from flaskr.features.posts.events import PostPublished, PostRemoved, PostUnpublished, PostWritten

RENDER_JOB = "posts.render_again"


def forget_picture(db: Session, event: MediaRemoved) -> None:
    """Let posts that show a removed picture be rendered without its sizes."""
    stem = event.key.rpartition(".")[0]
    enqueue(db, RENDER_JOB, unique_key=f"{RENDER_JOB}:{stem}", using=stem)


HANDLERS: dict[type[Event], tuple[Handler, ...]] = {
    MediaRemoved: (forget_picture,),
    PostWritten: (purging.post_written,),
    PostPublished: (purging.post_shown_or_hidden,),
    PostUnpublished: (purging.post_shown_or_hidden,),
    PostRemoved: (purging.post_shown_or_hidden,),
}
