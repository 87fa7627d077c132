"""What every feed must be, whatever it is of: the rules of each format, checked on one document."""

import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import feedparser
from lxml import etree, html

ATOM = "{http://www.w3.org/2005/Atom}"
_MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
_DATE = r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT"


def check(format: str, data: bytes, *, url: str) -> list[str]:
    """Check a feed that was fetched from `url`; return the ids of its entries."""
    if format == "json":
        return check_json(data, url=url)
    found = feedparser.parse(data)
    assert not found.bozo, found.get("bozo_exception")
    return (check_atom if format == "atom" else check_rss)(data, url=url)


def check_atom(data: bytes, *, url: str) -> list[str]:
    """Check the rules of RFC 4287 (sections 4.1.1, 4.1.2, 4.2.7) and RFC 4685."""
    feed: Any = etree.fromstring(data)
    assert feed.tag == f"{ATOM}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang")
    for name in ("id", "title", "updated", "author", "link[@rel='self']"):
        assert len(feed.findall(ATOM + name)) == 1, name
    assert feed.find(f"{ATOM}link[@rel='self']").get("href") == url
    _check_links(feed)
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        for name in ("id", "title", "updated", "published"):
            assert len(entry.findall(ATOM + name)) == 1, name
        assert entry.findall(f"{ATOM}author")
        assert entry.findall(f"{ATOM}content") or entry.findall(f"{ATOM}summary")
        for content in entry.findall(f"{ATOM}content"):
            assert content.get("type") == "html"
            check_html(content.text or "")
        _check_links(entry)
        assert all(each.get("term") for each in entry.findall(f"{ATOM}category"))
        for answered in entry.findall("{http://purl.org/syndication/thread/1.0}in-reply-to"):
            assert urlsplit(answered.get("ref")).scheme == "urn"
            assert urlsplit(answered.get("href")).scheme == "http"
    for date in feed.iter(f"{ATOM}updated", f"{ATOM}published"):
        assert re.fullmatch(_MOMENT, date.text or "")
    for iri in [*feed.iter(f"{ATOM}id"), *feed.iter(f"{ATOM}uri")]:
        assert urlsplit(iri.text or "").scheme in {"http", "https", "urn"}
    newest = max((e.findtext(f"{ATOM}updated") or "" for e in entries), default="")
    assert (feed.findtext(f"{ATOM}updated") or "") >= newest
    return _unique([entry.findtext(f"{ATOM}id") for entry in entries])


def check_rss(data: bytes, *, url: str) -> list[str]:
    """Check the rules of RSS 2.0, and those of the RSS Advisory Board’s profile."""
    rss: Any = etree.fromstring(data)
    assert (rss.tag, rss.get("version"), len(rss)) == ("rss", "2.0", 1)
    channel = rss[0]
    for name in ("title", "link", "description", "language", "lastBuildDate"):
        assert channel.findtext(name), name
    assert channel.find(f"{ATOM}link[@rel='self']").get("href") == url
    items = channel.findall("item")
    for item in items:
        assert item.findtext("title")
        assert item.findtext("link").startswith("http://")
        assert item.find("guid").get("isPermaLink") == "false"
        assert re.fullmatch(_DATE, item.findtext("pubDate"))
        for content in item.findall("{*}encoded"):
            check_html(content.text or "")
        assert len(item.findall("enclosure")) <= 1
        for enclosure in item.findall("enclosure"):
            assert enclosure.get("length").isdigit()
            assert set(enclosure.keys()) == {"url", "length", "type"}
    return _unique([item.findtext("guid") for item in items])


def check_json(data: bytes, *, url: str) -> list[str]:
    """Check the rules of JSON Feed 1.1, and that nothing stands in it that it does not know."""
    feed = json.loads(data)
    assert set(feed) <= {
        "version", "title", "home_page_url", "feed_url", "description", "language", "items",
        "hubs",
    }  # fmt: skip
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == url
    allowed = {
        "id", "url", "title", "content_html", "content_text", "summary", "image",
        "date_published", "date_modified", "authors", "tags", "attachments",
    }  # fmt: skip
    for item in feed["items"]:
        assert {"id", "date_published"} <= set(item) <= allowed
        assert "content_html" in item or "content_text" in item
        texts = set(item) - {"authors", "tags", "attachments"}
        assert all(isinstance(item[key], str) for key in texts)
        assert item["authors"]
        assert all(set(author) <= {"name", "url", "avatar"} for author in item["authors"])
        assert all(isinstance(tag, str) for tag in item.get("tags", []))
        for file in item.get("attachments", []):
            assert set(file) == {"url", "mime_type", "size_in_bytes"}
            assert urlsplit(file["url"]).scheme == "http"
        for key in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[key]).tzinfo == UTC
        check_html(item.get("content_html", ""))
    return _unique([item["id"] for item in feed["items"]])


def check_html(text: str) -> None:
    """Check a text of a feed: nothing in it runs, and no address in it needs a page around it."""
    fragment: Any = html.fragment_fromstring(text, create_parent="div")
    assert not fragment.xpath("//script | //style | //@style | //@*[starts-with(name(), 'on')]")
    for address in fragment.xpath("//@href | //@src | //@poster"):
        assert urlsplit(address).scheme in {"http", "https", "mailto", "tel"}, address


def _check_links(element: Any) -> None:
    """One alternate link of a type and language at most, each with a full address."""
    links = element.findall(f"{ATOM}link")
    alternates = [link for link in links if link.get("rel", "alternate") == "alternate"]
    kinds = [(link.get("type"), link.get("hreflang")) for link in alternates]
    assert len(kinds) == len(set(kinds)) == 1
    for link in links:
        assert urlsplit(link.get("href")).scheme == "http"


def _unique(ids: list[Any]) -> list[str]:
    assert len(ids) == len(set(ids))
    assert all(ids)
    return ids
