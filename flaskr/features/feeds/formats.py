"""The formats: from a feed to the bytes that are sent."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from flaskr.features.feeds.entries import Enclosure, Entry, Feed, Person

# Raised whenever the same posts would be written differently, so that readers fetch them anew.
VERSION = 3

FRESH = timedelta(minutes=5)
HEADERS = {
    "Cache-Control": f"public, max-age={int(FRESH.total_seconds())}",
    # Feeds are for readers on other sites too, also those that run in a browser.
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""What every feed is sent with."""

BROWSABLE = "application/xml"
"""What Atom and RSS are sent as: of their own types a browser shows the source (see ADR 0025)."""

# What XML 1.0 has no place for, not even escaped (section 2.2).
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


Render = Callable[..., str]
"""Makes text of a template's name and its variables, escaping them."""


@dataclass(frozen=True)
class Format:
    """A way to write feeds; `name` ends their addresses."""

    name: str
    mime: str
    write: Callable[[Feed, Render], bytes]


def write_atom(feed: Feed, render: Render) -> bytes:
    """Write a feed as Atom (RFC 4287)."""
    return _xml(render("feeds/atom.xml", feed=feed, time=rfc3339, style_url=feed.style_url))


def write_rss(feed: Feed, render: Render) -> bytes:
    """Write a feed as RSS 2.0, with the whole text in `content:encoded`."""
    return _xml(render("feeds/rss.xml", feed=feed, time=rfc822, style_url=feed.style_url))


def write_json(feed: Feed, _render: Render) -> bytes:
    """Write a feed as JSON Feed 1.1; there is no template."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home_url,
        "feed_url": feed.self_url,
        "description": feed.subtitle,
        "language": feed.language,
        "hubs": [{"type": "WebSub", "url": feed.hub_url}] if feed.hub_url else [],
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(_filled(document), ensure_ascii=False).encode()


FORMATS = {
    format.name: format
    for format in (
        Format("atom", BROWSABLE, write_atom),
        Format("rss", BROWSABLE, write_rss),
        Format("json", "application/feed+json", write_json),
    )
}


def rfc3339(at: datetime) -> str:
    """Write a time as Atom and JSON Feed want it: 2026-11-23T08:00:00Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rfc822(at: datetime) -> str:
    """Write a time as RSS wants it: Mon, 23 Nov 2026 08:00:00 GMT."""
    return format_datetime(at.astimezone(UTC), usegmt=True)


def _xml(text: str) -> bytes:
    return _NO_XML.sub("", text).encode()


def _item(entry: Entry) -> dict[str, Any]:
    cover = entry.cover
    item = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "image": cover.url if cover else None,
        "date_published": rfc3339(entry.published_at),
        "date_modified": rfc3339(entry.updated_at),
        "authors": [_author(person) for person in entry.authors],
        "tags": [category.name for category in entry.categories],
        "attachments": [_attachment(file) for file in entry.files],
    }
    # Every item has one of the two, be it empty.
    if entry.html is None:
        return {"content_text": entry.summary, **_filled(item)}
    return {"content_html": entry.html, **_filled(item)}


def _attachment(file: Enclosure) -> dict[str, Any]:
    return {"url": file.url, "mime_type": file.mime, "size_in_bytes": file.size}


def _author(person: Person) -> dict[str, Any]:
    return _filled({"name": person.name, "url": person.url, "avatar": person.avatar_url})


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty; `items` must be there even so."""
    return {key: value for key, value in values.items() if value or key == "items"}
