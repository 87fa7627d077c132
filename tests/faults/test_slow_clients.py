"""Slow and idle visitors, more of them than the server has threads, do not stop the site.

The sockets are real. Each test holds its visitors open while another one asks for a page.
"""

import resource
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.permissions import SYSTEM, Role
from flaskr.core.runtime import Core
from flaskr.features.accounts import people
from flaskr.features.ops.server_process import BLOCKING_THREADS
from flaskr.features.posts import publishing, writing
from tests.conftest import settings_for
from tests.serving import PATIENCE, Site

SLOW = 3 * BLOCKING_THREADS
SLOW_READERS = BLOCKING_THREADS + 8  # each of them has megabytes waiting
IDLE = 1100  # more than either server takes unless it is told
HALF_A_HEAD = b"GET /hello HTTP/1.1\r\nHost: loc"
HALF_A_BODY = (
    b"POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nusername="
)
HELLO = b"GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"
LONG_POST = b"GET /long/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
LETTERS = 500_000


@pytest.fixture(params=["granian", "waitress"])
def server(request: pytest.FixtureRequest) -> str:
    """Name the server."""
    return str(request.param)


@pytest.fixture
def site(server: str, make_database: Callable[[], str], tmp_path: Path) -> Iterator[Site]:
    """Serve a long post from one process, so that every visitor is at the same one.

    It begins with as few open files as most systems allow at first; this process has more.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, hard))
    options = ["--server", server, "--workers", "1"]
    database = make_database()
    publish_a_long_post(database)
    served = Site(tmp_path, *options, FLASKR_DATABASE=database)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2 * IDLE), hard))
    try:
        served.get("/hello")
        yield served
    finally:
        served.end()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def publish_a_long_post(database: str) -> None:
    """Publish a post whose page is longer than LETTERS bytes."""
    core: Core = create_app(settings_for(database)).extensions["flaskr"]
    try:
        schema.ensure(core.db)
        with core.db.transaction() as db:
            author = people.make_user(db, username="writer", role=Role.AUTHOR)
            text = "word " * (LETTERS // 5)
            post = writing.write(db, by=SYSTEM, title="Long", body=text, author_ids=[author.id])
            publishing.publish(post, by=SYSTEM)
    finally:
        core.close()


@contextmanager
def visitors(
    site: Site, count: int, request: bytes, *, buffer: int = 0
) -> Iterator[list[socket.socket]]:
    """Open that many connections, send each the same, and leave them open."""
    with ExitStack() as stack:
        opened = []
        for _ in range(count):
            visitor = stack.enter_context(socket.socket())
            visitor.settimeout(15)  # less than it takes until an idle one is closed
            if buffer:
                visitor.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
            visitor.connect(("127.0.0.1", site.port))
            visitor.sendall(request)
            opened.append(visitor)
        yield opened


def wait_until_kept(site: Site, path: str) -> None:
    """Visit the page until the site answers with a kept one, which takes it next to no work."""
    end = time.monotonic() + PATIENCE
    while True:
        with urllib.request.urlopen(f"http://127.0.0.1:{site.port}{path}") as answer:
            answer.read()
            if "X-Request-ID" not in answer.headers:
                return
        assert time.monotonic() < end, "the page is never kept"
        time.sleep(0.05)


def answers(site: Site) -> bool:
    """Ask for a page as a visitor of ordinary patience."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as visitor:
        visitor.sendall(HELLO)
        return visitor.recv(1000).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("beginning", [HALF_A_HEAD, HALF_A_BODY], ids=["head", "body"])
def test_who_sends_slowly_keeps_no_one_else_waiting(site: Site, beginning: bytes) -> None:
    with visitors(site, SLOW, beginning):
        assert answers(site)


def test_who_reads_slowly_keeps_no_one_else_waiting(site: Site) -> None:
    wait_until_kept(site, "/long/")
    # Much more than the system keeps for both sides, so that the server has to wait for each.
    with visitors(site, SLOW_READERS, 8 * LONG_POST, buffer=4096) as slow:
        assert answers(site)
        assert all(visitor.recv(1000) for visitor in slow)
        assert answers(site)


def test_idle_visitors_keep_no_one_else_waiting(site: Site) -> None:
    with visitors(site, IDLE, HELLO) as idle:
        for visitor in idle:
            assert visitor.recv(1000).startswith(b"HTTP/1.1 200 ")
        assert answers(site)


def test_silent_visitors_keep_no_one_else_waiting(site: Site) -> None:
    with visitors(site, IDLE, b""):
        assert answers(site)


@pytest.mark.parametrize("server", ["granian"])
def test_silent_visitors_are_shown_out(site: Site) -> None:
    with visitors(site, 1, b"") as [visitor]:
        visitor.settimeout(PATIENCE)
        assert visitor.recv(1000) == b""
