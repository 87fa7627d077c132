"""Posts, their revisions, tags and authors."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    literal_column,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column, relationship

from flaskr.core.db import Base, Html, UtcDateTime
from flaskr.features.accounts.models import User
from flaskr.features.media.models import Media
from flaskr.lib.sanitize import SafeHtml
from flaskr.lib.text import folded

KINDS = ("post", "page")
VISIBILITIES = ("public", "private", "password")
COMMENTING = ("", "open", "moderated", "closed")
"""What a post says of comments; the first leaves it to the site."""

LONGEST_TAG = 200


def name_key(name: str) -> str:
    """Return what two names of the same tag have in common."""
    return folded(" ".join(name.split())[:LONGEST_TAG])


def _key_of_name(context: Any) -> str:
    return name_key(context.get_current_parameters()["name"])


class PostAuthor(Base):
    """Who wrote a post, in the order their names stand.

    `public_at` is the post's, here and at tags: so a list is read from one index, in its order.
    """

    __tablename__ = "post_authors"
    __table_args__ = (Index("ix_post_authors_flow", "user_id", "public_at", "post_id"),)

    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(Integer, default=0)
    public_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class Tag(Base):
    """A word that posts are found by; `name_key` is its name as tags are looked for."""

    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST_TAG))
    name_key: Mapped[str] = mapped_column(
        String(600), index=True, default=_key_of_name, server_default=""
    )
    description: Mapped[str] = mapped_column(Text, default="")


class PostTag(Base):
    """A post's tag, in the order they stand."""

    __tablename__ = "post_tags"
    __table_args__ = (Index("ix_post_tags_flow", "tag_id", "public_at", "post_id"),)

    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    public_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    tag: Mapped[Tag] = relationship(lazy="joined", innerjoin=True)


class PostCount(Base):
    """How many public posts there are of a subject: see `counting.py`."""

    __tablename__ = "post_counts"

    subject: Mapped[str] = mapped_column(String(10), primary_key=True)
    key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    posts: Mapped[int] = mapped_column(Integer)


class PostMedia(Base):
    """A file of the library that a post's current text names, by what its keys begin with.

    The text may name a file before there is one, or longer, so this refers to no row.
    """

    __tablename__ = "post_media"
    __table_args__ = (Index("ix_post_media_uses", "stem", "post_id"),)

    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    stem: Mapped[str] = mapped_column(String(60), primary_key=True)


class Revision(Base):
    """A post's text at one time: the source, and what the renderer of that version made of it."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("post_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(500))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[SafeHtml] = mapped_column(Html)
    text: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    created_by: Mapped[User | None] = relationship(viewonly=True)


class Post(Base):
    """A post or a page. `revision_id` names the revision that is shown.

    That column has no foreign key of its own: revisions point to their post already, and
    SQLite cannot add the second half of a circle of keys.

    `public_at` is when it was published while it is in the public flow of posts, else None;
    only `flow.py` sets it.
    """

    __tablename__ = "posts"
    __table_args__ = (Index("ix_posts_cover", "cover_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), default="post")
    slug: Mapped[str] = mapped_column(String(200), unique=True)
    title: Mapped[str] = mapped_column(String(500))
    excerpt: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    reading_minutes: Mapped[int] = mapped_column(Integer, default=1)
    visibility: Mapped[str] = mapped_column(String(10), default="public")
    password_hash: Mapped[str | None] = mapped_column(String(500))
    comments: Mapped[str] = mapped_column(String(10), default="", server_default="")
    cover_id: Mapped[int | None] = mapped_column(ForeignKey("media.id", ondelete="SET NULL"))
    revision_id: Mapped[int | None] = mapped_column(Integer)
    import_id: Mapped[int | None] = mapped_column(Integer, index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    public_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    scheduled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    featured_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    trashed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    trashed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    revision: Mapped[Revision | None] = relationship(
        primaryjoin="foreign(Post.revision_id) == Revision.id", viewonly=True
    )
    cover: Mapped[Media | None] = relationship()
    author_links: Mapped[list[PostAuthor]] = relationship(
        order_by=PostAuthor.position, cascade="all, delete-orphan", lazy="selectin"
    )
    tag_links: Mapped[list[PostTag]] = relationship(
        order_by=PostTag.position, cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def authors(self) -> list[User]:
        """The post's authors in order."""
        return [link.user for link in self.author_links]

    @property
    def tags(self) -> list[Tag]:
        """The post's tags in order."""
        return [link.tag for link in self.tag_links]

    @property
    def owner_ids(self) -> Collection[int]:
        """A post belongs to its authors."""
        return {link.user_id for link in self.author_links}

    @property
    def is_page(self) -> bool:
        """Whether it stands by itself."""
        return self.kind == "page"

    @property
    def is_published(self) -> bool:
        """Whether it is out, for whomever its visibility allows."""
        return self.published_at is not None and self.trashed_at is None

    @property
    def is_public(self) -> bool:
        """Whether anybody may know that it exists."""
        return self.is_published and self.visibility != "private"

    @property
    def state(self) -> str:
        """The word for it in lists: trashed, published, scheduled or draft."""
        if self.trashed_at is not None:
            return "trashed"
        if self.published_at is not None:
            return "published"
        return "scheduled" if self.scheduled_at is not None else "draft"

    @property
    def path(self) -> str:
        """Its address on this site."""
        return f"/{self.slug}/"


class PreviewLink(Base):
    """A secret link by which a post can be read until `expires_at`: see `preview_links.py`."""

    __tablename__ = "preview_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    created_by: Mapped[User | None] = relationship(viewonly=True)


def _index(name: str, *columns: InstrumentedAttribute[Any], where: ColumnElement[bool]) -> Index:
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


# Each holds only what its list shows, so that however rare that is, no other row is looked at.
LISTED = (
    Post.published_at.is_not(None)
    & Post.trashed_at.is_(None)
    # Written out: SQLite compares the words of a query with those of the index.
    & (Post.visibility == literal_column("'public'"))
)
"""What everybody may read without a password, posts and pages."""

_KEPT = Post.trashed_at.is_(None)
_OUT = Post.published_at.is_not(None)
_PLANNED = Post.scheduled_at.is_not(None)

_CHANGED = (Post.kind, Post.updated_at, Post.id)

# One column more makes SQLite, which counts no rows, take a narrower one where that will do.
_index("ix_posts_kept", *_CHANGED, Post.published_at, where=_KEPT)
_index("ix_posts_published", *_CHANGED, where=_KEPT & _OUT)
_index("ix_posts_drafts", *_CHANGED, where=_KEPT & ~_OUT & ~_PLANNED)
_index("ix_posts_scheduled", *_CHANGED, where=_KEPT & ~_OUT & _PLANNED)
_index("ix_posts_in_trash", *_CHANGED, where=~_KEPT)
_index("ix_posts_trashed", Post.trashed_at, where=Post.trashed_at.is_not(None))
_index("ix_posts_listed", Post.id, where=LISTED)
_index("ix_posts_flow", Post.public_at, Post.id, where=Post.public_at.is_not(None))
_index(
    "ix_posts_flow_unfeatured",
    Post.public_at,
    Post.id,
    where=Post.public_at.is_not(None) & Post.featured_at.is_(None),
)
_index(
    "ix_posts_flow_featured",
    Post.public_at,
    Post.id,
    where=Post.public_at.is_not(None) & Post.featured_at.is_not(None),
)
