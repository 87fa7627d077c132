"""What a WordPress export holds, as plain records that know nothing about files or XML."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Literal

ItemType = Literal["post", "page", "attachment", "nav_menu_item", "other"]
Status = Literal[
    "publish", "draft", "pending", "private", "future", "trash", "inherit", "auto-draft"
]
CommentStatus = Literal["approved", "pending", "spam", "trash"]
CommentKind = Literal["comment", "pingback", "trackback"]


class WxrError(ValueError):
    """The file cannot be read as a WordPress export; the message says why, where and what to do."""


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """The channel's head; `version` is "" where the file names none that is known."""

    title: str = ""
    link: str = ""
    description: str = ""
    language: str = ""
    base_site_url: str = ""
    base_blog_url: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """A user of the exported site; WXR 1.0 names authors only on their items."""

    login: str
    email: str = ""
    display_name: str = ""
    first_name: str = ""
    last_name: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """A category; `parent` is the parent's slug or ""."""

    slug: str
    name: str
    parent: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag."""

    slug: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of any other taxonomy; `parent` is the parent's slug or ""."""

    taxonomy: str
    slug: str
    name: str
    parent: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class TermRef:
    """A category or tag as an item names it; `slug` is "" where the export gives none."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Creator:
    """Who wrote an item; `name` is known only for co-authors, who need not be users."""

    login: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment; `parent_id` is None at the top level, `user_id` None for a visitor."""

    id: int
    parent_id: int | None
    author_name: str
    author_email: str
    author_url: str
    published_at: datetime | None
    content: str
    status: CommentStatus
    kind: CommentKind
    user_id: int | None = None


def _no_meta() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Item:
    """A post, page, attachment or other entry; `content` and `excerpt` are WordPress's own HTML.

    Times are aware and in UTC. `post_type` is the type as the file names it; `type` is "other"
    for those that WordPress itself does not have.
    """

    id: int | None
    type: ItemType
    post_type: str
    title: str
    link: str = ""
    guid: str = ""
    creators: tuple[Creator, ...] = ()
    content: str = ""
    excerpt: str = ""
    status: Status = "draft"
    password: str = ""
    published_at: datetime | None = None
    modified_at: datetime | None = None
    slug: str = ""
    parent_id: int | None = None
    menu_order: int = 0
    sticky: bool = False
    categories: tuple[TermRef, ...] = ()
    tags: tuple[TermRef, ...] = ()
    meta: Mapping[str, str] = field(default_factory=_no_meta)
    attachment_url: str = ""
    comment_status: Literal["open", "closed"] = "closed"
    comments: tuple[Comment, ...] = ()

    @property
    def alt_text(self) -> str:
        """The description of an attached image for those who do not see it."""
        return self.meta.get("_wp_attachment_image_alt", "")

    @property
    def cover_id(self) -> int | None:
        """The id of the attachment that is the item's featured image."""
        value = self.meta.get("_thumbnail_id", "")
        return int(value) if value.isascii() and value.isdigit() else None
