"""The style sheet of a look, which stands beside the theme's."""

import hashlib
from collections.abc import Callable
from functools import lru_cache

from flaskr.features.appearance import accent
from flaskr.features.site import fonts
from flaskr.features.site.look import Look


def stylesheet(look: Look, url: Callable[[str], str]) -> str:
    """Return the rules of a look; empty where it leaves the theme as it is.

    `url` gives the address of a static file.
    """
    parts = [
        fonts.rules(look.fonts, url),
        accent.rules(look.accent) if look.accent else "",
        look.css.strip(),
    ]
    return "\n".join(part for part in parts if part)


def address(look: Look, url: Callable[[str], str]) -> str:
    """Return where the style sheet is, another place for every content; empty for none."""
    text = stylesheet(look, url)
    return f"/look-{_digest(text)}.css" if text else ""


@lru_cache(maxsize=8)
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
