"""What appearance puts into public pages."""

from typing import Any

from flask import g

from flaskr.features.appearance.stylesheet import address
from flaskr.features.site.context import current_site
from flaskr.lib.sanitize import SafeHtml
from flaskr.web.slots import fragment

PREVIEW_CSS = "/studio/appearance/preview.css"


def head(page: Any) -> SafeHtml | None:
    """Link the look's style sheet; None where the theme is left as it is."""
    href = PREVIEW_CSS if "tried_look" in g else address(current_site().look)
    return fragment("appearance/head.html", href=href) if href else None
