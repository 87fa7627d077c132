"""What series put into pages of features below them."""

from flaskr.features.posts.models import Post
from flaskr.features.series.context import series_of
from flaskr.features.series.listing import around
from flaskr.lib.sanitize import SafeHtml
from flaskr.web.access import may
from flaskr.web.current import visiting
from flaskr.web.slots import fragment


def above_post(post_id: int) -> SafeHtml | None:
    """Show which part of which series a post is; None for one that is in none."""
    box = series_of(post_id)
    return fragment("fragments/series.html", series=box) if box else None


def below_post(post_id: int) -> SafeHtml | None:
    """Lead from the end of a part to those before and after it."""
    box = series_of(post_id)
    if box is None or len(box.parts) == 1:
        return None
    return fragment("fragments/series_steps.html", series=box)


def beside_editor(post: Post) -> SafeHtml | None:
    """Say in the editor which series a post is in, and where that is changed."""
    if post.is_page or not may("series.arrange"):
        return None
    return fragment("series/beside_editor.html", series=around(visiting(), post.id))
