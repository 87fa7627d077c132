"""The languages of a post within a request."""

from typing import cast

from flask import g

from flaskr.core.errors import NotFound
from flaskr.features.posts.listing import Flow, public_posts
from flaskr.features.site.context import current_site
from flaskr.features.translations.listing import Version, flow_of, has_any, versions_of
from flaskr.features.translations.pages import LanguageRef
from flaskr.lib.language_tags import name_of, tag_or_text
from flaskr.lib.languages import is_right_to_left
from flaskr.web.current import core, visiting
from flaskr.web.pagecache import depends_on


def shown_versions(post_id: int) -> tuple[Version, ...]:
    """Return the post and those of its translations that readers see; it is read once a request."""
    read = cast("dict[int, tuple[Version, ...]]", g.setdefault("post_versions", {}))
    if post_id not in read:
        asks = core().kept.get("languages", lambda: has_any(visiting()))
        found = versions_of(visiting(), post_id) if asks else ()
        # Also on those that are not out yet: this page links to them as soon as they are.
        depends_on(*(f"post:{each.id}" for each in found))
        read[post_id] = tuple(each for each in found if each.is_public or each.id == post_id)
    return read[post_id]


def language_of(post_id: int) -> str | None:
    """Return the language a post says it is in, or None."""
    return next((each.language for each in shown_versions(post_id) if each.id == post_id), None)


def sites_language() -> str:
    """Return the tag of the site's language, as tags are written."""
    return tag_or_text(current_site().language)


def language_flow(tag: str) -> Flow:
    """Return the flow of a language that has public posts; raises NotFound."""
    flow = flow_of(tag, site_language=sites_language())
    if not public_posts(visiting(), flow, limit=1).posts:
        raise NotFound
    return flow


def language_ref(tag: str) -> LanguageRef:
    """Return what a theme sees of a language."""
    direction = "rtl" if is_right_to_left(tag) else "ltr"
    return LanguageRef(tag, name_of(tag), direction, f"/language/{tag}/")
