"""Reads: what is in the library, and what is behind an address under /media/."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from flaskr.features.media.models import Media
from flaskr.lib import keyset
from flaskr.lib.filetypes import ALLOWED_FILES

_EXTENSIONS = sorted({kind.extension for kind in ALLOWED_FILES.values()})
_ORIGINAL = re.compile(rf"[0-9a-f]{{2}}/[0-9a-f]{{32}}\.(?:{'|'.join(_EXTENSIONS)})")
_VARIANT = re.compile(r"([0-9a-f]{2}/[0-9a-f]{32})\.w([1-9][0-9]{0,4})\.webp")
_AVATAR = re.compile(r"avatars/[0-9a-f]{24}\.webp")
_ICON = re.compile(r"icons/[0-9a-f]{24}-(?:\d{2,3}\.png|maskable\.png|favicon\.ico)")


@dataclass(frozen=True)
class MediaPage:
    """A page of the library, newest first; `newer` and `older` are cursors, or None."""

    rows: tuple[Media, ...]
    newer: str | None
    older: str | None


@dataclass(frozen=True)
class Servable:
    """What may be served: `name` is set for what is offered to be saved instead of shown."""

    mime: str
    name: str | None = None


def media_page(
    db: Session,
    *,
    owner_id: int | None = None,
    search: str = "",
    before: str = "",
    after: str = "",
    limit: int = 48,
) -> MediaPage:
    """Return the newest media, those older than the cursor `before`, or newer than `after`.

    With `owner_id` only that user's; with `search` only those with these words in their name,
    alt text or caption. Raises ValueError for a cursor that is none.
    """
    query = select(Media).limit(limit + 1)
    if owner_id is not None:
        query = query.where(Media.created_by_id == owner_id)
    for word in search.split()[:10]:
        texts = (Media.name, Media.alt, Media.caption)
        query = query.where(or_(*(text.icontains(word, autoescape=True) for text in texts)))
    if after:
        query = query.where(Media.id > keyset.decode(after, int)[0]).order_by(Media.id)
    else:
        query = query.order_by(Media.id.desc())
        if before:
            query = query.where(Media.id < keyset.decode(before, int)[0])
    rows = list(db.scalars(query))
    has_more = len(rows) > limit
    rows = rows[:limit]
    if after:
        rows.reverse()
    has_newer, has_older = (has_more, True) if after else (bool(before), has_more)
    return MediaPage(
        rows=tuple(rows),
        newer=keyset.encode(rows[0].id) if rows and has_newer else None,
        older=keyset.encode(rows[-1].id) if rows and has_older else None,
    )


def servable(db: Session, key: str) -> Servable | None:
    """Return how to serve what is kept under `key`, or None where it may not be served."""
    if _AVATAR.fullmatch(key):
        return Servable("image/webp")
    if _ICON.fullmatch(key):
        return Servable("image/png" if key.endswith(".png") else "image/x-icon")
    if match := _VARIANT.fullmatch(key):
        originals = [f"{match[1]}.{extension}" for extension in _EXTENSIONS]
        widths = db.scalars(select(Media.widths).where(Media.key.in_(originals)))
        known = any(int(match[2]) in each for each in widths)
        return Servable("image/webp") if known else None
    if not _ORIGINAL.fullmatch(key):
        return None
    row = db.execute(select(Media.mime, Media.name).where(Media.key == key)).first()
    if row is None:
        return None
    is_shown = row.mime.startswith(("image/", "audio/", "video/"))
    return Servable(row.mime, None if is_shown else row.name)


def every_media(db: Session) -> Iterator[Media]:
    """Go through all media, a few hundred in memory at a time."""
    last = 0
    while rows := list(
        db.scalars(select(Media).where(Media.id > last).order_by(Media.id).limit(500))
    ):
        yield from rows
        last = rows[-1].id
        db.expunge_all()
