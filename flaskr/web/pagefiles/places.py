"""Where page files are, and what whoever commits a change does about them."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flaskr.core.log import Logger
from flaskr.lib import letterbox
from flaskr.lib.filelock import FileLock
from flaskr.web.pagecache.encodings import SUFFIXES
from flaskr.web.pagefiles.folder import Folder


@dataclass(frozen=True)
class Places:
    """The folder of the files, the lock of who writes them, and the letterbox to tell them."""

    pages: Path
    lock: Path
    letters: Path

    @property
    def folder(self) -> Folder:
        """The folder, to write into."""
        return Folder(self.pages, SUFFIXES.values())


def places(instance: Path) -> Places:
    """Return where an instance has its page files."""
    pages = instance / "pages"
    return Places(pages, pages.with_suffix(".lock"), pages.with_suffix(".letters"))


def leave_none_old(where: Places, log: Logger) -> None:
    """Make whoever writes the files look for changes now; remove all if there is nobody.

    Called after a change was committed, by whatever process did it.
    """
    if letterbox.put(where.letters, b"") or not where.lock.exists():
        return
    lock = FileLock(where.lock)
    try:
        # Whoever takes the lock empties the folder, so there is nothing to do if it is taken.
        if lock.take():
            where.folder.empty()
            where.folder.clear_away()
    except OSError as error:
        log.error("pages.not_removed", error=str(error))
    finally:
        with suppress(OSError):
            lock.release()
