"""What related posts put into pages of features below them."""

from flaskr.features.media.pictures import picture
from flaskr.features.posts.context import presenter
from flaskr.features.related.listing import related_to
from flaskr.features.related.pages import RelatedLink
from flaskr.lib.sanitize import SafeHtml
from flaskr.web.current import visiting
from flaskr.web.pagecache import depends_on
from flaskr.web.slots import fragment


def below_post(post_id: int) -> SafeHtml | None:
    """Show the posts most like one; None where there are none."""
    depends_on(f"related:{post_id}")
    related = related_to(visiting(), post_id)
    # Also on those that are hidden now: this page links to them as soon as they are shown.
    depends_on(*(f"post:{each.id}" for each in related))
    found = [each for each in related if each.is_for_all]
    if not found:
        return None
    depends_on(*(f"media:{each.cover_id}" for each in found if each.cover_id))
    local = presenter().local
    links = tuple(
        RelatedLink(
            each.title,
            each.path,
            local(each.published_at),
            each.reading_minutes,
            picture(each.cover) if each.cover else None,
        )
        for each in found
    )
    return fragment("fragments/related.html", related=links)
