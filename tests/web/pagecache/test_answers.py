"""What a browser gets from the cache, and what never gets into it."""

import gzip
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import request, request_finished, request_started

from flaskr.core import clock
from flaskr.core.permissions import SYSTEM
from flaskr.features.accounts.logging_in import start_session
from flaskr.features.accounts.models import User
from flaskr.features.accounts.views import COOKIE
from flaskr.features.comments.storing import keep_comment
from flaskr.features.posts import publishing, writing
from flaskr.features.posts.models import Post
from flaskr.lib import passwords
from flaskr.web.pagecache.page import Page
from flaskr.web.pagecache.queries import without_tracking
from tests.web.pagecache.sites import Site, fill, site, write


@pytest.fixture
def made(make_database: Any) -> Iterator[Site]:
    with site(make_database()) as found:
        fill(found.core)
        yield found


def kept(made: Site) -> set[str]:
    return {key[2] for key in made.cache()._store.pages}


def renders(made: Site) -> list[str]:
    """Return a list that the path of each request that reaches Flask is added to."""
    reached: list[str] = []

    def note(_app: Any) -> None:
        reached.append(request.path)

    request_started.connect(note, made.caching[0], weak=False)
    return reached


def test_a_second_visit_does_not_reach_flask(made: Site) -> None:
    reached = renders(made)
    first, second = made.visit("/post-1/"), made.visit("/post-1/")
    assert (first.status_code, first.data) == (second.status_code, second.data)
    assert first.headers["ETag"] == second.headers["ETag"]
    assert reached == ["/post-1/"]


def test_a_kept_page_is_as_protected_as_any_other(made: Site) -> None:
    made.visit("/post-1/")
    ours, flasks = made.visit("/post-1/").headers, made.truth("/post-1/").headers
    of_the_cache = {"ETag", "Vary"}
    assert {*ours.keys()} - of_the_cache == {*flasks.keys()} - {"X-Request-ID"}
    for name in {*ours.keys()} - of_the_cache:
        assert ours[name] == flasks[name]
    assert "X-Request-ID" not in ours
    assert ours["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_each_encoding_has_an_etag_of_its_own_and_the_same_text(made: Site) -> None:
    plain = made.visit("/post-1/")
    zipped = made.visit("/post-1/", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped.data) == plain.data
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert int(zipped.headers["Content-Length"]) == len(zipped.data)
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == zipped.headers["Vary"] == "Accept-Encoding"
    assert plain.headers["ETag"] != zipped.headers["ETag"]


def test_who_has_the_page_is_told_so(made: Site) -> None:
    first = made.visit("/post-1/", headers={"Accept-Encoding": "gzip"})
    etag = first.headers["ETag"]
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        again = made.visit("/post-1/", headers={"If-None-Match": known})
        assert (again.status_code, again.data) == (304, b""), known
        assert not {"Content-Type", "Content-Security-Policy"} & set(again.headers.keys())
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert made.visit("/post-1/", headers={"If-None-Match": '"other"'}).status_code == 200
    with made.core.db.transaction() as db:
        publishing.feature(db.get_one(Post, 1), True, by=SYSTEM)
        change_title(db)
    changed = made.visit("/post-1/", headers={"If-None-Match": etag})
    assert changed.status_code == 200


def test_another_header_makes_another_page() -> None:
    # A 304 leaves most of them out, and browsers go on with those that they have.
    def etag(policy: str, life: str = "public") -> str:
        headers = [("Content-Security-Policy", policy), ("Cache-Control", life)]
        page = Page("200 OK", headers, b"text", tags=frozenset())
        return dict(page.make("gzip", {}).headers)["ETag"]

    assert etag("default-src 'self'") == etag("default-src 'self'", "private")
    assert etag("default-src 'self'") != etag("default-src 'none'")


def change_title(db: Any) -> None:
    writing.revise(db.get_one(Post, 1), by=SYSTEM, title="Another title", body="Other text.")


def test_a_feed_reader_that_goes_by_the_time_is_told_so(made: Site) -> None:
    first = made.visit("/feed.atom")
    changed = first.headers["Last-Modified"]
    again = made.visit("/feed.atom", headers={"If-Modified-Since": changed})
    assert again.status_code == 304
    long_ago = {"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}
    assert made.visit("/feed.atom", headers=long_ago).status_code == 200
    # An ETag that does not match goes before a time that does (RFC 9110, section 13.2.2).
    both = {"If-Modified-Since": changed, "If-None-Match": '"other"'}
    assert made.visit("/feed.atom", headers=both).status_code == 200


def test_head_gives_the_headers_and_makes_the_page(made: Site) -> None:
    client = made.caching[0].test_client()
    made.visit("/hello")
    head = client.head("/post-1/")
    assert (head.status_code, head.data) == (200, b"")
    reached = renders(made)
    page = made.visit("/post-1/")
    assert int(head.headers["Content-Length"]) == len(page.data) > 0
    assert client.head("/post-1/").headers["ETag"] == page.headers["ETag"]
    assert reached == []


def test_campaigns_make_no_other_page(made: Site) -> None:
    made.visit("/post-1/")
    reached = renders(made)
    assert made.visit("/post-1/?utm_source=mail&utm_medium=x&fbclid=1").status_code == 200
    assert reached == []
    assert without_tracking("q=a&utm_source=b&gclid=c&from=10") == "q=a&from=10"
    assert without_tracking("before=2026") == "before=2026"


def test_whoever_is_logged_in_is_passed_by(made: Site) -> None:
    with made.core.db.transaction() as db:
        token = start_session(db, db.get_one(User, 1))
    reached = renders(made)
    for _ in range(2):
        client = made.caching[0].test_client()
        client.set_cookie(COOKIE, token)
        answer = client.get("/post-1/")
        assert answer.headers["Cache-Control"] == "private, max-age=0, must-revalidate"
    assert reached == ["/post-1/", "/post-1/"]
    assert "/post-1/" not in kept(made)
    client = made.caching[0].test_client()
    client.set_cookie("analytics", "of another program on this host")
    client.get("/post-1/")
    assert reached == ["/post-1/"] * 3


def test_what_is_for_one_person_is_kept_for_nobody(made: Site) -> None:
    hashed = passwords.hash_password("open")
    with made.core.db.transaction() as db:
        publishing.set_visibility(db.get_one(Post, 1), "password", by=SYSTEM, password_hash=hashed)
        publishing.set_visibility(db.get_one(Post, 2), "private", by=SYSTEM)
    client = made.caching[0].test_client()
    assert client.post("/post-1/", data={"password": "open"}).status_code == 302
    assert "Text of Post 1" in client.get("/post-1/").text
    assert "Text of Post 1" not in made.visit("/post-1/").text
    for path in ("/auth/login", "/studio/", "/healthz", "/readyz", "/media/none.png"):
        made.visit(path)
    made.visit("/post-2/")
    assert kept(made) - {"/hello"} == {"/post-2/"}, "the last one as an address nothing is at"
    assert made.visit("/post-2/").status_code == 404


def test_an_address_that_nothing_is_at_is_kept_until_something_is(made: Site) -> None:
    assert made.visit("/new-post/").status_code == 404
    reached = renders(made)
    assert made.visit("/new-post/").status_code == 404
    assert reached == []
    wants_json = made.visit("/new-post/", headers={"Accept": "application/json"})
    assert wants_json.mimetype == "application/problem+json"
    with made.core.db.transaction() as db:
        publishing.publish(write(db, "New post", 1), by=SYSTEM)
    made.check("/new-post/")
    assert made.visit("/new-post/").status_code == 200


def test_a_burst_of_visits_makes_a_page_once(made: Site) -> None:
    made.visit("/hello")
    reached: list[str] = []
    everybody_asks = threading.Event()

    def wait(_app: Any) -> None:
        reached.append("made")
        everybody_asks.wait(20)

    request_started.connect(wait, made.caching[0], weak=False)

    statuses: list[int] = []
    visits = [
        threading.Thread(target=lambda: statuses.append(made.visit("/post-1/").status_code))
        for _ in range(8)
    ]
    for visit in visits:
        visit.start()
    while len(reached) < 1:
        pass
    threading.Timer(0.3, everybody_asks.set).start()
    for visit in visits:
        visit.join(30)
    assert statuses == [200] * 8
    assert reached == ["made"]


def test_those_who_waited_do_not_get_what_changed_while_it_was_made(made: Site) -> None:
    made.visit("/hello")
    read, changed = threading.Event(), threading.Event()

    def linger(_app: Any, response: Any) -> None:
        if not read.is_set():
            read.set()
            changed.wait(20)

    request_finished.connect(linger, made.caching[0], weak=False)

    slow: list[str] = []
    first = threading.Thread(target=lambda: slow.append(made.visit("/post-1/").text))
    first.start()
    assert read.wait(20)
    with made.core_of(1).db.transaction() as db:
        change_title(db)
    made.settle(0)
    waiting: list[str] = []
    second = threading.Thread(target=lambda: waiting.append(made.visit("/post-1/").text))
    second.start()
    threading.Event().wait(0.2)
    changed.set()
    first.join(30)
    second.join(30)
    assert "Post 1" in slow[0]
    assert "Another title" in waiting[0]
    made.check("/post-1/")


def test_a_page_that_fails_holds_up_nobody_and_is_not_kept(made: Site) -> None:
    made.visit("/hello")
    fails = [True]

    def fail(_app: Any) -> None:
        if fails:
            fails.clear()
            raise RuntimeError("a fault")

    request_started.connect(fail, made.caching[0], weak=False)

    assert made.visit("/post-1/").status_code == 500
    assert made.visit("/post-1/").status_code == 200
    assert "/post-1/" in kept(made)


def test_a_comment_on_one_post_drops_the_page_of_no_other(made: Site) -> None:
    for path in ("/post-1/", "/post-2/", "/", "/tag/lake/"):
        made.visit(path)
    with made.core_of(1).db.transaction() as db:
        keep_comment(
            db, 1, author_name="Max", author_email="", author_url="", html="<p>Yes</p>",
            created_at=clock.now(), state="approved",
        )  # fmt: skip
    made.check("/post-1/")
    reached = renders(made)
    for path in ("/post-2/", "/", "/tag/lake/", "/post-1/"):
        made.visit(path)
    assert reached == []


def test_a_cdn_is_told_what_it_may_keep_and_by_which_names(make_database: Any) -> None:
    with site(make_database(), CDN_SECONDS=300) as made:
        fill(made.core)
        headers = made.visit("/post-1/").headers
        assert headers["CDN-Cache-Control"].startswith("max-age=300, stale-while-revalidate=300")
        assert headers["Surrogate-Control"] == headers["CDN-Cache-Control"]
        assert {"site", "post:1", "talk:1"} <= set(headers["Surrogate-Key"].split())
        assert headers["Cache-Tag"].split(",") == headers["Surrogate-Key"].split()
        assert "max-age=0" in headers["Cache-Control"]
        assert "CDN-Cache-Control" not in made.visit("/nothing/").headers


def test_a_site_with_one_address_keeps_a_page_once_for_all_hosts(make_database: Any) -> None:
    with site(make_database(), SITE_URL="https://example.org") as made:
        fill(made.core)
        reached = renders(made)
        for host in ("http://localhost", "http://evil.example"):
            assert "evil" not in made.visit("/post-1/", base_url=host).text
        assert reached == ["/post-1/"]


def test_without_one_address_each_host_has_pages_of_its_own(made: Site) -> None:
    assert (
        'href="http://a.example/post-1/"'
        in made.visit("/post-1/", base_url="http://a.example").text
    )
    assert (
        'href="http://b.example/post-1/"'
        in made.visit("/post-1/", base_url="http://b.example").text
    )
