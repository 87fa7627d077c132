"""Work that posts leave for later."""

from flaskr.core.runtime import Core
from flaskr.features.posts import publishing, trash


def publish_scheduled(core: Core, *, post_id: int) -> None:
    """Publish a post at its time."""
    with core.db.transaction() as db:
        publishing.publish_due(db, post_id)


def keep_time(core: Core) -> None:
    """Make sure that every scheduled post has its job, whatever happened to the queue."""
    with core.db.transaction() as db:
        publishing.keep_time(db)


def empty_trash(core: Core) -> None:
    """Remove what has been in the trash for 30 days."""
    with core.db.transaction() as db:
        trash.empty_trash(db)
