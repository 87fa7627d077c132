"""What translations put into pages of features below them."""

from typing import Any

from flaskr.features.posts.context import canonical
from flaskr.features.posts.models import Post
from flaskr.features.posts.pages import PostPage
from flaskr.features.translations.context import (
    language_of,
    language_ref,
    shown_versions,
    sites_language,
)
from flaskr.features.translations.listing import versions_of
from flaskr.features.translations.pages import TranslationLink
from flaskr.lib.sanitize import SafeHtml
from flaskr.web.current import visiting
from flaskr.web.slots import fragment


def on_post(post_id: int) -> SafeHtml | None:
    """Mark a post's element with its language and direction; None for one in the site's."""
    tag = language_of(post_id)
    return fragment("translations/attributes.html", language=language_ref(tag)) if tag else None


def above_post(post_id: int) -> SafeHtml | None:
    """Offer the post in its other languages; None where there is no other."""
    found = shown_versions(post_id)
    if len(found) < 2:
        return None
    links = tuple(
        TranslationLink(language_ref(each.language), each.title, each.path, each.id == post_id)
        for each in found
    )
    return fragment("fragments/languages.html", translations=links)


def head(page: Any) -> SafeHtml | None:
    """Tell search engines where the post is in which language, itself included."""
    if not isinstance(page, PostPage) or not page.canonical_url:
        return None
    found = shown_versions(page.id)
    if len(found) < 2:
        return None
    addresses = {
        each.language: page.canonical_url if each.id == page.id else canonical(each.path)
        for each in found
    }
    # Whoever speaks none of them is led to the site's language or, without one, to English.
    other = addresses.get(sites_language()) or addresses.get("en") or next(iter(addresses.values()))
    return fragment("translations/alternates.html", addresses=addresses, other=other)


def beside_editor(post: Post) -> SafeHtml | None:
    """Say in the editor which language a post is in, and where it is translated."""
    found = versions_of(visiting(), post.id)
    own = next((each.language for each in found if each.id == post.id), sites_language())
    others = [language_ref(each.language).name for each in found if each.id != post.id]
    return fragment(
        "translations/beside_editor.html", post=post, own=language_ref(own), others=others
    )
