"""What series put into pages of features below them."""

from flaskr.features.posts.models import Post
from flaskr.features.posts.pages import PostLink
from flaskr.features.series.listing import around, has_any
from flaskr.features.series.pages import SeriesBox
from flaskr.lib.sanitize import SafeHtml
from flaskr.web.access import may
from flaskr.web.current import core, visiting
from flaskr.web.pagecache import depends_on
from flaskr.web.slots import fragment


def above_post(post_id: int) -> SafeHtml | None:
    """Show which part of which series a post is; None for one that is in none."""
    if not core().kept.get("series", lambda: has_any(visiting())):
        return None
    found = around(visiting(), post_id)
    if found is None:
        return None
    depends_on(f"series:{found.id}", *(f"post:{part.id}" for part in found.parts))
    ids = [part.id for part in found.parts]
    if post_id not in ids:
        return None
    here, links = ids.index(post_id), tuple(PostLink(p.title, p.path) for p in found.parts)
    box = SeriesBox(
        name=found.name,
        url=f"/series/{found.slug}/",
        number=here + 1,
        parts=links,
        previous=links[here - 1] if here else None,
        next=links[here + 1] if here + 1 < len(links) else None,
    )
    return fragment("fragments/series.html", series=box)


def beside_editor(post: Post) -> SafeHtml | None:
    """Say in the editor which series a post is in, and where that is changed."""
    if post.is_page or not may("series.arrange"):
        return None
    return fragment("series/beside_editor.html", series=around(visiting(), post.id))
