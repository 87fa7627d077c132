"""One visitor with one connection that is kept, and a clock."""

import http.client
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

PATIENCE = 60  # seconds for one answer


@dataclass(frozen=True)
class Answer:
    """An answer, its body as it was sent, and how long it took."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


class Visitor:
    """A connection to a server of this machine."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch a page."""
        return self.ask("GET", path, headers)

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: str | None = None,
    ) -> Answer:
        """Send a request and read the whole answer."""
        begun = time.perf_counter()
        self._connection.request(method, path, body=body, headers=dict(headers or {}))
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - begun
        return Answer(response.status, http_headers(response), content, seconds)

    @property
    def own_port(self) -> int:
        """The port that the connection comes from."""
        return int(self._connection.sock.getsockname()[1])

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@contextmanager
def visitor(port: int) -> Iterator[Visitor]:
    """Give a visitor inside the block."""
    one = Visitor(port)
    try:
        yield one
    finally:
        one.close()


def http_headers(response: http.client.HTTPResponse) -> dict[str, str]:
    """Return the headers by their names in small letters."""
    return {name.lower(): value for name, value in response.getheaders()}
