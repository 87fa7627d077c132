"""What a feed says, in no format yet."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.orm import Session

from flaskr.features.feeds.changes import NEVER, last_change
from flaskr.features.posts import listing
from flaskr.features.posts.shown import ShownAuthor, ShownPost
from flaskr.lib.sanitize import absolute, escape

MOST_ENTRIES = 20


@dataclass(frozen=True)
class Person:
    """Who wrote an entry."""

    name: str
    url: str
    avatar_url: str | None


@dataclass(frozen=True)
class Category:
    """A tag: its name, and the word for it in addresses."""

    name: str
    slug: str


@dataclass(frozen=True)
class Enclosure:
    """A file that belongs to an entry; `size` is in bytes."""

    url: str
    mime: str
    size: int


@dataclass(frozen=True)
class Entry:
    """A post in a feed; `html` is text here, to be escaped like any other.

    It is None in a feed of excerpts, whose readers go to `url` for the rest.
    """

    id: str
    url: str
    title: str
    html: str | None
    summary: str
    published_at: datetime
    updated_at: datetime
    authors: tuple[Person, ...]
    categories: tuple[Category, ...]
    cover: Enclosure | None


@dataclass(frozen=True)
class Feed:
    """The newest posts of the site, a tag or an author; all addresses are absolute.

    `style_url` is the style sheet by which a browser shows the feed, `hub_url` where readers can
    ask to be told of what is new (WebSub), or empty.
    """

    title: str
    subtitle: str
    publisher: str
    language: str
    home_url: str
    self_url: str
    style_url: str
    hub_url: str
    updated_at: datetime
    entries: tuple[Entry, ...]


def newest_entries(
    db: Session, flow: listing.Flow, *, site_url: str, is_whole: bool = True
) -> tuple[Entry, ...]:
    """Return the newest public posts of a flow, at most 20, newest first.

    Unless `is_whole`, they come without their text.
    """
    shown = listing.public_posts(
        db,
        replace(flow, with_text=is_whole),
        limit=MOST_ENTRIES,
    )
    return tuple(_entry(post, site_url, is_whole) for post in shown.posts)


def updated_at(db: Session, entries: Iterable[Entry]) -> datetime:
    """Return when a feed changed last, removals included."""
    return max([last_change(db).at, *(entry.updated_at for entry in entries)], default=NEVER)


def entry_id(post_id: int, created_at: datetime) -> str:
    """Return a post's id for good (RFC 4122, version 5): neither slug nor host is in it."""
    moment = created_at.astimezone(UTC).isoformat(timespec="microseconds")
    return uuid5(NAMESPACE_URL, f"flaskr:post:{post_id}:{moment}").urn


def _entry(post: ShownPost, site_url: str, is_whole: bool) -> Entry:
    assert post.published_at is not None
    url = site_url + quote(post.path)
    locked = post.visibility == "password"
    return Entry(
        id=entry_id(post.id, post.created_at),
        url=url,
        title=post.title,
        html=_html(post, url) if is_whole or locked else None,
        summary="" if locked else post.excerpt or post.summary,
        published_at=post.published_at,
        updated_at=max(post.updated_at, post.published_at),
        authors=tuple(_person(user, site_url) for user in post.authors),
        categories=tuple(Category(tag.name, tag.slug) for tag in post.tags),
        cover=None if locked else _cover(post, site_url),
    )


def _html(post: ShownPost, url: str) -> str:
    if post.visibility == "password":
        return str(escape(f"This post is for readers who have its password. Enter it at {url}"))
    return str(absolute(post.html, url)) if post.html else ""


def _person(user: ShownAuthor, site_url: str) -> Person:
    return Person(
        name=user.name or user.username,
        url=site_url + quote(f"/author/{user.username}/"),
        avatar_url=site_url + user.avatar_url if user.avatar_url else None,
    )


def _cover(post: ShownPost, site_url: str) -> Enclosure | None:
    media = post.cover
    return Enclosure(site_url + quote(media.url), media.mime, media.size) if media else None
