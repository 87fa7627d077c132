"""What stands on the picture that is shown of a page where its address is shared.

A picture is drawn when somebody asks for it first, and kept until what it shows has changed. Its
address has a digest of all that it shows in it, so whoever keeps one shows no old one.
"""

import hashlib
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path

from flaskr.core.errors import NotFound
from flaskr.core.storage import Storage
from flaskr.features.media.models import StoredFile
from flaskr.features.site.fonts import SHIPPED
from flaskr.features.site.identity import SiteValues
from flaskr.lib.images import ImageError
from flaskr.lib.social_images import HEIGHT, WIDTH, Words, draw, mark_of

VERSION = 1
"""Raised whenever the same post is drawn otherwise."""
SIZE = (WIDTH, HEIGHT)
ACCENT = "#0b6e75"
"""The theme's own, where the site has not chosen one."""
_PLAIN = "literata"  # letters of the reader's own machine cannot be drawn here
_FONTS = Path(__file__).resolve().parents[2] / "web" / "static"


@dataclass(frozen=True)
class Shown:
    """All that a picture shows."""

    title: str
    site: str
    accent: str
    fonts: str
    cover: str
    focal_point: str

    @property
    def digest(self) -> str:
        """What the picture's address ends with."""
        return hashlib.sha256(repr((VERSION, *astuple(self))).encode()).hexdigest()[:16]


def shown_of(
    site: SiteValues, title: str = "", cover: str = "", focal_point: str = "center"
) -> Shown:
    """Return what is shown of a page with that title, or of the site itself without one.

    `cover` is the address of its cover, which is shown around its focal point.
    """
    return Shown(
        title=title or site.title,
        site=site.title if title else site.tagline,
        accent=site.look.accent or ACCENT,
        fonts=site.look.fonts if site.look.fonts in SHIPPED else _PLAIN,
        cover=cover,
        focal_point=focal_point,
    )


def address(post_id: int, shown: Shown) -> str:
    """Return the path of a post's picture; that of the site itself has the number 0."""
    return f"/media/social/{post_id}-{shown.digest}.jpg"


def kept(storage: Storage, post_id: int, shown: Shown) -> bytes | None:
    """Return the picture, or None if it has to be drawn."""
    try:
        data = storage.get(_key(post_id))
    except NotFound:
        return None
    return data if mark_of(data) == shown.digest else None


def drawn(
    storage: Storage, post_id: int, shown: Shown, cover: StoredFile | None, *, more_fonts: str = ""
) -> bytes:
    """Draw the picture and keep it in the place of an older one; takes about a tenth of a second.

    `more_fonts` is a file with letters that the site's own fonts lack.
    """
    files = [_FONTS / name for name in SHIPPED[shown.fonts].files]
    draw_it = partial(
        draw,
        Words(shown.title, shown.site),
        ground=shown.accent,
        fonts=[*files, *([Path(more_fonts)] if more_fonts else [])],
        mark=shown.digest,
    )
    try:
        picture = _cover(storage, cover) if cover is not None else None
        data = draw_it(cover=picture, focal_point=shown.focal_point)
    except (ImageError, NotFound):  # a picture that is gone, or that nobody can read
        data = draw_it()
    storage.put(_key(post_id), data)
    return data


def forget(storage: Storage, post_id: int) -> None:
    """Remove the picture of a post that is gone."""
    storage.delete(_key(post_id))


def _cover(storage: Storage, cover: StoredFile) -> bytes:
    wide = [width for width in cover.widths if width >= WIDTH] or cover.widths[-1:]
    return storage.get(cover.variant_key(wide[0]) if wide else cover.key)


def _key(post_id: int) -> str:
    return f"social/{post_id}.jpg"
