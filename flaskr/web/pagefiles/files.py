"""The files of pages: written from what the cache keeps, removed by what they depend on."""

from collections.abc import Callable, Collection, Mapping
from threading import Lock

from flaskr.core import clock
from flaskr.core.log import Logger
from flaskr.web.pagecache.encodings import GZIP, SUFFIXES, Encoder
from flaskr.web.pagecache.page import Page
from flaskr.web.pagecache.tags import TagIndex
from flaskr.web.pagefiles.folder import Folder, Staged

MOST_FILES = 20_000
"""Pages that are files at a time; those written first make room."""

MOST_AT_ONCE = 200
"""A change that touches more empties the folder, which takes no longer for many than for few."""

COMPLAINTS = 60.0
"""Seconds between two lines of the log about the same failure."""

_SECONDS_OF_MTIME = 2**30  # until 2004, so that no file is from the future


class PageFiles:
    """The files of one process that may write them. Thread-safe.

    It begins closed: nothing is written, and nothing may be there.
    """

    def __init__(self, folder: Folder, encoders: Mapping[str, Encoder], log: Logger) -> None:
        self._folder = folder
        self._encoders = encoders
        self._log = log
        self._lock = Lock()
        self._tags: dict[str, frozenset[str]] = {}
        self._index = TagIndex[str]()
        self._is_open = False
        self._is_clean = False
        self._has_rubbish = False
        self._complained_at: dict[str, float] = {}

    def __contains__(self, name: str) -> bool:
        """Say whether a file of that name is written."""
        return name in self._tags

    def open(self) -> None:
        """Let files be written, beginning with none; once that is so it does nothing."""
        if not self._is_open:
            with self._lock:
                self._is_open = self._empty()

    def close(self) -> None:
        """Remove all files and let none be written; once that is so it does nothing."""
        if self._is_open or not self._is_clean:
            with self._lock:
                self._is_open = False
                self._empty()

    def write(self, name: str, page: Page, *, is_current: Callable[[], bool]) -> bool:
        """Write the files of a page, unless it is no longer current; say whether they are there.

        `is_current` is asked while nothing can be removed: who drops a page of the cache calls
        `purge` afterwards, and either is this page dropped before it is asked, or its files
        are there to be removed.
        """
        if not self._may_write():
            return False
        # Servers make the ETag of the time and the size, and know whole seconds only: a page
        # that changes twice in one of them must differ, so the time is made of the content.
        seconds = int(page.digest, 16) % _SECONDS_OF_MTIME
        try:
            self._is_clean = False
            staged = self._folder.stage(name, self._encoded(page), modified_at=seconds)
        except FileNotFoundError:
            return False  # the folder was emptied meanwhile
        except OSError as error:
            self._complain("pages.not_written", error)
            return False
        with self._lock:
            is_placed = self._may_write() and is_current() and self._placed(name, staged)
            if is_placed:
                self._note(name, page.tags)
        if not is_placed:
            self._folder.discard(staged)
        return is_placed

    def purge(self, tags: Collection[str] | None) -> None:
        """Remove what depends on one of the tags, or everything for None."""
        with self._lock:
            if not self._is_open:
                return
            names = None if tags is None else self._index.find(tags)
            if names is None or len(names) > MOST_AT_ONCE:
                self._is_open = self._empty()
                return
            for name in names:
                self._remove(name)

    def clear_away(self) -> None:
        """Free the disk of what was emptied since the last time; for a quiet moment."""
        if self._has_rubbish:
            self._has_rubbish = False
            self._folder.clear_away()

    def _may_write(self) -> bool:
        return self._is_open

    def _encoded(self, page: Page) -> dict[str, bytes]:
        plain = page.plain
        return {
            SUFFIXES[encoding]: page.zipped if encoding == GZIP else encode(plain)
            for encoding, encode in self._encoders.items()
        }

    def _placed(self, name: str, staged: Staged) -> bool:
        try:
            self._folder.place(name, staged)
        except FileNotFoundError:
            return False  # the folder was emptied meanwhile
        except OSError as error:
            self._complain("pages.not_written", error)
            self._remove(name)
            return False
        return True

    def _note(self, name: str, tags: frozenset[str]) -> None:
        self._forget(name)
        self._tags[name] = tags
        self._index.add(name, tags)
        if len(self._tags) > MOST_FILES:
            self._remove(next(iter(self._tags)))

    def _forget(self, name: str) -> None:
        tags = self._tags.pop(name, None)
        if tags is not None:
            self._index.drop(name, tags)

    def _remove(self, name: str) -> None:
        self._forget(name)
        try:
            self._folder.remove(name)
        except OSError as error:
            # Rather no files than an old one: whoever looks next opens the folder again.
            self._complain("pages.not_removed", error)
            self._is_open = False
            self._empty()

    def _empty(self) -> bool:
        self._tags.clear()
        self._index = TagIndex()
        try:
            self._folder.empty()
        except OSError as error:
            self._is_clean = False
            self._complain("pages.not_removed", error)
            return False
        self._is_clean = self._has_rubbish = True
        return True

    def _complain(self, what: str, error: OSError) -> None:
        """Log what fails, now and then: a full disk must not be filled with its own log."""
        now = clock.monotonic()
        if now - self._complained_at.get(what, -COMPLAINTS) >= COMPLAINTS:
            self._complained_at[what] = now
            self._log.error(what, error=str(error))
