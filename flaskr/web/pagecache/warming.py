"""Warming: pages that many read are made before the next reader asks for them.

At a start these are the ones that were read most before it, and after a change those of them that
it dropped. It is done by one thread, one page after another, so that readers come first.
"""

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from flaskr.web.pagecache.middleware import PageCache
from flaskr.web.pagecache.page import Page
from flaskr.web.pagecache.store import Key

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MOST_PAGES = 50
FEWEST_HITS = 3
"""A page that was read less often is made when somebody asks for it again."""

_BEFORE_FIRST = 1.0  # seconds; whoever waits for the start is answered first
_BETWEEN = 0.01
_SAVED_EVERY = 60.0
_WARMING = "flaskr.warming"


class Warmer:
    """Makes the most read pages of one process's cache in the background.

    What was read most is kept in `file` for the next start.
    """

    def __init__(self, cache: PageCache, file: Path) -> None:
        self._cache = cache
        self._file = file
        self._stop = Event()
        self._wanted: SimpleQueue[tuple[Key, int]] = SimpleQueue()
        self._thread: Thread | None = None

    def begin(self, *, after: float = _BEFORE_FIRST) -> None:
        """Begin with what was read most before the last stop; the process is forked already."""
        for key in self._read():
            self._wanted.put((key, 0))
        self._cache.on_dropped = self._dropped
        self._thread = Thread(target=self._run, args=(after,), name="flaskr-warmer", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Stop, and keep what was read most."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(5)
            self._save()

    def _dropped(self, pages: Mapping[Key, Page]) -> None:
        often = [(page.hits, key) for key, page in pages.items() if page.hits >= FEWEST_HITS]
        for hits, key in sorted(often, reverse=True)[:MOST_PAGES]:
            # What was read long ago counts less and less.
            self._wanted.put((key, hits // 2))

    def _run(self, after: float) -> None:
        left = _SAVED_EVERY
        self._stop.wait(after)
        while not self._stop.is_set():
            try:
                key, hits = self._wanted.get(timeout=1.0)
            except Empty:
                left -= 1.0
                if left <= 0:
                    self._save()
                    left = _SAVED_EVERY
                continue
            self._make(key, hits)
            self._stop.wait(_BETWEEN)

    def _make(self, key: Key, hits: int) -> None:
        if self._cache.kept(key) is not None:
            return
        body = self._cache(_environment(key), lambda *_: lambda _: None)
        close = getattr(body, "close", None)
        if close is not None:
            close()
        page = self._cache.kept(key)
        if page is not None:
            page.hits = hits

    def _read(self) -> list[Key]:
        try:
            found: list[Any] = json.loads(self._file.read_text(encoding="utf-8"))
            return [(str(a), str(b), str(c), str(d)) for a, b, c, d in found][:MOST_PAGES]
        except (OSError, ValueError, TypeError):
            return []  # the first start, or a file that somebody has edited

    def _save(self) -> None:
        keys = self._cache.most_used(MOST_PAGES)
        new = self._file.with_name(f".{self._file.name}.{os.getpid()}")
        if keys:
            with suppress(OSError):  # it only saves work at the next start
                new.write_text(json.dumps(keys), encoding="utf-8")
                new.replace(self._file)


def is_warming(environ: "WSGIEnvironment") -> bool:
    """Say whether a page is asked for by nobody, but made before it is asked for."""
    return _WARMING in environ


def _environment(key: Key) -> "WSGIEnvironment":
    scheme, host, path, query = key
    return {
        _WARMING: True,
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": host or "localhost",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "443" if scheme == "https" else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
