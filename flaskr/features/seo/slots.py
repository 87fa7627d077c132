"""What being found puts into the head of every public page."""

from typing import Any

from flaskr.features.posts.pages import PostPage
from flaskr.features.seo import social
from flaskr.features.seo.structured import absolute, described
from flaskr.features.series.context import series_of
from flaskr.features.site.context import current_site, site_info
from flaskr.features.translations.context import language_of
from flaskr.lib.sanitize import SafeHtml, json_data
from flaskr.web.slots import fragment


def head(page: Any) -> SafeHtml | None:
    """Tell search engines and those who show a link what the page is; None for errors and forms."""
    if not page.canonical_url:
        return None
    site = site_info()
    language = (isinstance(page, PostPage) and language_of(page.id)) or site.language
    post = page if isinstance(page, PostPage) and not page.is_page else None
    series = series_of(page.id) if post is not None else None
    image, alt = _picture(page)
    return fragment(
        "fragments/found.html",
        page=page,
        post=post,
        image=absolute(image, site),
        image_size=social.SIZE,
        image_alt=alt,
        things=[json_data(thing) for thing in described(page, site, language, series)],
    )


def _picture(page: Any) -> tuple[str, str]:
    """Return the address of what is shown of a page, and that in words."""
    site = current_site()
    if not isinstance(page, PostPage) or page.is_locked:
        return social.address(0, social.shown_of(site)), site.title
    cover = page.cover
    shown = social.shown_of(
        site, page.title, cover.src if cover else "", cover.focal_point if cover else "center"
    )
    return social.address(page.id, shown), page.title
