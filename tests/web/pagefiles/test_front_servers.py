"""Page files as readers get them: from the real nginx and Caddy, with Flaskr behind."""

import gzip
import os
import re
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.db import find
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.logging_in import start_session
from flaskr.features.accounts.models import User
from flaskr.features.posts import publishing, writing
from flaskr.features.posts.models import Post
from flaskr.lib import passwords
from tests.conftest import settings_for
from tests.load.visiting import Answer, visitor
from tests.serving import PATIENCE, Site, flaskr, free_port
from tests.web.pagecache.sites import fill
from tests.web.pagefiles.front_site import OUR_ETAG, Served, is_of_file, until
from tests.web.pagefiles.fronts import FRONTS

FILED = {
    "/": "index.html", "/post-1/": "post-1/index.html", "/tag/lake/": "tag/lake/index.html",
    "/feed.atom": "feed.atom", "/feed.rss": "feed.rss", "/feed.json": "feed.json",
    "/sitemap.xml": "sitemap.xml", "/robots.txt": "robots.txt",
}  # fmt: skip
# Spellings of the same address for servers (RFC 3986, section 6.2.2), and addresses of no file.
SAME = {"/./", "/post-1%2f"}
ODD = (
    *SAME, "/index.html", "/index.html.gz", "/post-1/index.html", "/post-1/index.html.zst",
    "/feed.atom.gz", "/../secret_key", "/..%2fsecret_key", "/%2e%2e/secret_key",
    "/.%2e/flaskr.sqlite", "/post-1/../../secret_key", "/pages.lock", "/.none/", "/*/", "/%2A/",
    "/p*/", "/post-?/", "/post-%3F/", "/%3F/", "/%5Bp%5Dost-1/", "/%7Bpath%7D/", "//",
    "//post-1/", "/post-1//", "/static/../secret_key", "/static/..%2f..%2fsecret_key",
    "/static/%2e%2e/%2e%2e/secret_key", "/static/.%2e/pages/index.html", "/%00/",
    "/post-1/%0a", "/%c0%ae%c0%ae/secret_key", "/post-1/%ff/", "/\\..\\secret_key",
    "/%5c..%5csecret_key", "/feed.atom/", "/feed.atom/index.html", "/" + "a" * 300 + "/",
    "/" + "a/" * 40, "/post-1", "/POST-1/", "/robots.txt/", "/.pages-1-1/",
)  # fmt: skip
# What the sender of a file says by itself, and who it is.
OF_THE_SENDER = {"etag", "server", "date", "last-modified", "connection", "transfer-encoding"}


@pytest.fixture(scope="module", params=sorted(FRONTS))
def front(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def made(
    front: str, make_database: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Served]:
    monkeypatch.setenv("FLASKR_INSTANCE", str(tmp_path))
    address, port, behind_port = make_database(), free_port(), free_port()
    settings = {
        "FLASKR_DATABASE": address, "FLASKR_PAGE_FILES": "1", "FLASKR_PROXIES": "1",
        "FLASKR_SITE_URL": f"http://127.0.0.1:{port}",
    }  # fmt: skip
    core: Core = create_app(settings_for(address)).extensions["flaskr"]
    schema.ensure(core.db)
    fill(core)
    old = tmp_path / "pages/old/index.html"
    old.parent.mkdir(parents=True)
    old.write_text("left behind by who was killed")
    printed = flaskr(tmp_path, "page-files", front, "--port", str(behind_port), **settings)
    assert (printed.returncode, printed.stderr) == (0, "")
    with ExitStack() as running:
        behind = Site(tmp_path, "--workers", "2", port=behind_port, **settings)
        running.callback(behind.end)
        running.callback(core.close)
        behind.get("/hello")
        running.enter_context(FRONTS[front](printed.stdout, port, tmp_path / "front"))
        yield Served(core, tmp_path, behind, port)


def revise(title: str, body: str = "Other text.") -> Callable[[Any], object]:
    return lambda db: writing.revise(find(db, Post, 1), by=SYSTEM, title=title, body=body)


def test_a_reader_cannot_tell_who_answered(made: Served) -> None:
    for path in FILED:
        sent, ours = made.get_file(path), made.from_flaskr(path)
        assert sent.body == ours.body, path
        assert headers_of(sent) == headers_of(ours), path
        for encoding in ("gzip", "zstd", "br"):
            packed = made.get(path, Accept_Encoding=encoding)
            assert is_of_file(packed), (path, encoding)
            same = made.from_flaskr(
                path, Accept_Encoding=packed.headers.get("content-encoding", "")
            )
            assert packed.body == same.body, (path, encoding)
            assert headers_of(packed) == headers_of(same, beside=packed), (path, encoding)
        assert made.ask("HEAD", path).headers["content-length"] == str(len(sent.body))


def test_assets_are_sent_as_the_site_sends_them(made: Served) -> None:
    page = made.get("/").body.decode()
    [style, *_] = re.findall(r'"(/static/[^"]+\.css)"', page)
    for path in (style, *_):
        for encoding in ("", "gzip"):
            sent = made.get(path, Accept_Encoding=encoding)
            ours = made.from_flaskr(path, Accept_Encoding=encoding)
            assert (sent.status, sent.body) == (ours.status, ours.body)
            assert headers_of(sent) == headers_of(ours, beside=sent)
            assert "immutable" in sent.headers["cache-control"]
    with Stopped(made):
        assert made.get(style).status == 200
    assert made.get("/static/none.css").status == 404
    assert made.get(f"{style}.gz").status == 404


def headers_of(answer: Answer, *, beside: Answer | None = None) -> dict[str, str]:
    """Return what a reader is told; a length only if the other one tells it too."""
    left_out = set(OF_THE_SENDER)
    if beside is not None and "content-length" not in beside.headers:
        left_out.add("content-length")
    return {
        name: value.replace('"', "")  # a charset may stand in quotes
        for name, value in answer.headers.items()
        if name not in left_out
    }


class Stopped:
    """While the block runs no process of the site does."""

    def __init__(self, made: Served) -> None:
        self._pids = made.workers()

    def __enter__(self) -> None:
        assert len(self._pids) == 2
        for pid in self._pids:
            os.kill(pid, signal.SIGSTOP)

    def __exit__(self, *_: object) -> None:
        for pid in self._pids:
            os.kill(pid, signal.SIGCONT)


def test_pages_are_sent_while_no_process_of_the_site_runs(made: Served) -> None:
    before = {path: made.get_file(path).body for path in FILED}
    assert not (made.instance / "pages/old").exists()
    with Stopped(made):
        for path, body in before.items():
            answer = made.get(path, Cookie="of=another program", Accept_Encoding="gzip")
            assert gzip.decompress(answer.body) == body, path


def test_a_change_shows(made: Served) -> None:
    for number in range(5):
        made.get_file("/post-1/")
        made.get_file("/")
        made.change(revise(f"Title {number}"))
        for path in ("/post-1/", "/"):
            until(lambda path=path: f"Title {number}".encode() in made.get(path).body)  # noqa: B023


def test_who_has_a_page_is_told_so_until_it_changes(made: Served) -> None:
    plain = made.get_file("/post-1/").headers["etag"]
    packed = made.get("/post-1/", Accept_Encoding="gzip").headers["etag"]
    assert plain != packed
    for etag, encoding in ((plain, ""), (packed, "gzip")):
        again = made.get("/post-1/", If_None_Match=etag, Accept_Encoding=encoding)
        assert (again.status, again.body) == (304, b"")
    # As long as the one before, and most likely written in the same second.
    made.change(revise("Twin 1"))
    until(lambda: b"Twin 1" in made.get("/post-1/").body)
    first = made.get_file("/post-1/").headers["etag"]
    made.change(revise("Twin 2"))
    until(lambda: b"Twin 2" in made.get("/post-1/").body)
    made.get_file("/post-1/")
    for etag in (plain, first):
        assert made.get("/post-1/", If_None_Match=etag).status == 200
    late = "Fri, 01 Jan 2038 00:00:00 GMT"
    assert made.get("/post-1/", If_Modified_Since=late).status == 200
    assert made.get("/post-1/", Range="bytes=0-9").status == 200


def test_who_is_known_asks_something_or_does_more_reaches_the_site(made: Served) -> None:
    made.get_file("/post-1/")
    with made.core.db.transaction() as db:
        token = start_session(db, find(db, User, 1))
    own = made.get("/post-1/", Cookie=f"a=b; flaskr_session={token}")
    assert own.headers["cache-control"].startswith("private")
    assert "set-cookie" not in made.get("/post-1/").headers
    for path, headers in (
        ("/post-1/", {"Cookie": "flaskr_notes=x"}),
        ("/post-1/?utm_source=x", {}),
        ("/?before=x", {}),
    ):
        assert not is_of_file(made.get(path, **headers)), path
    posted = made.ask("POST", "/post-1/", Sec_Fetch_Site="same-origin")
    assert posted.status == 404
    assert is_of_file(made.get("/post-1/", Cookie="xflaskr_session=1"))


def test_what_is_not_for_everybody_is_sent_to_nobody(made: Served) -> None:
    for path in ("/post-1/", "/post-2/", "/post-3/"):
        made.get_file(path)
    hashed = passwords.hash_password("open")
    made.change(lambda db: publishing.unpublish(find(db, Post, 1), by=SYSTEM))
    made.change(lambda db: publishing.set_visibility(find(db, Post, 2), "private", by=SYSTEM))
    made.change(
        lambda db: publishing.set_visibility(
            find(db, Post, 3), "password", by=SYSTEM, password_hash=hashed
        )
    )
    for path, status in (("/post-1/", 404), ("/post-2/", 404), ("/post-3/", 200)):
        until(lambda path=path: b"Text of Post" not in made.get(path).body)
        for _ in range(20):
            answer = made.get(path)
            assert (answer.status, is_of_file(answer)) == (status, False), path
    made.get_file("/robots.txt")
    folder = made.instance / "pages"
    assert not [*folder.glob("post-*/*")]


def test_a_writer_that_is_killed_is_replaced(made: Served) -> None:
    made.get_file("/post-1/")
    for title in ("First", "Second"):
        writer = until(made.writer)
        assert writer in made.workers()
        made.get_file("/post-2/")
        os.kill(writer, signal.SIGKILL)
        # At once, while nobody may have noticed yet.
        made.change(revise(title))
        until(lambda title=title: title.encode() in made.get("/post-1/").body)
        until(lambda writer=writer: made.writer() not in {None, writer})
        made.get_file("/post-1/")
        assert title.encode() in made.get("/post-1/").body
        until(lambda: len(made.workers()) == 2)


def test_the_end_of_the_site_leaves_no_file(made: Served) -> None:
    made.get_file("/post-1/")
    assert made.behind.stop() == 0
    assert not [path for path in (made.instance / "pages").rglob("*") if path.is_file()]
    assert made.get("/post-1/").status == 502


def test_an_address_of_another_kind_is_no_file_and_leads_to_none(made: Served) -> None:
    for path in ("/", "/post-1/", "/feed.atom"):
        made.get_file(path)
    secret = (made.instance / "secret_key").read_bytes().strip()
    for path in ODD:
        answer = raw(made.port, path)
        assert secret not in answer, path
        assert b"SQLite format" not in answer, path
        if answer.startswith(b"HTTP/1.1 200"):
            assert path in SAME or OUR_ETAG.search(answer.decode("latin-1")), (path, answer[:300])


def raw(port: int, path: str) -> bytes:
    """Ask for a path exactly as it is written."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as line:
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
        line.sendall(request.encode())
        return b"".join(iter(lambda: line.recv(65536), b""))


def test_nobody_gets_anything_but_a_page_while_pages_change(made: Served) -> None:
    is_over, wrong = Event(), []

    def read() -> None:
        with visitor(made.port) as one:
            while not is_over.is_set():
                for path in ("/post-1/", "/"):
                    answer = one.get(path, {"Accept-Encoding": "gzip"})
                    body = answer.body
                    if answer.headers.get("content-encoding") == "gzip":
                        body = gzip.decompress(body)
                    if answer.status != 200 or not body.rstrip().endswith(b"</html>"):
                        wrong.append((path, answer.status, body[:200]))

    readers = [Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    try:
        for number in range(40):
            made.change(revise(f"Title {number}"))
            time.sleep(0.03)
    finally:
        is_over.set()
        for reader in readers:
            reader.join()
    assert wrong == []
    until(lambda: b"Title 39" in made.get("/post-1/").body)
