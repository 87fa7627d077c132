"""Changing what is said of a picture, and removing it."""

from sqlalchemy.orm import Session

from flaskr.core.content import change
from flaskr.core.db import session_of
from flaskr.core.errors import Invalid
from flaskr.core.events import announce
from flaskr.core.jobs.queue import enqueue
from flaskr.core.permissions import Actor
from flaskr.features.media.events import MediaChanged, MediaRemoved
from flaskr.features.media.models import FOCAL_POINTS, Media

MOST_WORDS = 2000
DELETE_FILES = "media.delete_files"


def change_media(
    media: Media, *, by: Actor, alt: str, caption: str, focal_point: str | None = None
) -> Media:
    """Change what is said of a file, and the point of a picture that crops keep.

    `focal_point` is one of FOCAL_POINTS; None leaves it as it is.

    Raises Denied and Invalid, announces MediaChanged.
    """
    db = session_of(media)
    db.info["permissions"].check(by, "media.edit", owners=media.owner_ids)
    focal_point = media.focal_point if focal_point is None else focal_point
    if focal_point not in FOCAL_POINTS:
        raise Invalid("focal_point", "Choose one of the nine points.")
    said = check_words("alt", alt), check_words("caption", caption), focal_point
    if said != (media.alt, media.caption, media.focal_point):
        media.alt, media.caption, media.focal_point = said
        db.flush()
        change(db, f"media:{media.id}")
        announce(db, MediaChanged(media.id))
    return media


def remove_media(media: Media, *, by: Actor) -> None:
    """Remove it; a job deletes the files once this is committed. Raises Denied.

    From the commit on nothing of it is served. Announces MediaRemoved.
    """
    db = session_of(media)
    db.info["permissions"].check(by, "media.edit", owners=media.owner_ids)
    delete_media(db, media)


def delete_media(db: Session, media: Media) -> None:
    """Remove it for the system itself, as when an import is undone."""
    enqueue(db, DELETE_FILES, key=media.key, keys=media.keys)
    db.delete(media)
    db.flush()
    change(db, f"media:{media.id}")
    announce(db, MediaRemoved(media.id, media.key))


def check_words(field: str, words: str) -> str:
    """Return an alt text or a caption in one line; raises Invalid where it is too long."""
    line = " ".join(words.replace("\0", "").split())
    if len(line) > MOST_WORDS:
        raise Invalid(field, "Use at most %(most)s characters.", most=f"{MOST_WORDS:,}")
    return line
