"""Work that media leave for later."""

from sqlalchemy import select

from flaskr.core.locks import hold
from flaskr.core.runtime import Core
from flaskr.features.media.models import Media, lock_of


def delete_files(core: Core, *, key: str, keys: list[str]) -> None:
    """Delete the files of a removed row, unless the same content was uploaded again."""
    # Under the lock no upload of the same content can commit between the look and the deletion
    # (see add_media).
    with core.db.transaction() as db:
        hold(db, lock_of(key))
        if db.scalar(select(Media.id).where(Media.key == key)) is None:
            for each in keys:
                core.storage.delete(each)
