"""What a feed says, in no format yet."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.features.feeds.changes import NEVER, last_change
from flaskr.features.media.models import Media, StoredFile
from flaskr.features.posts import listing
from flaskr.features.posts.shown import ShownAuthor, ShownPost
from flaskr.lib.sanitize import absolute, escape

MOST_ENTRIES = 20
# Whether it stands in a player or is linked to.
_NAMED = re.compile(r"""(?:src|href)="/media/([^"?#]+\.(?:mp3|ogg|wav|m4a|mp4|webm))\"""")


@dataclass(frozen=True)
class Person:
    """Who wrote an entry; of who commented there may be no address."""

    name: str
    url: str | None
    avatar_url: str | None = None


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
class Answered:
    """What an entry is an answer to (RFC 4685): its id and its address."""

    id: str
    url: str


@dataclass(frozen=True)
class Entry:
    """A post or a comment in a feed; `html` is text here, to be escaped like any other.

    It is None in a feed of excerpts, whose readers go to `url` for the rest. `files` are audio and
    video in its text.
    """

    id: str
    url: str
    title: str
    html: str | None
    summary: str
    published_at: datetime
    updated_at: datetime
    authors: tuple[Person, ...]
    categories: tuple[Category, ...] = ()
    cover: Enclosure | None = None
    files: tuple[Enclosure, ...] = ()
    answers: Answered | None = None

    @property
    def enclosures(self) -> tuple[Enclosure, ...]:
        """What belongs to it, first what is listened to or watched."""
        return (*self.files, *([self.cover] if self.cover else []))


@dataclass(frozen=True)
class Feed:
    """The newest posts of the site, a tag or an author; all addresses are absolute.

    `id` stays when a slug changes, and no two feeds have the same but those of one flow in several
    formats. `style_url` is the style sheet by which a browser shows the feed, `hub_url` where
    readers can ask to be told of what is new (WebSub), or empty.
    """

    id: str
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
    shown = listing.public_posts(db, replace(flow, with_text=True), limit=MOST_ENTRIES)
    return entries_of(db, shown.posts, site_url=site_url, is_whole=is_whole)


def entries_of(
    db: Session, posts: Sequence[ShownPost], *, site_url: str, is_whole: bool = True
) -> tuple[Entry, ...]:
    """Return posts, read with their text, as entries; unless `is_whole`, without it."""
    files = _files(db, posts)
    return tuple(_entry(post, site_url, is_whole, files) for post in posts)


def updated_at(db: Session, entries: Iterable[Entry]) -> datetime:
    """Return when a feed changed last, removals included."""
    return max([last_change(db).at, *(entry.updated_at for entry in entries)], default=NEVER)


def entry_id(post_id: int, created_at: datetime, *, kind: str = "post") -> str:
    """Return a post's id for good (RFC 4122, version 5): neither slug nor host is in it."""
    moment = created_at.astimezone(UTC).isoformat(timespec="microseconds")
    return uuid5(NAMESPACE_URL, f"flaskr:{kind}:{post_id}:{moment}").urn


def _files(db: Session, posts: Iterable[ShownPost]) -> dict[str, StoredFile]:
    """Return the audio and video files that the texts of posts name, by their addresses."""
    keys = {key for post in posts for key in _keys_in(post)}
    if not keys:
        return {}
    found = db.scalars(select(Media).where(Media.key.in_(keys)))
    return {media.url: media for media in found if media.mime.startswith(("audio/", "video/"))}


def _keys_in(post: ShownPost) -> list[str]:
    return _NAMED.findall(post.html or "") if post.visibility != "password" else []


def _entry(
    post: ShownPost, site_url: str, is_whole: bool, files: Mapping[str, StoredFile]
) -> Entry:
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
        files=tuple(
            _enclosure(files[url], site_url)
            for url in dict.fromkeys(f"/media/{key}" for key in _keys_in(post))
            if url in files
        ),
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
    return _enclosure(post.cover, site_url) if post.cover else None


def _enclosure(media: StoredFile, site_url: str) -> Enclosure:
    return Enclosure(site_url + quote(media.url), media.mime, media.size)
