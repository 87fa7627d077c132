"""The public pages of languages."""

from typing import Any

from flask import Blueprint, redirect, request

from flaskr.core.errors import NotFound
from flaskr.features.posts.context import canonical, feeds_of, list_of, requested_slice
from flaskr.features.site.context import current_site
from flaskr.features.translations.context import language_ref, sites_language
from flaskr.features.translations.listing import flow_of
from flaskr.features.translations.pages import LanguagePage
from flaskr.lib.language_tags import normal_tag
from flaskr.web.access import public
from flaskr.web.pagecache import depends_on
from flaskr.web.themes import render_page

bp = Blueprint("translations", __name__, template_folder="templates")


@bp.get("/language/<tag>/")
@public
def show_language(tag: str) -> Any:
    """Show the posts of a language; one without any is not there."""
    try:
        normal = normal_tag(tag)
    except ValueError:
        raise NotFound from None
    if normal != tag:
        return redirect(f"/language/{normal}/", 301)
    depends_on("posts", "languages")
    shown = requested_slice(flow_of(tag, site_language=sites_language()))
    if not shown.posts:
        raise NotFound
    language = language_ref(tag)
    is_first = not {"before", "after"} & request.args.keys()
    page = LanguagePage(
        **list_of(shown, first=language.url),
        title=language.name,
        canonical_url=canonical(language.url) if is_first else "",
        feeds=feeds_of(f"{current_site().title}: {language.name}", language.url),
        language=language,
    )
    return render_page("language.html", page)
