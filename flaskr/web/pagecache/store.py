"""The pages that are kept: found by key, dropped by tag, bounded in bytes."""

from collections import OrderedDict, deque
from collections.abc import Collection
from threading import Lock

from flaskr.web.pagecache.page import Page
from flaskr.web.pagecache.tags import TagIndex

Key = tuple[str, str, str, str]
"""Scheme, host (empty where the site has one address), path and query of a page."""

# Pages that anybody can make any number of (searches, addresses that nothing is at) get this part
# of the room: they must not push out those that people read.
_ODD_PART = 8
_MOST_PURGES = 2000


class PageStore:
    """Keeps pages of up to `limit` bytes; those used least go first. Thread-safe.

    `mark` and `put` keep out what was made from a state that has changed meanwhile: a page is
    kept only if none of its tags was purged since its making began.
    """

    def __init__(self, limit: int) -> None:
        self.pages: dict[Key, Page] = {}
        self._lock = Lock()
        self._limits = (limit - limit // _ODD_PART, limit // _ODD_PART)
        self._sizes = [0, 0]
        self._order: tuple[OrderedDict[Key, int], ...] = (OrderedDict(), OrderedDict())
        self._keys = TagIndex[Key]()
        self._purges: deque[tuple[int, frozenset[str] | None]] = deque(maxlen=_MOST_PURGES)
        self._count = 0

    def mark(self) -> int:
        """Return the number of the last purge, to begin making a page with."""
        return self._count

    def touch(self, key: Key, page: Page) -> None:
        """Note that the page was used."""
        page.hits += 1
        try:
            self._order[page.is_odd].move_to_end(key)
        except KeyError:
            pass  # it was dropped in this moment

    def put(self, key: Key, page: Page, *, since: int) -> bool:
        """Keep the page, unless something it depends on was purged after the mark `since`."""
        with self._lock:
            if not self._is_current(page, since):
                return False
            self._drop(key)
            self.pages[key] = page
            self._order[page.is_odd][key] = page.size
            self._sizes[page.is_odd] += page.size
            self._keys.add(key, page.tags)
            self._make_room(page.is_odd)
            return True

    def grow(self, key: Key, page: Page, size: int) -> None:
        """Count the bytes of another encoding of a page."""
        with self._lock:
            if self.pages.get(key) is page:
                page.size += size
                self._order[page.is_odd][key] = page.size
                self._sizes[page.is_odd] += size
                self._make_room(page.is_odd)

    def purge(self, tags: Collection[str] | None) -> dict[Key, Page]:
        """Drop what depends on one of the tags, or everything for None; return what that was."""
        with self._lock:
            self._count += 1
            self._purges.append((self._count, None if tags is None else frozenset(tags)))
            keys = set(self.pages) if tags is None else self._keys.find(tags)
            return {key: page for key in keys if (page := self._drop(key)) is not None}

    def is_current(self, page: Page, *, since: int) -> bool:
        """Say whether nothing that the page depends on was purged after the mark."""
        with self._lock:
            return self._is_current(page, since)

    @property
    def size(self) -> int:
        """How many bytes all pages take, about."""
        return sum(self._sizes)

    def most_used(self, count: int) -> list[Key]:
        """Return the keys of the pages that were used most, those first."""
        with self._lock:
            used = [(page.hits, key) for key, page in self.pages.items() if not page.is_odd]
        return [key for hits, key in sorted(used, reverse=True)[:count] if hits]

    def _is_current(self, page: Page, since: int) -> bool:
        if self._count == since:
            return True
        if self._purges[0][0] > since + 1:
            return False  # more was purged than is remembered
        return not any(
            purged is None or not purged.isdisjoint(page.tags)
            for number, purged in self._purges
            if number > since
        )

    def _make_room(self, shelf: int) -> None:
        while self._sizes[shelf] > self._limits[shelf] and self._order[shelf]:
            self._drop(next(iter(self._order[shelf])))

    def _drop(self, key: Key) -> Page | None:
        page = self.pages.pop(key, None)
        if page is None:
            return None
        self._sizes[page.is_odd] -= self._order[page.is_odd].pop(key)
        self._keys.drop(key, page.tags)
        return page
