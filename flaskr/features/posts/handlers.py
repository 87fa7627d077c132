"""What posts do about events of the features below them, and kept pages about events of posts."""

from sqlalchemy.orm import Session

from flaskr.core.events import Event, Handler
from flaskr.core.jobs import enqueue
from flaskr.features.media.events import MediaRemoved
from flaskr.features.posts import counting, purging
from flaskr.features.posts.events import PostPublished, PostRemoved, PostUnpublished, PostWritten
from flaskr.features.posts.flow import place, withdraw
from flaskr.features.posts.media_uses import stem_of
from flaskr.features.site.events import SiteChanged
from flaskr.features.site.identity import site_values

RENDER_JOB = "posts.render_again"
MONTHS_JOB = "posts.recount_months"


def forget_picture(db: Session, event: MediaRemoved) -> None:
    """Let posts that show a removed picture be rendered without its sizes."""
    stem = stem_of(event.key)
    enqueue(db, RENDER_JOB, unique_key=f"{RENDER_JOB}:{stem}", using=stem)


def post_changed(db: Session, event: PostWritten | PostPublished | PostUnpublished) -> None:
    """Let the public lists and counts follow what happened to a post."""
    place(db, event.post_id)


def post_removed(db: Session, event: PostRemoved) -> None:
    """Take the post out of the public lists and counts before it goes."""
    withdraw(db, event.post_id)


def site_changed(db: Session, _event: SiteChanged) -> None:
    """Let months be counted anew where the site's zone is another one now."""
    if counting.counted_zone(db) not in {None, site_values(db).timezone}:
        enqueue(db, MONTHS_JOB, unique_key=MONTHS_JOB)


HANDLERS: dict[type[Event], tuple[Handler, ...]] = {
    MediaRemoved: (forget_picture,),
    SiteChanged: (site_changed,),
    PostWritten: (post_changed, purging.post_written),
    PostPublished: (post_changed, purging.post_shown_or_hidden),
    PostUnpublished: (post_changed, purging.post_shown_or_hidden),
    PostRemoved: (post_removed, purging.post_shown_or_hidden),
}
