"""The one process that writes page files: how it becomes it, what it looks at, what it makes."""

from collections.abc import Collection, Mapping
from queue import Empty, Full, Queue
from threading import Event, Thread, get_ident
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError

from flaskr.core import clock
from flaskr.core.log import Logger
from flaskr.lib import letterbox
from flaskr.lib.filelock import FileLock
from flaskr.lib.letterbox import Letterbox
from flaskr.web.pagecache.middleware import PageCache
from flaskr.web.pagecache.page import Page
from flaskr.web.pagecache.store import Key
from flaskr.web.pagefiles.files import PageFiles
from flaskr.web.pagefiles.kinds import FileKind
from flaskr.web.pagefiles.names import file_name
from flaskr.web.pagefiles.places import Places, leave_none_old
from flaskr.web.pagefiles.visit import visit_of

LOOK = 0.008
"""Seconds between two looks for changes; those of Flaskr's own processes are told of at once."""
SUCCESSION = 0.1
"""Seconds until another process takes the place of one that was killed."""
TOLD_AGAIN = 0.1
"""Seconds in which visits of a page that has no file yet are told of once."""

_WAITING = 1000  # pages
_END = 5.0  # seconds for the page at hand


class Writer:
    """What each serving process does about page files, and the one that writes them above all.

    Whoever holds the lock writes; the others tell it which pages are visited.
    """

    def __init__(
        self,
        where: Places,
        cache: PageCache,
        files: PageFiles,
        *,
        kinds: Mapping[str, FileKind],
        site_url: str,
        log: Logger,
    ) -> None:
        self._where = where
        self._cache = cache
        self._files = files
        self._kinds = kinds
        self._site_url = site_url
        self._scheme = urlsplit(site_url).scheme
        self._log = log
        self._visited: Queue[str] = Queue(_WAITING)
        self._stop = Event()
        self._thread: Thread | None = None
        self._maker: int | None = None
        self.is_writing = False

    def begin(self) -> None:
        """Begin in a thread, in the process that serves."""
        if self._visit not in self._cache.on_visit:
            self._cache.on_visit.append(self._visit)
        self._stop.clear()
        self._thread = Thread(target=self._run, name="flaskr-page-files", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """End with no file left behind, unless another process writes them."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(_END)

    def own_change(self, _tags: Collection[str]) -> None:
        """Let no file be older than what this process has just committed."""
        if self.is_writing:
            self._cache.watch.look()
        else:
            leave_none_old(self._where, self._log)

    def _visit(self, key: Key, page: Page, _environ: Mapping[str, object]) -> None:
        now = clock.monotonic()
        if now < page.told_at + TOLD_AGAIN or get_ident() == self._maker:
            return
        page.told_at = now
        path = key[2]
        if not page.status.startswith("200") or page.is_odd or self._name(path) is None:
            return
        if self.is_writing:
            self._ask_for(path)
        else:
            letterbox.put(self._where.letters, path.encode("latin-1"))

    def _run(self) -> None:
        while not self._stop.is_set():
            lock = FileLock(self._where.lock)
            try:
                if lock.take():
                    self._write(Letterbox(self._where.letters))
            except OSError as error:
                self._log.error("pages.no_writer", error=str(error))
                self._stop.wait(_END)
            finally:
                lock.release()
            self._stop.wait(SUCCESSION)

    def _write(self, letters: Letterbox) -> None:
        """Be the one who writes until the process ends."""
        maker = Thread(target=self._make_visited, name="flaskr-page-maker", daemon=True)
        self._files.close()
        self.is_writing = True
        try:
            maker.start()
            while not self._stop.is_set():
                for line in letters.take(seconds=LOOK):
                    if line:
                        self._ask_for(line.decode("latin-1"))
                self._look()
        finally:
            self.is_writing = False
            self._files.close()
            letters.close()
            maker.join(_END)

    def _look(self) -> None:
        watch = self._cache.watch
        try:
            watch.look()
            is_trusted = watch.is_trusted
        except SQLAlchemyError:
            is_trusted = False  # the database is away; whoever reads says so
        if is_trusted:
            self._files.open()
        else:
            self._files.close()

    def _ask_for(self, path: str) -> None:
        try:
            self._visited.put_nowait(path)
        except Full:
            pass  # its next visit is told of again

    def _make_visited(self) -> None:
        self._maker = get_ident()
        while self.is_writing:
            try:
                path = self._visited.get(timeout=SUCCESSION)
            except Empty:
                self._files.clear_away()
                continue
            try:
                self._make(path)
            except Exception as error:  # noqa: BLE001  (a view may be a plug-in's)
                self._log.error("pages.failed", path=path, error=repr(error))

    def _make(self, path: str) -> None:
        name = self._name(path)
        if name is None or name in self._files:
            return
        key = (self._scheme, "", path, "")
        page = self._cache.kept(key) or self._fetched(key)
        if page is not None and self._is_file(name, page):
            self._files.write(name, page, is_current=lambda: self._cache.kept(key) is page)

    def _fetched(self, key: Key) -> Page | None:
        """Visit the page as those do who ask another process for it."""
        for _part in self._cache(visit_of(self._site_url, key[2]), lambda *_: lambda _data: None):
            pass
        return self._cache.kept(key)

    def _is_file(self, name: str, page: Page) -> bool:
        is_found = page.status.startswith("200") and not page.is_odd
        return is_found and self._kinds[name.rpartition(".")[2]].fits(page)

    def _name(self, path: str) -> str | None:
        return file_name(path, self._kinds)
