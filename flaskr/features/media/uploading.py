"""Taking in uploads: checking and preparing them, keeping their files, adding their rows."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.errors import Invalid
from flaskr.core.events import announce
from flaskr.core.locks import hold
from flaskr.core.permissions import Actor
from flaskr.core.storage import Storage
from flaskr.features.media.editing import check_words
from flaskr.features.media.events import MediaAdded
from flaskr.features.media.models import Media, lock_of, variant_key
from flaskr.lib import images
from flaskr.lib.filetypes import ALLOWED_FILES, foreign_name, sniff

MOST_BYTES = 25 * 2**20

_KINDS = (
    "Use a picture (JPEG, PNG, GIF, WebP, AVIF), a PDF, a ZIP, a plain text, or audio and video "
    "(MP3, M4A, Ogg, WAV, MP4, WebM)."
)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class Prepared:
    """An upload that was found good: what to keep, and under which keys.

    `data` is the original, `variants` are its WebP copies by width in pixels, ascending.
    """

    key: str
    name: str
    mime: str
    data: bytes
    width: int | None = None
    height: int | None = None
    variants: tuple[tuple[int, bytes], ...] = ()


def prepare(data: bytes, filename: str, *, most_bytes: int = MOST_BYTES) -> Prepared:
    """Check an upload by its content, clean it and make its variants; raises Invalid.

    This takes up to seconds for a large picture, so it belongs outside every transaction.
    """
    if not data:
        raise Invalid("file", "The file is empty. Choose another one.")
    if len(data) > most_bytes:
        raise Invalid("file", too_large(most_bytes))
    mime = sniff(data)
    if mime is None:
        kind = foreign_name(data) or "a kind of file that cannot be published here"
        raise Invalid("file", "This is %(kind)s. %(kinds)s", kind=kind, kinds=_KINDS)
    if mime.startswith("image/"):
        return _prepare_picture(data, filename, most_bytes)
    return Prepared(key=_key(data, mime), name=clean_name(filename, mime), mime=mime, data=data)


def keep(storage: Storage, prepared: Prepared) -> None:
    """Write the original and its variants; what is there already stays as it is."""
    files = {variant_key(prepared.key, width): data for width, data in prepared.variants}
    for key, data in (files | {prepared.key: prepared.data}).items():
        if not storage.exists(key):
            storage.put(key, data)


def add_media(
    db: Session, prepared: Prepared, *, by: Actor, alt: str = "", import_id: int | None = None
) -> Media:
    """Add the row of an upload whose files are kept, or return the one its content has already.

    Raises Denied, Invalid; announces MediaAdded.
    """
    db.info["permissions"].check(by, "media.upload")
    hold(db, lock_of(prepared.key))
    existing = _with_key(db, prepared.key)
    if existing is not None:
        return existing
    media = Media(
        key=prepared.key,
        name=prepared.name,
        mime=prepared.mime,
        width=prepared.width,
        height=prepared.height,
        size=len(prepared.data),
        widths=[width for width, _data in prepared.variants],
        alt=check_words("alt", alt),
        caption="",
        created_at=clock.now(),
        created_by_id=by.id,
        import_id=import_id,
    )
    try:
        with db.begin_nested():
            db.add(media)
    except IntegrityError:
        # Somebody else added the same content between the look and the insert.
        existing = _with_key(db, prepared.key)
        if existing is None:
            raise
        return existing
    announce(db, MediaAdded(media.id))
    return media


def clean_name(filename: str, mime: str) -> str:
    """Return the file's name without folders and control characters, ending as its kind does."""
    base = filename.replace("\\", "/").rpartition("/")[2]
    base = " ".join(_UNPRINTABLE.sub("", unicodedata.normalize("NFC", base)).split())
    ending = "." + ALLOWED_FILES[mime].extension
    stem, _dot, given = base.rpartition(".")
    if "." + given.lower().replace("jpeg", "jpg") == ending:
        ending = "." + given
    elif not stem or not 0 < len(given) <= 5:
        stem = base
    return f"{stem.strip(' .')[: 200 - len(ending)] or 'untitled'}{ending}"


def too_large(most_bytes: int) -> str:
    """Return the sentence that refuses a file of more bytes than that."""
    return f"The file is too large. A file may have up to {most_bytes / 2**20:.4g} MB."


def _prepare_picture(data: bytes, filename: str, most_bytes: int) -> Prepared:
    try:
        read = images.read(data, images.Limits(max_bytes=most_bytes))
        made = [
            (width, images.variant(read, width=width))
            for width in images.variant_widths(read.width)
        ]
    except images.ImageError as error:
        raise Invalid("file", str(error)) from error
    return Prepared(
        key=_key(read.data, read.mime),
        name=clean_name(filename, read.mime),
        mime=read.mime,
        data=read.data,
        width=read.width,
        height=read.height,
        # A drawing is often smaller as the PNG it came as than as WebP.
        variants=tuple((width, copy) for width, copy in made if len(copy) < len(read.data)),
    )


def _key(data: bytes, mime: str) -> str:
    digest = hashlib.sha256(data).hexdigest()[:32]
    return f"{digest[:2]}/{digest}.{ALLOWED_FILES[mime].extension}"


def _with_key(db: Session, key: str) -> Media | None:
    return db.scalars(select(Media).where(Media.key == key)).first()
