"""What being found puts into the head of every public page."""

from typing import Any

from flaskr.features.posts.pages import PostPage
from flaskr.features.seo.structured import absolute, described
from flaskr.features.series.context import series_of
from flaskr.features.site.context import site_info
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
    cover = page.cover if isinstance(page, PostPage) and not page.is_locked else None
    return fragment(
        "fragments/found.html",
        page=page,
        post=post,
        image=cover and absolute(cover.src, site),
        cover=cover,
        things=[json_data(thing) for thing in described(page, site, language, series)],
    )
