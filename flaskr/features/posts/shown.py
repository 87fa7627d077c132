"""What public pages read of posts: each page by one statement that was built before.

Rows of the model would be loaded column by column, with their authors and tags in statements of
their own; measured on a list of ten posts that takes five times as long.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, null, select, tuple_
from sqlalchemy.orm import aliased

from flaskr.core.errors import NotFound
from flaskr.core.json_rows import json_row, json_rows, rows_of
from flaskr.core.prepared import Prepared
from flaskr.core.visits import Reader
from flaskr.features.accounts.models import User
from flaskr.features.media.models import Media, StoredFile
from flaskr.features.posts.models import Post, PostAuthor, PostTag, Revision, Tag
from flaskr.lib.sanitize import SafeHtml, stored


@dataclass(frozen=True, slots=True)
class ShownAuthor:
    """A user, as pages show them."""

    id: int
    username: str
    name: str
    bio_html: SafeHtml
    website: str
    avatar_key: str | None

    @property
    def avatar_url(self) -> str | None:
        """Where the avatar is served from."""
        return f"/media/{self.avatar_key}" if self.avatar_key else None


@dataclass(frozen=True, slots=True)
class ShownTag:
    """A tag, as pages show it."""

    id: int
    slug: str
    name: str
    description: str


@dataclass(frozen=True)
class ShownCover(StoredFile):
    """A picture of the library, as pages show it."""

    id: int
    key: str
    mime: str
    width: int | None
    height: int | None
    size: int
    widths: list[int]
    alt: str
    focal_point: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A post that is linked to."""

    id: int
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class ShownPost:
    """A post, as pages show it; its columns stand in the order of `COLUMNS`."""

    id: int
    kind: str
    slug: str
    title: str
    excerpt: str
    summary: str
    reading_minutes: int
    visibility: str
    password_hash: str | None
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    scheduled_at: datetime | None
    featured_at: datetime | None
    public_at: datetime | None
    html: SafeHtml | None
    cover: ShownCover | None
    authors: tuple[ShownAuthor, ...]
    tags: tuple[ShownTag, ...]

    @property
    def path(self) -> str:
        """Its address on this site."""
        return f"/{self.slug}/"

    @property
    def is_page(self) -> bool:
        """Whether it stands by itself."""
        return self.kind == "page"


COLUMNS = (
    Post.id, Post.kind, Post.slug, Post.title, Post.excerpt, Post.summary, Post.reading_minutes,
    Post.visibility, Post.password_hash, Post.created_at, Post.updated_at, Post.published_at,
    Post.scheduled_at, Post.featured_at, Post.public_at,
)  # fmt: skip
_COVER = (
    Media.id, Media.key, Media.mime, Media.width, Media.height, Media.size, Media.widths, Media.alt,
    Media.focal_point,
)  # fmt: skip
# The position comes first, and so the rows are put in order where they arrive: of a few rows that
# is less work than sorting them in the database.
_AUTHORS = (
    select(
        json_rows(
            json_row(
                PostAuthor.position,
                User.id,
                User.username,
                User.name,
                User.bio_html,
                User.website,
                User.avatar_key,
            )
        )
    )
    .join(User, User.id == PostAuthor.user_id)
    .where(PostAuthor.post_id == Post.id)
    .correlate(Post)
    .scalar_subquery()
)
_TAGS = (
    select(json_rows(json_row(PostTag.position, Tag.id, Tag.slug, Tag.name, Tag.description)))
    .join(Tag, Tag.id == PostTag.tag_id)
    .where(PostTag.post_id == Post.id)
    .correlate(Post)
    .scalar_subquery()
)


def shown(*, with_text: bool, extra: tuple[ColumnElement[Any], ...] = ()) -> Select[Any]:
    """Return the statement that reads posts as pages show them, without a condition yet."""
    html = Revision.html if with_text else null()
    wanted: tuple[Any, ...] = (*COLUMNS, html, _AUTHORS, _TAGS, *_COVER, *extra)
    query: Select[Any] = select(*wanted)
    if with_text:
        query = query.outerjoin(Revision, Revision.id == Post.revision_id)
    return query.outerjoin(Media, Media.id == Post.cover_id)


def post_of(values: Sequence[Any]) -> ShownPost:
    """Return what a row of a statement from `shown` says."""
    end = len(COLUMNS)
    html, authors, tags = values[end : end + 3]
    cover = values[end + 3 : end + 3 + len(_COVER)]
    parts = [
        *values[:end],
        html,
        None if cover[0] is None else ShownCover(*cover),
        tuple([_author(each) for each in sorted(authors or ())]),
        tuple([ShownTag(*each[1:]) for each in sorted(tags or ())]),
    ]
    return ShownPost(*parts)


def public_post(db: Reader, slug: str) -> tuple[ShownPost, Beside | None, Beside | None]:
    """Return the post or page at that address, the one before and the one after it in time.

    A page, and a post that is not in the public flow, has none beside it. Raises NotFound.
    """
    return _read(db, _AT_SLUG, {"slug": slug})


def any_post(db: Reader, id: int) -> tuple[ShownPost, Beside | None, Beside | None]:
    """Return a post by its id, whoever may read it; raises NotFound."""
    return _read(db, _WITH_ID, {"id": id})


def _read(
    db: Reader, statement: Prepared, values: dict[str, Any]
) -> tuple[ShownPost, Beside | None, Beside | None]:
    row = statement.first(db.connection(), values)
    if row is None:
        raise NotFound
    older, newer = row[-2:]
    return post_of(row), _beside(older), _beside(newer)


def _author(values: Sequence[Any]) -> ShownAuthor:
    _position, id, username, name, bio, website, avatar_key = values
    return ShownAuthor(id, username, name, stored(bio), website, avatar_key)


def _beside(found: list[list[Any]] | None) -> Beside | None:
    for id, title, slug in found or ():
        return Beside(id, title, f"/{slug}/")
    return None


def _neighbours() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    other = aliased(Post, name="other")
    place, here = tuple_(other.public_at, other.id), tuple_(Post.public_at, Post.id)
    query = select(other.id, other.title, other.slug).where(other.public_at.is_not(None)).limit(1)
    older = query.where(place < here).order_by(other.public_at.desc(), other.id.desc())
    newer = query.where(place > here).order_by(other.public_at, other.id)
    return (
        rows_of(older.correlate(Post).subquery("older")),
        rows_of(newer.correlate(Post).subquery("newer")),
    )


_WHOLE = shown(with_text=True, extra=_neighbours())
_WITH_ID = Prepared(_WHOLE.where(Post.id == bindparam("id")))
_AT_SLUG = Prepared(
    _WHOLE.where(
        Post.slug == bindparam("slug"),
        Post.published_at.is_not(None),
        Post.trashed_at.is_(None),
        Post.visibility != "private",
    )
)
