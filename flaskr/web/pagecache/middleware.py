"""The WSGI middleware before Flask: it answers with kept pages, and keeps those that are made."""

from collections.abc import Callable, Collection, Iterable, Mapping
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

from flaskr.core.content import EVERYTHING
from flaskr.core.content.watch import Watch
from flaskr.web.pagecache.collecting import COLLECTED, Collected
from flaskr.web.pagecache.encodings import Chooser, encoders
from flaskr.web.pagecache.page import Header, Page
from flaskr.web.pagecache.queries import without_tracking
from flaskr.web.pagecache.store import Key, PageStore

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_READING = frozenset({"GET", "HEAD"})
OF_ONE_PERSON = ("flaskr_session", "flaskr_notes")
"""The cookies of whoever is to see more than a page that is the same for everybody."""

MAKING = "flaskr.making"
"""Says in a request's environment that the cache keeps the answer, if it may be kept."""

_SESSIONS = tuple(f"{name}=" for name in OF_ONE_PERSON)
_LONGEST_WAIT = 10.0  # seconds for a page that another request is making
_MOST_TRIES = 3
_MOST_PASSED_BY = 5000
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")


class PageCache:
    """Keeps what may be kept of an application's answers.

    `passed_by` are beginnings of paths under which nothing is ever kept. `has_one_address` says
    that pages are the same whatever host they are asked for by. `on_visit` hear of visits that
    a page answers, `on_purge` of the tags by which pages were dropped and `on_dropped` of the
    pages: all must be quick.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        store: PageStore,
        watch: Watch,
        *,
        has_one_address: bool = False,
        passed_by: tuple[str, ...] = (),
    ) -> None:
        self._app = app
        self._store = store
        self.watch = watch
        self._has_one_address = has_one_address
        self._passed_by = passed_by
        self._encoders = encoders()
        self._choose = Chooser(self._encoders)
        self._lock = Lock()
        self._making: dict[Key, Event] = {}
        self._not_kept: set[Key] = set()
        self.on_visit: list[Callable[[Key, Page, WSGIEnvironment], None]] = []
        self.on_purge: Callable[[Collection[str] | None], None] | None = None
        self.on_dropped: Callable[[Mapping[Key, Page]], None] | None = None

    def kept(self, key: Key) -> Page | None:
        """Return the page that is kept under the key, if there is one."""
        return self._store.pages.get(key)

    def most_used(self, count: int) -> list[Key]:
        """Return the keys of the pages that were asked for most, those first."""
        return self._store.most_used(count)

    def __call__(self, environ: "WSGIEnvironment", respond: "StartResponse") -> Iterable[bytes]:
        """Answer from what is kept; what is for one person alone goes on to the application."""
        method = environ["REQUEST_METHOD"]
        if method not in _READING:
            return self._app(environ, respond)
        if "HTTP_COOKIE" in environ and any(name in environ["HTTP_COOKIE"] for name in _SESSIONS):
            return self._app(environ, respond)
        watch = self.watch
        watch.look()
        if not watch.is_trusted:
            return self._app(environ, respond)
        query = environ.get("QUERY_STRING", "")
        key = (
            environ["wsgi.url_scheme"],
            "" if self._has_one_address else environ.get("HTTP_HOST", ""),
            environ["PATH_INFO"],
            without_tracking(query) if query else "",
        )
        page = self._store.pages.get(key)
        if page is None:
            return self._missed(key, environ, respond)
        return self._answer(key, page, environ, respond)

    def change(self, tags: Collection[str] | None) -> None:
        """Drop the pages that depend on one of the tags, or all for None."""
        purged = None if tags is None or EVERYTHING in tags else tags
        dropped = self._store.purge(purged)
        if self.on_purge is not None:
            self.on_purge(purged)
        if self.on_dropped is not None and dropped:
            self.on_dropped(dropped)

    def _answer(
        self, key: Key, page: Page, environ: "WSGIEnvironment", respond: "StartResponse"
    ) -> Iterable[bytes]:
        if page.status[0] == "4" and "json" in environ.get("HTTP_ACCEPT", ""):
            return self._app(environ, respond)
        self._store.touch(key, page)
        for hear in self.on_visit:
            hear(key, page, environ)
        encoding = self._choose(environ.get("HTTP_ACCEPT_ENCODING", ""))
        answer = page.answers.get(encoding)
        if answer is None:
            answer = page.make(encoding, self._encoders)
            self._store.grow(key, page, len(answer.body[0]))
        if "HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ:
            etags = environ.get("HTTP_IF_NONE_MATCH")
            since = environ.get("HTTP_IF_MODIFIED_SINCE")
            if page.status[0] == "2" and page.is_known(etags, since):
                respond("304 Not Modified", answer.unchanged)
                return []
        respond(page.status, answer.headers)
        return answer.body if environ["REQUEST_METHOD"] == "GET" else []

    def _missed(
        self, key: Key, environ: "WSGIEnvironment", respond: "StartResponse"
    ) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(self._passed_by):
            return self._app(environ, respond)
        if key in self._not_kept:
            # Nobody waits for what was not kept the last time; it may be by now.
            return self._make(key, environ, respond)
        for _try in range(_MOST_TRIES):
            with self._lock:
                made = self._making.get(key)
                if made is None:
                    self._making[key] = Event()
            if made is None:
                try:
                    return self._make(key, environ, respond)
                finally:
                    with self._lock:
                        self._making.pop(key).set()
            # One makes the page, the others wait for it. If the content changed meanwhile it was
            # not kept: it may be older than what whoever waits here has a right to see.
            made.wait(_LONGEST_WAIT)
            page = self._store.pages.get(key)
            if page is not None:
                return self._answer(key, page, environ, respond)
            if key in self._not_kept:
                break
        return self._make(key, environ, respond)

    def _make(
        self, key: Key, environ: "WSGIEnvironment", respond: "StartResponse"
    ) -> Iterable[bytes]:
        since = self._store.mark()
        asked = {name: value for name, value in environ.items() if name not in _CONDITIONS}
        asked["REQUEST_METHOD"] = "GET"
        asked[MAKING] = True
        asked["QUERY_STRING"] = key[3]
        started: list[Any] = []

        def start(status: str, headers: list[Header], *exc_info: Any) -> Any:
            started[:] = [status, headers, *exc_info]
            return started.append

        made = self._app(asked, start)
        found: Collected | None = asked.get(COLLECTED)
        if found is None:
            self._pass_by(key)
            return self._hand_on(started, made, environ, respond)
        try:
            body = b"".join(made)
        finally:
            _close(made)
        status, headers = started[:2]
        tags = frozenset(found.tags)
        page = Page(status, headers, body, tags=tags, is_odd=found.is_odd or bool(key[3]))
        self._store.put(key, page, since=since)
        self._not_kept.discard(key)
        return self._answer(key, page, environ, respond)

    def _hand_on(
        self,
        started: list[Any],
        made: Iterable[bytes],
        environ: "WSGIEnvironment",
        respond: "StartResponse",
    ) -> Iterable[bytes]:
        respond(*started)
        if environ["REQUEST_METHOD"] == "GET":
            return made
        _close(made)
        return []

    def _pass_by(self, key: Key) -> None:
        with self._lock:
            if len(self._not_kept) >= _MOST_PASSED_BY:
                self._not_kept.clear()
            self._not_kept.add(key)


def _close(made: Iterable[bytes]) -> None:
    close = getattr(made, "close", None)
    if close is not None:
        close()
