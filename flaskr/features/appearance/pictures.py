"""The logo and the icon: pictures of the library that a look shows in special places."""

import hashlib
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core.errors import Invalid
from flaskr.core.storage import Storage
from flaskr.features.media.models import Media
from flaskr.features.site.look import Logo, Look
from flaskr.lib import icons, images


def with_logo(look: Look, media: Media) -> Look:
    """Return the look with a picture of the library as its logo; raises Invalid."""
    if not media.is_image:
        raise Invalid("logo_file", "Choose a picture.")
    dark = look.logo.dark if look.logo else ""
    return replace(look, logo=Logo(media.key, media.width or 1, media.height or 1, dark))


def with_dark_logo(look: Look, media: Media) -> Look:
    """Return the look with another logo for dark pages; raises Invalid."""
    if not media.is_image:
        raise Invalid("logo_dark_file", "Choose a picture.")
    if look.logo is None:
        raise Invalid(
            "logo_dark_file", "Choose a logo first: this one stands for it on dark pages."
        )
    return replace(look, logo=replace(look.logo, dark=media.key))


def logo_of(db: Session, key: str, dark: str) -> Logo | None:
    """Return the logo with these keys, as far as the library has them."""
    found = {row.key: row for row in db.scalars(select(Media).where(Media.key.in_([key, dark])))}
    if key not in found:
        return None
    logo = found[key]
    return Logo(key, logo.width or 1, logo.height or 1, dark if dark in found else "")


def made_icon(storage: Storage, data: bytes) -> str:
    """Keep an icon in all its sizes; return what their keys begin with. Raises Invalid.

    Slow, so not in a transaction. The same picture is the same icon.
    """
    try:
        files = icons.icons(images.read(data))
    except images.ImageError as error:
        raise Invalid("icon_file", str(error)) from error
    start = f"icons/{hashlib.sha256(files['512.png']).hexdigest()[:24]}-"
    for name, content in files.items():
        if not storage.exists(start + name):
            storage.put(start + name, content)
    return start


def icon_of(storage: Storage, start: str) -> str:
    """Return the icon whose keys begin so, or nothing where it is not kept."""
    is_kept = start.startswith("icons/") and storage.exists(f"{start}512.png")
    return start if is_kept else ""
