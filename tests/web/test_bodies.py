"""Slow senders do not stop the site."""

import contextlib
import socket
import urllib.request
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from flaskr.web.bodies import IN_MEMORY, MOST_READERS, MOST_READERS_OF_ONE, Bodies
from tests.serving import Site


class Held:
    """A body whose reader asks for the next request before it ends."""

    def __init__(self, ask: Any) -> None:
        self._ask = ask

    def read(self, size: int) -> bytes:
        """Ask, then answer."""
        self._ask()
        return b"x" * size


def _answer(app: Any, body: Any, length: str, address: str) -> str:
    statuses: list[str] = []
    environ = {"wsgi.input": body, "CONTENT_LENGTH": length, "REMOTE_ADDR": address}
    list(app(environ, lambda status, headers: statuses.append(status)))
    return statuses[0]


@pytest.fixture
def app() -> Bodies:
    """Make an application that reads its body and answers with its length."""

    def read(environ: Any, respond: Any) -> list[bytes]:
        size = len(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        respond(f"200 {size}", [])
        return []

    return Bodies(read)


def test_a_body_reaches_the_application_whole(app: Bodies) -> None:
    assert _answer(app, BytesIO(b"x" * 5000), "5000", "a") == "200 5000"
    large = IN_MEMORY + 1
    assert _answer(app, BytesIO(b"x" * large), str(large), "a") == f"200 {large}"
    assert _answer(app, BytesIO(b""), "0", "a") == "200 0"


@pytest.mark.parametrize("length", ["10", str(IN_MEMORY + 1)])
def test_only_so_many_wait_for_a_body_and_places_are_given_back(app: Bodies, length: str) -> None:
    for addresses, most in ((lambda _: "a", MOST_READERS_OF_ONE), (str, MOST_READERS)):
        deepest: list[str] = []

        def ask(depth: int = 0, of: Any = addresses, seen: list[str] = deepest) -> None:
            status = _answer(app, Held(lambda: ask(depth + 1, of, seen)), length, of(depth))
            seen.append(status)

        ask()
        assert deepest[0] == "503 Service Unavailable"
        assert len(deepest) == most + 1
        assert _answer(app, BytesIO(b"x"), "1", "a") == "200 1"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Serve a site of its own."""
    served = Site(tmp_path)
    yield served
    served.end()


def test_forty_senders_who_never_finish_leave_the_site_answering(site: Site) -> None:
    assert site.get("/hello") == (200, "Hello, World!")
    with contextlib.ExitStack() as stack:
        for _ in range(40):
            sender = stack.enter_context(socket.create_connection(("127.0.0.1", site.port)))
            sender.sendall(
                b"POST /auth/login HTTP/1.1\r\nHost: localhost\r\n"
                b"Content-Type: application/x-www-form-urlencoded\r\n"
                b"Content-Length: 5000\r\n\r\nusername="
            )
        for _ in range(5):
            with urllib.request.urlopen(f"http://127.0.0.1:{site.port}/hello", timeout=30) as page:
                assert page.read() == b"Hello, World!"
