"""Work that posts leave for later."""

from flaskr.core.runtime import Core
from flaskr.features.posts import preview_links, publishing, recounting, rendering, trash
from flaskr.features.posts.models import Revision


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


def remove_preview_links(core: Core) -> None:
    """Forget secret links whose time is over."""
    with core.db.transaction() as db:
        preview_links.remove_ended(db)


def recount_months(core: Core) -> None:
    """Count the posts of each month anew, by the site's zone."""
    with core.db.transaction() as db:
        recounting.recount_months(db)


def render_again(core: Core, *, using: str = "") -> None:
    """Make HTML anew: of posts made by other rules, or of those whose text has `using`.

    Each is rendered outside a transaction and stored in one of its own, so that nobody waits.
    """
    after = 0
    while True:
        with core.db.reading() as db:
            ids = rendering.stale_revisions(db, using=using, after=after)
            found = [(id, db.get_one(Revision, id).body) for id in ids]
            made = [(id, body, rendering.render(db, body)) for id, body in found]
        if not made:
            return
        for id, body, rendered in made:
            with core.db.transaction() as db:
                rendering.replace_html(db, id, body, rendered)
        after = ids[-1]
