"""Feeds of comments: who reads them gets what readers of the pages see, and no more."""

from collections.abc import Callable
from datetime import timedelta

import feedparser
import pytest
from flask import Flask
from sqlalchemy import select

from flaskr.core import clock
from flaskr.core.permissions import SYSTEM, Role
from flaskr.core.runtime import Core
from flaskr.features.comments import moderating
from flaskr.features.comments.models import Comment
from flaskr.features.comments.storing import keep_comment
from flaskr.features.posts import addresses, publishing
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import change_site
from flaskr.lib import passwords
from tests.client import CheckedClient
from tests.conftest import person
from tests.features.feeds.rules import check
from tests.features.posts.factories import published

FORMATS = ("atom", "rss", "json")
Publish = Callable[..., int]


def comment(core: Core, post_id: int, name: str, html: str, **options) -> int:
    options = {"state": "approved", "created_at": clock.now(), "author_url": "", **options}
    with core.db.transaction() as db:
        kept = keep_comment(db, post_id, author_name=name, author_email="", html=html, **options)
        return kept.id


@pytest.fixture
def talk(core: Core, publish: Publish) -> tuple[int, int]:
    """Two posts with comments; return their ids."""
    one, other = publish("The kettle & the “lid”"), publish("The heron")
    at = clock.now() - timedelta(hours=1)
    first = comment(
        core, one, "Max & Co", '<p>See <a href="/lake/">there</a> ]]></p>', created_at=at,
        author_url="https://max.example/",
    )  # fmt: skip
    comment(core, one, "", "<p>\x0bSame here</p>", parent_id=first, created_at=at)
    comment(core, other, "日本 🎉", "<p>Another</p>")
    for state in ("pending", "spam", "trash"):
        comment(core, one, state, f"<p>{state}</p>", state=state)
    return one, other


@pytest.mark.parametrize("format", FORMATS)
def test_comments_have_feeds_that_keep_the_rules(
    client: CheckedClient, talk: tuple[int, int], format: str
) -> None:
    for path, count in (
        (f"/comments/feed.{format}", 3),
        (f"/comments/posts/{talk[0]}/feed.{format}", 2),
    ):
        answer = client.get(path)
        assert len(check(format, answer.data, url=f"http://localhost{path}")) == count
        assert "pending" not in answer.text
        assert "spam" not in answer.text


def test_an_answer_says_what_it_answers(client: CheckedClient, talk: tuple[int, int]) -> None:
    feed = feedparser.parse(client.get(f"/comments/posts/{talk[0]}/feed.atom").data)
    answer, first = feed.entries
    assert first.title == "Max & Co on “The kettle & the “lid””"
    assert first.author_detail.href == "https://max.example/"
    assert answer.title.startswith("Anonymous on")
    assert answer["thr_in-reply-to"]["ref"] == first.id
    post = feedparser.parse(client.get("/feed.atom").data).entries[-1]
    assert first["thr_in-reply-to"]["ref"] == post.id
    assert client.get(first.link.removeprefix("http://localhost")).status_code == 302


def test_ids_stay_when_a_comment_or_a_slug_changes(
    client: CheckedClient, core: Core, talk: tuple[int, int]
) -> None:
    path = f"/comments/posts/{talk[0]}/feed.atom"
    before = [entry.id for entry in feedparser.parse(client.get(path).data).entries]
    with core.db.transaction() as db:
        addresses.set_slug(db.get_one(Post, talk[0]), "elsewhere")
        for row in db.scalars(select(Comment)):
            row.edited_at = clock.now()
    after = feedparser.parse(client.get(path).data).entries
    assert [entry.id for entry in after] == before
    assert after[0].updated > after[0].published


@pytest.mark.parametrize("how", ["password", "private", "withdrawn"])
def test_what_not_everybody_may_read_is_not_talked_about(
    client: CheckedClient, core: Core, talk: tuple[int, int], how: str
) -> None:
    with core.db.transaction() as db:
        post = db.get_one(Post, talk[0])
        if how == "withdrawn":
            publishing.unpublish(post, by=SYSTEM)
        else:
            hashed = passwords.hash_password("open sesame") if how == "password" else None
            publishing.set_visibility(post, how, by=SYSTEM, password_hash=hashed)
    assert "Same here" not in client.get("/comments/feed.atom").text
    assert "Another" in client.get("/comments/feed.atom").text
    assert client.get(f"/comments/posts/{talk[0]}/feed.atom").status_code == 404
    assert client.get("/comments/posts/999999/feed.atom").status_code == 404


def test_who_has_it_gets_304_until_something_changes(
    client: CheckedClient, core: Core, talk: tuple[int, int]
) -> None:
    path = f"/comments/posts/{talk[0]}/feed.atom"
    etag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    with core.db.transaction() as db:
        id = db.scalars(select(Comment.id).order_by(Comment.id)).first()
        moderating.moderate(db, {id: "trash"}, by=SYSTEM)
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_kept_feeds_follow_what_readers_see(own_app: Flask) -> None:
    core: Core = own_app.extensions["flaskr"]
    olga = person(core, "olga", Role.OWNER)
    with core.db.transaction() as db:
        post_id = published(db, olga, "A post").id
    paths = ("/comments/feed.atom", f"/comments/posts/{post_id}/feed.rss")

    def shown() -> list[bool]:
        return ["Hello" in CheckedClient(own_app).get(path).text for path in paths]

    assert shown() == [False, False]
    id = comment(core, post_id, "Max", "<p>Hello</p>")
    assert shown() == [True, True]
    for state, is_shown in (("spam", False), ("approved", True)):
        with core.db.transaction() as db:
            moderating.moderate(db, {id: state}, by=olga.actor)
        assert shown() == [is_shown, is_shown]


def test_pages_name_the_feed_and_old_addresses_lead_there(
    client: CheckedClient, core: Core, talk: tuple[int, int]
) -> None:
    address = f"/comments/posts/{talk[1]}/feed."
    assert client.get("/the-heron/").text.count(f'href="{address}atom"') == 2
    assert client.get("/the-heron/feed/", follow_redirects=False).location == f"{address}rss"
    assert client.get("/comments/feed/", follow_redirects=False).location == "/comments/feed.rss"
    by_slug = client.get("/the-heron/comments/feed.json", follow_redirects=False)
    assert by_slug.location == f"{address}json"
    assert client.get("/nothing/feed/").status_code == 404
    with core.db.transaction() as db:
        change_site(db, by=SYSTEM, comments="closed")
    assert 'rel="alternate" type="application/atom+xml" title="Comments' not in (
        client.get("/the-heron/").text
    )


def test_each_feed_has_an_id_of_its_own_for_good(
    client: CheckedClient, core: Core, talk: tuple[int, int]
) -> None:
    paths = (
        "/feed.atom",
        "/comments/feed.atom",
        *(f"/comments/posts/{id}/feed.atom" for id in talk),
    )

    def ids() -> list[str]:
        return [feedparser.parse(client.get(path).data).feed.id for path in paths]

    before = ids()
    assert len(set(before)) == len(paths)
    with core.db.transaction() as db:
        addresses.set_slug(db.get_one(Post, talk[0]), "elsewhere")
    assert ids() == before


def test_a_feed_is_newer_after_a_comment_was_hidden(
    client: CheckedClient, core: Core, talk: tuple[int, int]
) -> None:
    before = feedparser.parse(client.get("/comments/feed.atom").data).feed.updated
    with core.db.transaction() as db:
        ids = list(db.scalars(select(Comment.id)))
        moderating.moderate(db, dict.fromkeys(ids, "trash"), by=SYSTEM)
    after = feedparser.parse(client.get("/comments/feed.atom").data)
    assert after.entries == []
    assert after.feed.updated >= before


def test_an_address_in_other_letters_is_quoted(client: CheckedClient, publish: Publish) -> None:
    id = publish("日本語")
    for format in FORMATS:
        path = f"/comments/posts/{id}/feed.{format}"
        answer = client.get(path)
        check(format, answer.data, url=f"http://localhost{path}")
        assert "/日本語/" not in answer.text
