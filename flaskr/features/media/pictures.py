"""Pictures on pages: their attributes, and the Markdown that places them."""

import re
from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.features.media.models import Media, StoredFile
from flaskr.features.media.pages import Picture
from flaskr.lib.images import variant_widths

TEXT_SIZES = "(min-width: 48rem) 44rem, 100vw"
"""The width of a text's column in the default theme; a narrower screen is filled."""
PLACED_SIZES = {
    "alignwide": "(min-width: 56rem) 52rem, 100vw",
    "alignfull": "100vw",
    "alignleft": "(min-width: 48rem) 22rem, 100vw",
    "alignright": "(min-width: 48rem) 22rem, 100vw",
    "gallery": "(min-width: 56rem) 26rem, 50vw",
}
"""The width of what leaves the column, or shares it, by its class."""

_MARKS = re.compile(r"([\\`*_\[\]<>&$~!\"])")


def picture(media: StoredFile, *, sizes: str = "100vw", alt: str | None = None) -> Picture:
    """Return what a theme needs to show it; `alt` takes the place of its own alt text."""
    return Picture(
        src=media.url,
        srcset=srcset(media),
        sizes=sizes,
        width=media.width,
        height=media.height,
        focal_point=media.focal_point,
        alt=media.alt if alt is None else alt,
    )


def srcset(media: StoredFile) -> str:
    """Return the `srcset` of its variants, and of the original where that is the smaller file."""
    candidates = [f"/media/{media.variant_key(width)} {width}w" for width in media.widths]
    if media.width and media.widths and media.widths[-1] < variant_widths(media.width)[-1]:
        candidates.append(f"{media.url} {media.width}w")
    return ", ".join(candidates)


def markdown(media: Media) -> str:
    """Return the Markdown that shows it, or links to it, in a text."""
    if media.mime.startswith(("audio/", "video/")):
        tag = media.mime.partition("/")[0]
        return f'<{tag} controls preload="metadata" src="{media.url}"></{tag}>'
    if not media.is_image:
        return f"[{_text(media.name)}]({media.url})"
    title = f' "{_text(media.caption)}"' if media.caption else ""
    return f"![{_text(media.alt)}]({media.url}{title})"


def image_attributes(db: Session) -> Callable[[str, str], Mapping[str, str] | None]:
    """Return what gives, for the address of a picture of ours, the attributes to show it with.

    The second argument is the class of what it stands in.
    """

    def attributes(url: str, place: str) -> Mapping[str, str] | None:
        if not url.startswith("/media/"):
            return None
        query = select(Media).where(Media.key == url.removeprefix("/media/"))
        media = db.scalars(query).first()
        if media is None or not media.is_image:
            return None
        shown = picture(media, sizes=PLACED_SIZES.get(place, TEXT_SIZES))
        found = {"src": shown.src, "width": str(shown.width), "height": str(shown.height)}
        if shown.srcset:
            found |= {"srcset": shown.srcset, "sizes": shown.sizes}
        return found

    return attributes


def _text(words: str) -> str:
    return _MARKS.sub(r"\\\1", " ".join(words.split()))
