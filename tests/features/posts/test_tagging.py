"""Tags: which names are the same, what addresses they get, and which are public."""

from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts import publishing, tagging
from tests.client import CheckedClient
from tests.conftest import settings_for
from tests.features.posts.factories import draft, published


def test_different_names_are_different_tags_with_addresses_of_their_own(
    db: Session, ana: User
) -> None:
    names = ("C", "C++", "C#", "🎉", "🎊", "Café", "Cafe")
    post = published(db, ana, tags=names)
    assert tuple(tag.name for tag in post.tags) == names
    assert [tag.slug for tag in post.tags] == [
        "c", "c-plus-plus", "c-sharp", "tag", "tag-2", "cafe-2", "cafe",
    ]  # fmt: skip
    again = draft(db, ana, title="Other")
    tagging.set_tags(again, names, by=ana.actor)
    assert again.tags == post.tags


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("Old  dogs", " old dogs "), ("Straße", "STRASSE"), ("ÉTÉ", "e\u0301te\u0301"),
        ("Ёлка", "ёлка"), ("c++", "C++"), ("🎉 Party", "🎉 party"),
    ],
)  # fmt: skip
def test_case_spaces_and_composition_make_no_other_tag(db: Session, name: str, same: str) -> None:
    tagging.tag_named(db, "Something else")
    assert tagging.tag_named(db, same) is tagging.tag_named(db, name)


def test_a_name_is_found_under_whatever_address_an_import_gave_it(db: Session) -> None:
    tag = tagging.tag_named(db, "ÜBER uns", slug="about")
    assert tag.slug == "about"
    assert tagging.tag_named(db, "über Uns") is tag
    assert tagging.tag_named(db, "Another name", slug="about") is tag
    assert tagging.tag_named(db, "About").slug == "about-2"


def test_two_who_make_the_same_tags_at_once_share_them(
    make_database: Any, on_postgres: bool
) -> None:
    core: Core = create_app(settings_for(make_database())).extensions["flaskr"]
    schema.ensure(core.db)
    has_looked = Event()
    found: list[object] = []

    def second() -> None:
        with core.db.transaction() as db:
            event.listen(db, "before_flush", lambda *_: has_looked.set())
            tags = [tagging.tag_named(db, name) for name in ("Dog", "Lake", "🎊")]
            found.extend((tag.name, tag.slug) for tag in tags)

    thread = Thread(target=second)
    with core.db.transaction() as db:
        for name in ("Dog", "Lake", "🎉"):
            tagging.tag_named(db, name)
        thread.start()
        # On SQLite the second one cannot even begin before this one ends.
        assert has_looked.wait(10 if on_postgres else 0.1) == on_postgres
    thread.join()
    assert found == [("Dog", "dog"), ("Lake", "lake"), ("🎊", "tag-2")]
    core.close()


def test_tags_are_made_in_the_order_of_their_names(db: Session, ana: User) -> None:
    post = draft(db, ana)
    tagging.set_tags(post, ["b", "C", "a"], by=ana.actor)
    assert [tag.name for tag in post.tags] == ["b", "C", "a"]
    assert sorted(post.tags, key=lambda tag: tag.id) == sorted(post.tags, key=lambda tag: tag.slug)


@pytest.mark.parametrize("state", ["draft", "page", "private", "nobody's"])
def test_a_tag_without_public_posts_has_no_page_and_no_feed(
    client: CheckedClient, core: Core, eddy: User, state: str
) -> None:
    paths = ("/tag/lake/", "/tag/lake/feed.atom", "/tag/lake/feed.rss", "/tag/lake/feed.json")
    with core.db.transaction() as db:
        other = published(db, eddy, tags=("Lake",))
        published(db, eddy, tags=("Dog",))
    assert [client.get(path).status_code for path in paths] == [200] * 4
    with core.db.transaction() as db:
        tagging.set_tags(db.merge(other), ["Dog"], by=SYSTEM)
        if state == "page":
            published(db, eddy, kind="page", tags=("Lake",))
        elif state == "private":
            publishing.set_visibility(published(db, eddy, tags=("Lake",)), "private", by=SYSTEM)
        elif state != "nobody's":
            post = published(db, eddy, tags=("Lake",))
            publishing.unpublish(post, by=SYSTEM)
    assert [client.get(path).status_code for path in paths] == [404] * 4
    tags = client.get("/tags/").text
    assert "Lake" not in tags
    assert "/tag/dog/" in tags


def test_the_number_beside_a_tag_is_how_many_posts_its_page_has(
    client: CheckedClient, core: Core, eddy: User
) -> None:
    with core.db.transaction() as db:
        for number in range(2):
            published(db, eddy, title=f"Post {number}", tags=("Lake",))
        published(db, eddy, title="A page", kind="page", tags=("Lake",))
        assert [(tag.name, count) for tag, count in tagging.tags_with_counts(db)] == [("Lake", 2)]
    assert "A page" not in client.get("/tag/lake/").text
