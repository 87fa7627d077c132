"""Work that media leave for later."""

from sqlalchemy import select

from flaskr.core.runtime import Core
from flaskr.features.media.models import Media


def delete_files(core: Core, *, key: str, keys: list[str]) -> None:
    """Delete the files of a removed row, unless the same content was uploaded again."""
    # In a transaction: on SQLite no upload can commit between the look and the deletion. Who
    # uploads looks again after the commit (see studio.py).
    with core.db.transaction() as db:
        if db.scalar(select(Media.id).where(Media.key == key)) is None:
            for each in keys:
                core.storage.delete(each)
