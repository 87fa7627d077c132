"""What pages say of themselves to search engines and to those who show a link to them."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import html as lxml_html
from sqlalchemy.orm import Session

from flaskr.core.permissions import SYSTEM
from flaskr.features.accounts.models import User
from flaskr.features.posts import publishing, tagging, writing
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import change_site
from tests.client import CheckedClient

AT = datetime(2026, 3, 5, 12, tzinfo=UTC)
HOSTILE = "</script><script>alert(1)</script><!-- \u2028 \"&'"


def publish(db: Session, author: User, title: str, **options: Any) -> Post:
    post = writing.write(db, by=author.actor, title=title, body="Some **words**.", **options)
    return publishing.publish(post, by=author.actor, at=AT)


def head_of(client: CheckedClient, path: str) -> tuple[dict[str, str], dict[str, Any]]:
    page = lxml_html.fromstring(client.get(path).text)
    properties = {
        str(meta.get("property")): str(meta.get("content"))
        for meta in page.xpath("//meta[@property]")
    }
    blocks = page.xpath("//head/script[@type='application/ld+json']/text()")
    things = [json.loads(block) for block in blocks]
    assert all(thing["@context"] == "https://schema.org" for thing in things)
    return properties, {thing["@type"]: thing for thing in things}


def test_a_post_tells_what_it_is(client: CheckedClient, db: Session, ana: User) -> None:
    post = publish(db, ana, "A walk")
    tagging.set_tags(post, ["Walks", "Rain"], by=ana.actor)
    properties, things = head_of(client, "/a-walk/")
    assert properties["og:type"] == "article"
    assert properties["og:title"] == "A walk"
    assert properties["og:description"] == "Some words."
    assert properties["og:url"].endswith("/a-walk/")
    assert properties["article:published_time"] == "2026-03-05T12:00:00+00:00"
    assert properties["article:author"] == ana.name
    posting = things["BlogPosting"]
    assert posting["headline"] == "A walk"
    assert posting["datePublished"] == "2026-03-05T12:00:00+00:00"
    assert posting["author"][0]["name"] == ana.name
    assert posting["keywords"] == ["Walks", "Rain"]
    steps = things["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == ["Flaskr", "Walks", "A walk"]
    assert [step["position"] for step in steps] == [1, 2, 3]
    for address in (posting["url"], posting["author"][0]["url"], *(step["item"] for step in steps)):
        assert client.get(address.removeprefix("http://localhost")).status_code == 200, address


def test_the_site_and_its_people_do_too(client: CheckedClient, db: Session, ana: User) -> None:
    publish(db, ana, "A walk")
    change_site(db, by=SYSTEM, title="Paths", tagline="Slowly")
    properties, things = head_of(client, "/")
    assert (properties["og:title"], properties["og:type"]) == ("Paths", "website")
    assert things["WebSite"]["description"] == "Slowly"
    target = things["WebSite"]["potentialAction"]["target"].replace("{words}", "walk")
    assert "A walk" in client.get(target.removeprefix("http://localhost")).text
    _properties, things = head_of(client, "/author/ana/")
    assert things["Person"]["name"] == ana.name


@pytest.mark.parametrize("path", ["/search?q=walk", "/nothing/", "/?before=x"])
def test_what_is_not_to_be_found_tells_nothing(
    client: CheckedClient, db: Session, ana: User, path: str
) -> None:
    publish(db, ana, "A walk")
    assert head_of(client, path) == ({}, {})


def test_a_protected_post_tells_nothing_of_what_is_in_it(
    client: CheckedClient, db: Session, ana: User
) -> None:
    post = publish(db, ana, "A walk")
    publishing.set_visibility(post, "password", by=ana.actor, password_hash="$argon2id$none")
    assert head_of(client, "/a-walk/") == ({}, {})


def test_no_title_ends_the_block_of_data(client: CheckedClient, db: Session, ana: User) -> None:
    change_site(db, by=SYSTEM, title=HOSTILE, tagline=HOSTILE)
    publish(db, ana, HOSTILE, slug="hostile")
    properties, things = head_of(client, "/hostile/")
    # Spaces, and characters that are none, are the title's business.
    assert properties["og:title"].startswith("</script><script>alert(1)")
    assert things["BlogPosting"]["headline"] == properties["og:title"]
    page = lxml_html.fromstring(client.get("/hostile/").text)
    assert not [script for script in page.xpath("//script") if not script.get("type")]
