"""The feeds are right by feedparser, lxml and the rules of their formats."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from lxml import etree, html

from flaskr.core import clock
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts import publishing
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import change_site
from flaskr.lib import passwords
from tests.client import CheckedClient
from tests.features.feeds.conftest import BODY
from tests.features.feeds.rules import ATOM, check

FORMATS = ("atom", "rss", "json")
Publish = Callable[..., int]


@pytest.fixture
def full(site: None, publish: Publish, ana: User, eddy: User) -> None:
    """Publish posts with everything a feed can have."""
    publish("Plain & <b>simple</b>")
    publish("Ctrl \x01\x0b\x1f\ufffe end", "text \x02 text", tags=("C & D", "日本"))
    publish("Two authors", authors=(ana, eddy), cover=True, tags=("One",))
    publish("日本語 🎉", "今日は。")


def parsed(client: CheckedClient, format: str, base: str = "") -> Any:
    """Fetch a feed and let feedparser read it."""
    answer = client.get(f"{base}/feed.{format}")
    assert answer.status_code == 200
    found = feedparser.parse(answer.data, response_headers=_lower(answer))
    assert not found.bozo, found.get("bozo_exception")
    return found


def _lower(answer: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in answer.headers.items()}


@pytest.mark.parametrize("format", ["atom", "rss"])
def test_feedparser_reads_everything(client: CheckedClient, full: None, format: str) -> None:
    found = parsed(client, format)
    assert found.version == {"atom": "atom10", "rss": "rss20"}[format]
    assert (found.feed.title, found.feed.subtitle) == ("Walks & <Talks>", "By the “lake”")
    assert found.feed.link == "http://localhost/"
    assert [entry.title for entry in found.entries] == [
        "日本語 🎉", "Two authors", "Ctrl  end", "Plain & <b>simple</b>",
    ]  # fmt: skip
    two = found.entries[1]
    assert [author.name for author in two.authors] == ["Ana", "Eddy"]
    assert [(e.href, e.type, e.length) for e in two.enclosures] == [
        ("http://localhost/media/ab/cover.png", "image/png", "1234")
    ]
    assert two.link == "http://localhost/two-authors/"
    assert two.id.startswith("urn:uuid:")
    labels = [tag.label or tag.term for tag in found.entries[2].tags]
    assert labels == ["C & D", "日本"]
    html = found.entries[3].content[0].value
    assert '<a href="http://localhost/lake/">walk</a>' in html
    assert 'src="http://localhost/media/ab/lake.png"' in html
    assert "&lt;tag&gt;" in html
    assert found.entries[3].summary.startswith("A walk &")


@pytest.mark.parametrize("format", ["atom", "rss"])
def test_html_is_escaped_text(client: CheckedClient, full: None, format: str) -> None:
    document: Any = etree.fromstring(client.get(f"/feed.{format}").data)
    # The links for browsers have an address and no more.
    assert all(
        set(link.keys()) == {"href"} and link.text == link.get("href") and not len(link)
        for link in document.iter("{http://www.w3.org/1999/xhtml}a")
    )
    assert not [e for e in document.iter() if etree.QName(e).localname in {"p", "b"}]
    assert "<p>A " in "".join(document.itertext())


@pytest.mark.parametrize("format", FORMATS)
def test_each_format_keeps_its_rules(client: CheckedClient, full: None, format: str) -> None:
    url = f"/feed.{format}"
    ids = check(format, client.get(url).data, url=f"http://localhost{url}")
    assert len(ids) == 4


def test_json_has_covers_tags_and_links(client: CheckedClient, full: None) -> None:
    answer = client.get("/feed.json")
    assert answer.headers["Content-Type"] == "application/feed+json"
    feed = json.loads(answer.data)
    assert feed["items"][1]["image"] == "http://localhost/media/ab/cover.png"
    assert feed["items"][2]["tags"] == ["C & D", "日本"]
    assert "http://localhost/lake/" in feed["items"][3]["content_html"]


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_site_has_a_feed(client: CheckedClient, format: str) -> None:
    answer = client.get(f"/feed.{format}")
    assert answer.status_code == 200
    if format == "json":
        assert json.loads(answer.data)["items"] == []
    else:
        assert not feedparser.parse(answer.data).bozo


def test_the_twenty_newest_posts_are_in_it_and_no_pages(
    client: CheckedClient, publish: Publish
) -> None:
    now = clock.now()
    for number in range(22):
        publish(f"Post {number}", "text", at=now - timedelta(days=number))
    publish("A page", kind="page")
    titles = [entry.title for entry in parsed(client, "atom").entries]
    assert titles == [f"Post {number}" for number in range(20)]


@pytest.mark.parametrize("format", FORMATS)
def test_tags_and_authors_have_feeds(
    client: CheckedClient, publish: Publish, site: None, ana: User, eddy: User, format: str
) -> None:
    publish("Of Ana", tags=("Größe",), authors=(ana,))
    publish("Of Eddy", authors=(eddy,))
    for base, name in (("/tag/grosse", "Größe"), ("/author/ana", "Ana")):
        text = client.get(f"{base}/feed.{format}").text
        assert "Of Ana" in text
        assert "Of Eddy" not in text
        assert name in text
        assert f"http://localhost{base}/feed.{format}" in text
    assert client.get(f"/tag/none/feed.{format}").status_code == 404
    assert client.get(f"/author/nobody/feed.{format}").status_code == 404
    assert client.get(f"/author/ANA/feed.{format}").status_code == 404


@pytest.mark.parametrize("path", ["/", "/tag/one/", "/author/ana/"])
def test_every_feed_a_page_names_is_there(
    client: CheckedClient, publish: Publish, path: str
) -> None:
    publish("A post", tags=("One",))
    links = re.findall(
        r'rel="alternate" type="([^"]+)" title="[^"]*" href="([^"]+)"', client.get(path).text
    )
    assert len(links) == 3
    for mime, url in links:
        answer = client.get(url)
        sent = mime if mime == "application/feed+json" else "application/xml"
        assert (answer.status_code, answer.mimetype) == (200, sent)


@pytest.mark.parametrize("format", FORMATS)
def test_of_a_locked_post_only_a_sentence_and_of_a_private_one_nothing(
    client: CheckedClient, publish: Publish, core: Core, format: str
) -> None:
    locked = publish("Locked", "the secret", cover=True)
    private = publish("Hidden", "the secret")
    with core.db.transaction() as db:
        hashed = passwords.hash_password("open the lake")
        post = db.get_one(Post, locked)
        publishing.set_visibility(post, "password", by=SYSTEM, password_hash=hashed)
        publishing.set_visibility(db.get_one(Post, private), "private", by=SYSTEM)
    text = client.get(f"/feed.{format}").text
    assert "Locked" in text
    assert "who have its password" in text
    assert "secret" not in text
    assert "cover.png" not in text
    assert "Hidden" not in text


@pytest.mark.parametrize("format", FORMATS)
def test_a_feed_of_excerpts_holds_no_text(
    client: CheckedClient, publish: Publish, core: Core, format: str
) -> None:
    publish("A post", "First **words**.\n\n" + "More of it. " * 100 + "The end.", cover=True)
    assert "The end." in client.get(f"/feed.{format}").text
    with core.db.transaction() as db:
        change_site(db, by=SYSTEM, feeds_whole=False)
    text = client.get(f"/feed.{format}").text
    assert "First words." in text
    assert "The end." not in text
    assert "cover.png" in text
    if format == "json":
        (item,) = json.loads(text)["items"]
        assert "First words." in item["content_text"]
        assert "content_html" not in item
    else:
        (entry,) = parsed(client, format).entries
        assert "content" not in entry
        assert entry.link == "http://localhost/a-post/"


@pytest.mark.parametrize("format", ["atom", "rss"])
def test_a_browser_gets_a_style_sheet_and_links(
    client: CheckedClient, full: None, format: str
) -> None:
    document: Any = etree.fromstring(client.get(f"/feed.{format}").data)
    instruction = document.getprevious()
    assert (instruction.target, instruction.get("type")) == ("xml-stylesheet", "text/css")
    with client.get(instruction.get("href")) as style:
        assert (style.status_code, style.mimetype) == (200, "text/css")
    links = [link.get("href") for link in document.iter("{http://www.w3.org/1999/xhtml}a")]
    assert len(links) == 5
    assert links[0] == "http://localhost/"
    assert all(link.startswith("http://localhost/") for link in links)


@pytest.mark.parametrize("format", ["atom", "rss"])
def test_no_script_and_no_relative_address_is_in_a_feeds_text(
    client: CheckedClient, publish: Publish, format: str
) -> None:
    publish("Odd", BODY + "\n\n<img src=x onerror=alert(1)> <script>alert(1)</script>\n\n[a](b)")
    (entry,) = parsed(client, format).entries
    raw: Any = etree.fromstring(client.get(f"/feed.{format}").data)
    (text,) = [element.text for element in raw.iter(f"{ATOM}content", "{*}encoded")]
    fragment: Any = html.fragment_fromstring(text, create_parent="div")
    assert not fragment.xpath("//script | //@onerror | //@style")
    addresses = fragment.xpath("//@href | //@src")
    assert len(addresses) >= 4
    assert all(urlsplit(address).scheme == "http" for address in addresses)
    assert entry.id.startswith("urn:uuid:")
