"""The style sheet of a look, which stands beside the theme's."""

import hashlib
from functools import lru_cache

from flaskr.features.appearance import accent
from flaskr.features.site.look import Look


@lru_cache(maxsize=16)
def stylesheet(look: Look) -> str:
    """Return the rules of a look; empty where it leaves the theme as it is."""
    parts = [accent.rules(look.accent) if look.accent else "", look.css.strip()]
    return "\n".join(part for part in parts if part)


@lru_cache(maxsize=16)
def address(look: Look) -> str:
    """Return where the style sheet is, another place for every content; empty for none."""
    text = stylesheet(look)
    return f"/look-{hashlib.sha256(text.encode()).hexdigest()[:12]}.css" if text else ""
