"""What appearance puts into public pages, and into the library's."""

from typing import Any

from flask import g

from flaskr.features.appearance.stylesheet import address
from flaskr.features.media.models import Media
from flaskr.features.site.context import current_site
from flaskr.features.site.fonts import preloads
from flaskr.lib.sanitize import SafeHtml
from flaskr.web.assets import static_url
from flaskr.web.slots import fragment

PREVIEW_CSS = "/studio/appearance/preview.css"


def head(page: Any) -> SafeHtml | None:
    """Link the look's style sheet and fonts; None where the theme is left as it is."""
    look = current_site().look
    href = PREVIEW_CSS if "tried_look" in g else address(look, static_url)
    if not href:
        return None
    fonts = [static_url(name) for name in preloads(look.fonts)]
    return fragment("appearance/head.html", href=href, fonts=fonts)


def media_uses(media: Media) -> SafeHtml | None:
    """Say that a picture is the site's logo."""
    logo = current_site().look.logo
    if logo is None or media.key not in (logo.key, logo.dark):
        return None
    return fragment("appearance/media_uses.html")
