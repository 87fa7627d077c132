"""Telling search engines and a hub, which are real servers on this machine here."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from flaskr.core.errors import Invalid
from flaskr.core.jobs import JobRow
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.pings import handlers, index_now, jobs
from flaskr.features.pings.index_now import NotTold
from flaskr.features.posts import addresses, publishing, trash, writing
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import change_site
from flaskr.lib.http import FetchError
from tests.client import CheckedClient
from tests.features.posts.factories import draft, published

SITE = "https://olga.example"


class Told(ThreadingHTTPServer):
    """Somebody who is told; `said` is what came, `status` what is answered."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Listening)
        self.said: list[tuple[str, bytes]] = []
        self.status = 202


class _Listening(BaseHTTPRequestHandler):
    server: Told

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.said.append((self.headers["Content-Type"], body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the test run quiet."""


@pytest.fixture
def told() -> Iterator[Told]:
    server = Told()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def site(core: Core, olga: User, told: Told) -> Core:
    """A site that tells everybody who can be told."""
    url = f"http://127.0.0.1:{told.server_port}/"
    core.settings.update(SITE_URL=SITE, FETCH_PRIVATE=True, INDEXNOW_URL=url)
    with core.db.transaction() as db:
        change_site(db, by=olga.actor, tell_search_engines=True, websub_hub=url)
    return core


def waiting(db: Session) -> set[str]:
    names = (handlers.INDEX_NOW, handlers.WEBSUB)
    return set(db.scalars(select(JobRow.name).where(JobRow.name.in_(names))))


def urls(told: Told) -> list[Any]:
    said = [json.loads(body)["urlList"] for kind, body in told.said if "json" in kind]
    told.said.clear()
    return said


def test_search_engines_hear_of_what_is_new_once(site: Core, olga: User, told: Told) -> None:
    with site.db.transaction() as db:
        published(db, olga, "Café", tags=("Lake",))
        draft(db, olga, "A draft")
        secret = published(db, olga, "A secret")
        publishing.set_visibility(secret, "private", by=olga.actor)
    jobs.tell_search_engines(site)
    kind, body = told.said[0]
    said = json.loads(body)
    assert kind == "application/json; charset=utf-8"
    assert said["host"] == "olga.example"
    assert said["keyLocation"] == f"{SITE}/indexnow.txt"
    assert said["urlList"] == [f"{SITE}/cafe/"]
    told.said.clear()
    jobs.tell_search_engines(site)
    assert told.said == []


def test_who_asks_finds_the_key(site: Core, olga: User, told: Told, client: CheckedClient) -> None:
    assert client.get("/indexnow.txt").status_code == 404
    with site.db.transaction() as db:
        published(db, olga, "News")
    jobs.tell_search_engines(site)
    assert client.get("/indexnow.txt").text == json.loads(told.said[0][1])["key"]


def test_what_is_deleted_or_moved_is_told_of(site: Core, olga: User, told: Told) -> None:
    with site.db.transaction() as db:
        gone, moved = published(db, olga, "Gone").id, published(db, olga, "Moved").id
    jobs.tell_search_engines(site)
    told.said.clear()
    with site.db.transaction() as db:
        trash.trash(db.get_one(Post, gone), by=olga.actor)
        trash.remove(db.get_one(Post, gone), by=olga.actor)
        addresses.set_slug(db.get_one(Post, moved), "elsewhere")
    jobs.tell_search_engines(site)
    assert {url for each in urls(told) for url in each} == {
        f"{SITE}/gone/", f"{SITE}/moved/", f"{SITE}/elsewhere/",
    }  # fmt: skip


def test_the_hub_hears_of_each_feed_that_changed(site: Core, olga: User, told: Told) -> None:
    with site.db.transaction() as db:
        published(db, olga, "News", tags=("Lake",))
    jobs.tell_hub(site)
    said = [parse_qs(body.decode()) for _kind, body in told.said]
    assert {each["hub.mode"][0] for each in said} == {"publish"}
    places = ("", "/tag/lake", "/author/olga")
    assert [each["hub.url"][0] for each in said] == [
        f"{SITE}{place}/feed.{ending}" for place in places for ending in ("atom", "rss", "json")
    ]
    told.said.clear()
    jobs.tell_hub(site)
    assert told.said == []


def test_feeds_name_the_hub(site: Core, client: CheckedClient, told: Told) -> None:
    url = f"http://127.0.0.1:{told.server_port}/"
    assert f'<link rel="hub" href="{url}"/>' in client.get("/feed.atom").text
    assert f'<atom:link rel="hub" href="{url}"/>' in client.get("/feed.rss").text
    assert client.get("/feed.json").json["hubs"] == [{"type": "WebSub", "url": url}]


def test_what_was_refused_is_told_again(site: Core, olga: User, told: Told) -> None:
    with site.db.transaction() as db:
        published(db, olga, "News")
    told.status = 429
    for tell in (jobs.tell_search_engines, jobs.tell_hub):
        with pytest.raises(NotTold, match="429"):
            tell(site)
    told.status = 200
    told.said.clear()
    jobs.tell_search_engines(site)
    assert urls(told) == [[f"{SITE}/news/"]]


def test_a_change_asks_for_a_ping(site: Core, olga: User) -> None:
    with site.db.transaction() as db:
        post = draft(db, olga, "A draft")
        assert waiting(db) == set()
        publishing.publish(post, by=olga.actor)
        assert waiting(db) == {handlers.INDEX_NOW, handlers.WEBSUB}
        db.execute(delete(JobRow))
        writing.revise(post, by=olga.actor, title="A draft", body="More.")
        assert waiting(db) == {handlers.INDEX_NOW, handlers.WEBSUB}


def test_nobody_is_told_unless_the_owner_says_so(
    site: Core, olga: User, told: Told, client: CheckedClient
) -> None:
    with site.db.transaction() as db:
        change_site(db, by=olga.actor, tell_search_engines=False, websub_hub="")
        published(db, olga, "News")
        assert waiting(db) == set()
    jobs.tell_search_engines(site)
    jobs.tell_hub(site)
    assert told.said == []
    assert "hub" not in client.get("/feed.atom").text


def test_a_site_without_an_address_tells_nobody(site: Core, olga: User, told: Told) -> None:
    site.settings["SITE_URL"] = ""
    with site.db.transaction() as db:
        published(db, olga, "News")
        assert waiting(db) == set()
    jobs.tell_search_engines(site)
    assert told.said == []


def test_no_ping_goes_to_a_private_address(site: Core, olga: User, told: Told) -> None:
    site.settings["FETCH_PRIVATE"] = False
    with site.db.transaction() as db:
        published(db, olga, "News")
    with pytest.raises(FetchError, match="not a public address"):
        jobs.tell_hub(site)
    assert told.said == []


@pytest.mark.parametrize(
    "url", ["hub.example", "javascript:alert(1)", "http://[bad", "https://", "https://" + "x" * 500]
)
def test_a_hub_that_cannot_be_is_refused(db: Session, olga: User, url: str) -> None:
    with pytest.raises(Invalid):
        change_site(db, by=olga.actor, websub_hub=url)


def test_nothing_is_left_out_where_much_is_new(
    site: Core, olga: User, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_now, "MOST", 2)
    with site.db.transaction() as db:
        for number in range(5):
            published(db, olga, f"Post {number}")
    jobs.tell_search_engines(site)
    said = urls(told)
    assert [len(each) for each in said] == [2, 2, 1]
    assert {url for each in said for url in each} == {f"{SITE}/post-{n}/" for n in range(5)}
