"""Feeds are sent again when they changed, and only then; ids stay."""

from collections.abc import Callable
from datetime import timedelta

import feedparser
import pytest
from flask import Flask

from flaskr.core import clock
from flaskr.core.events import announce
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.events import ProfileChanged
from flaskr.features.accounts.models import User
from flaskr.features.feeds import formats
from flaskr.features.feeds.entries import Feed
from flaskr.features.posts import addresses, editing, publishing, tagging, trash, writing
from flaskr.features.posts.editing import Draft
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import change_site
from tests.client import CheckedClient
from tests.features.feeds.conftest import BODY

Publish = Callable[..., int]

CHANGES: dict[str, Callable[[Post], object]] = {
    "text": lambda post: writing.revise(post, by=SYSTEM, title="New", body="new"),
    "excerpt": lambda post: writing.describe(post, by=SYSTEM, excerpt="new"),
    "tags": lambda post: tagging.set_tags(post, ["new"], by=SYSTEM),
    "slug": lambda post: editing.save(post, Draft("A post", BODY, "renamed"), by=SYSTEM),
    "withdrawn": lambda post: publishing.unpublish(post, by=SYSTEM),
    "private": lambda post: publishing.set_visibility(post, "private", by=SYSTEM),
    "trashed": lambda post: trash.trash(post, by=SYSTEM),
    "removed": lambda post: trash.remove(post, by=SYSTEM),
}


@pytest.mark.parametrize("format", ["atom", "rss", "json"])
def test_who_has_it_gets_304(client: CheckedClient, publish: Publish, format: str) -> None:
    publish("A post", tags=("One",))
    for base in ("", "/tag/one", "/author/ana"):
        first = client.get(f"{base}/feed.{format}")
        assert first.headers["Cache-Control"] == "public, max-age=300"
        assert "Set-Cookie" not in first.headers
        assert "Cookie" not in first.headers.get("Vary", "")
        for headers in (
            {"If-None-Match": first.headers["ETag"]},
            {"If-Modified-Since": first.headers["Last-Modified"]},
        ):
            again = client.get(f"{base}/feed.{format}", headers=headers)
            assert (again.status_code, again.data) == (304, b"")
            assert again.headers["ETag"] == first.headers["ETag"]
    other = client.get(f"/feed.{format}", headers={"If-None-Match": '"other"'})
    assert other.status_code == 200
    head = client.head(f"/feed.{format}")
    assert (head.status_code, head.data) == (200, b"")


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_sent(
    client: CheckedClient, publish: Publish, core: Core, change: str
) -> None:
    past = clock.now() - timedelta(hours=1)
    with clock.frozen(past):
        publish("Another")
        id = publish("A post")
    first = client.get("/feed.atom")
    with core.db.transaction() as db:
        CHANGES[change](db.get_one(Post, id))
    second = client.get("/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert second.data != first.data
    assert second.headers["ETag"] != first.headers["ETag"]
    modified = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get("/feed.atom", headers=modified).status_code == 200
    before, after = feedparser.parse(first.data).feed, feedparser.parse(second.data).feed
    assert after.updated_parsed > before.updated_parsed


def test_a_change_of_the_site_or_an_author_is_sent(
    client: CheckedClient, publish: Publish, core: Core, ana: User
) -> None:
    publish("A post")
    etags = {client.get("/feed.atom").headers["ETag"]}
    with core.db.transaction() as db:
        change_site(db, by=SYSTEM, title="Another title")
    answer = client.get("/feed.atom")
    etags.add(answer.headers["ETag"])
    assert "Another title" in answer.text
    with core.db.transaction() as db:
        user = db.merge(ana)
        user.name = "Anabel"
        announce(db, ProfileChanged(user.id))
    answer = client.get("/feed.atom")
    etags.add(answer.headers["ETag"])
    assert "Anabel" in answer.text
    assert len(etags) == 3


def test_writing_a_draft_changes_no_feed(client: CheckedClient, core: Core, ana: User) -> None:
    first = client.get("/feed.atom").headers["ETag"]
    with core.db.transaction() as db:
        writing.write(db, by=SYSTEM, title="Draft", body="", author_ids=[ana.id])
    assert client.get("/feed.atom").headers["ETag"] == first


def test_two_changes_at_the_same_time_differ(
    client: CheckedClient, publish: Publish, core: Core
) -> None:
    with clock.frozen(clock.now()):
        publish("One")
        first = client.get("/feed.atom").headers["ETag"]
        publish("Two")
        assert client.get("/feed.atom").headers["ETag"] != first


def test_a_feed_of_the_site_is_built_once_and_304_builds_none(
    client: CheckedClient, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("A post")
    built: list[str] = []
    write = formats.write_atom

    def counted(feed: Feed, render: formats.Render) -> bytes:
        built.append("atom")
        return write(feed, render)

    counting = formats.Format("atom", "application/atom+xml", counted)
    monkeypatch.setitem(formats.FORMATS, "atom", counting)
    first = client.get("/feed.atom")
    assert client.get("/feed.atom").data == first.data
    client.get("/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert built == ["atom"]
    publish("Another")
    assert "Another" in client.get("/feed.atom").text
    assert len(built) == 2


def test_feeds_at_two_hosts_are_not_mixed_up(client: CheckedClient, publish: Publish) -> None:
    publish("A post")
    one = client.get("/feed.atom", base_url="http://one.example/").text
    two = client.get("/feed.atom", base_url="http://two.example/").text
    assert "http://one.example/a-post/" in one
    assert "one.example" not in two


def test_an_id_stays_when_the_address_changes(
    client: CheckedClient, publish: Publish, core: Core
) -> None:
    id = publish("A post")
    before = feedparser.parse(client.get("/feed.atom").data).entries[0]
    with core.db.transaction() as db:
        addresses.set_slug(db.get_one(Post, id), "renamed")
        writing.revise(db.get_one(Post, id), by=SYSTEM, title="Other", body="other")
    for format in ("atom", "rss"):
        answer = client.get(f"/feed.{format}", base_url="https://other.example/")
        after = feedparser.parse(answer.data).entries[0]
        assert after.id == before.id
        assert after.link == "https://other.example/renamed/"


def test_the_site_url_is_used_where_it_is_set(
    client: CheckedClient, publish: Publish, core: Core
) -> None:
    core.settings["SITE_URL"] = "https://example.org/"
    publish("A post")
    text = client.get("/feed.rss").text
    assert "https://example.org/a-post/" in text
    assert "localhost" not in text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/feed/", "/feed.rss"), ("/feed", "/feed.rss"), ("/rss", "/feed.rss"),
        ("/rss/", "/feed.rss"), ("/atom.xml", "/feed.atom"), ("/feed.xml", "/feed.atom"),
        ("/index.xml", "/feed.rss"), ("/feed/atom/", "/feed.atom"), ("/rss.xml", "/feed.rss"),
        ("/tag/one/feed/", "/tag/one/feed.rss"), ("/author/ana/feed/", "/author/ana/feed.rss"),
        ("/tag/日本/feed", "/tag/%E6%97%A5%E6%9C%AC/feed.rss"),
    ],
)  # fmt: skip
def test_old_addresses_lead_to_the_feeds(client: CheckedClient, old: str, new: str) -> None:
    answer = client.get(old)
    assert (answer.status_code, answer.location) == (301, new)


def test_no_post_takes_a_feeds_address(app: Flask, core: Core, ana: User) -> None:
    with core.db.transaction() as db:
        post = writing.write(db, by=SYSTEM, title="Feed", body="", author_ids=[ana.id])
        assert post.slug == "feed-2"
