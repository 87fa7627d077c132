"""Keeps those who send slowly from taking every thread of the server."""

from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_READERS = 16
MOST_READERS_OF_ONE = 8
IN_MEMORY = 2**20
_REFUSAL = b"Too many uploads are under way. Try again in a moment.\n"


class Bodies:
    """WSGI middleware: at most 16 requests, 8 of one address, wait for a body at a time.

    A server with threads reads a body where the application runs, so each slow sender holds a
    thread. A small body is read at once and its place given back before anything else is done;
    a larger one keeps its place until its answer.
    """

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app
        self._lock = Lock()
        self._readers: Counter[str] = Counter()

    def __call__(self, environ: "WSGIEnvironment", respond: "StartResponse") -> Iterable[bytes]:
        """Answer 503 where every place is taken, without reading."""
        length = _length(environ)
        if length == 0:
            return self._app(environ, respond)
        address = str(environ.get("REMOTE_ADDR", ""))
        if not self._enter(address):
            headers = [
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Content-Length", str(len(_REFUSAL))),
                ("Retry-After", "5"),
                ("Connection", "close"),
            ]
            respond("503 Service Unavailable", headers)
            return [_REFUSAL]
        try:
            if length is None or length > IN_MEMORY:
                return self._app(environ, respond)
            environ["wsgi.input"] = BytesIO(_read(environ["wsgi.input"], length))
        finally:
            self._leave(address)
        return self._app(environ, respond)

    def _enter(self, address: str) -> bool:
        with self._lock:
            if self._readers.total() >= MOST_READERS:
                return False
            if self._readers[address] >= MOST_READERS_OF_ONE:
                return False
            self._readers[address] += 1
            return True

    def _leave(self, address: str) -> None:
        with self._lock:
            self._readers[address] -= 1
            if not self._readers[address]:
                del self._readers[address]


def _length(environ: "WSGIEnvironment") -> int | None:
    """Return the body's length, None if it is not told."""
    if "chunked" in str(environ.get("HTTP_TRANSFER_ENCODING", "")).lower():
        return None
    told = str(environ.get("CONTENT_LENGTH") or "0")
    return int(told) if told.isdecimal() else 0


def _read(stream: Any, length: int) -> bytes:
    parts: list[bytes] = []
    while length > 0:
        part = stream.read(length)
        if not part:
            break
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
