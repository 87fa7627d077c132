"""What a theme sees of posts."""

from dataclasses import dataclass, field
from datetime import datetime

from flaskr.features.accounts.pages import AuthorRef
from flaskr.features.media.pages import Picture
from flaskr.features.site.pages import FeedLink
from flaskr.lib.sanitize import SafeHtml


def _told(help: str) -> dict[str, str]:
    return {"help": help}


@dataclass(frozen=True)
class TagRef:
    """A tag."""

    name: str = field(metadata=_told("The tag as written."))
    slug: str = field(metadata=_told("The tag in addresses."))
    url: str = field(metadata=_told("The tag's page."))
    description: str = field(metadata=_told("A line about it; may be empty."))


@dataclass(frozen=True)
class PostLink:
    """A post that is only linked to."""

    title: str = field(metadata=_told("Its title."))
    url: str = field(metadata=_told("Its address."))


@dataclass(frozen=True)
class TextPart:
    """A part of a long text, in its table of contents."""

    title: str = field(metadata=_told("The words of its heading."))
    url: str = field(metadata=_told("Where it begins on the page, as #name."))
    parts: tuple["TextPart", ...] = field(default=(), metadata=_told("The parts it has itself."))


@dataclass(frozen=True, kw_only=True)
class PostFacts:
    """What lists and the post's own page show of a post."""

    id: int = field(metadata=_told("Its number, for slots."))
    url: str = field(metadata=_told("Its address."))
    excerpt: str = field(metadata=_told("Plain text: the writer's excerpt or the beginning."))
    published_at: datetime = field(metadata=_told("When it was published, in the site's zone."))
    updated_at: datetime | None = field(
        metadata=_told("When it was changed after its day of publication, or None.")
    )
    authors: tuple[AuthorRef, ...] = field(metadata=_told("Who wrote it, in order."))
    tags: tuple[TagRef, ...] = field(metadata=_told("Its tags, in order."))
    cover: Picture | None = field(metadata=_told("Its cover image, or None."))
    reading_minutes: int = field(metadata=_told("How long reading takes, in minutes."))
    is_featured: bool = field(metadata=_told("Whether it is shown before others."))
    is_locked: bool = field(metadata=_told("Whether it asks for a password."))


@dataclass(frozen=True, kw_only=True)
class PostSummary(PostFacts):
    """A post in a list."""

    title: str = field(metadata=_told("Its title."))


@dataclass(frozen=True, kw_only=True)
class Page:
    """What every page has."""

    title: str = field(default="", metadata=_told("For the title bar; empty on the home page."))
    description: str = field(default="", metadata=_told("One line for search engines."))
    canonical_url: str = field(default="", metadata=_told("The page's one address."))
    feeds: tuple[FeedLink, ...] = field(default=(), metadata=_told("Feeds of what it shows."))
    robots: str = field(default="", metadata=_told("A rule for crawlers, or empty."))


@dataclass(frozen=True, kw_only=True)
class ListPage(Page):
    """A page that lists posts, newest first."""

    posts: tuple[PostSummary, ...] = field(metadata=_told("The posts."))
    newer_url: str | None = field(default=None, metadata=_told("The page of newer ones."))
    older_url: str | None = field(default=None, metadata=_told("The page of older ones."))


@dataclass(frozen=True, kw_only=True)
class HomePage(ListPage):
    """The first page of the site."""


@dataclass(frozen=True, kw_only=True)
class TagPage(ListPage):
    """The posts of a tag."""

    tag: TagRef = field(metadata=_told("The tag."))
    post_count: int = field(metadata=_told("How many posts it has."))


@dataclass(frozen=True, kw_only=True)
class AuthorPage(ListPage):
    """The posts of an author."""

    author: AuthorRef = field(metadata=_told("The author."))
    post_count: int = field(metadata=_told("How many posts they wrote."))


@dataclass(frozen=True, kw_only=True)
class ArchivePage(ListPage):
    """The posts of a year or a month."""

    heading: str = field(metadata=_told("The month or the year, written out."))


@dataclass(frozen=True)
class ArchiveMonth:
    """A month that has posts."""

    name: str = field(metadata=_told("The month's name."))
    url: str = field(metadata=_told("Its page."))
    count: int = field(metadata=_told("How many posts it has."))


@dataclass(frozen=True)
class ArchiveYear:
    """A year that has posts."""

    year: int = field(metadata=_told("The year."))
    url: str = field(metadata=_told("Its page."))
    count: int = field(metadata=_told("How many posts it has."))
    months: tuple[ArchiveMonth, ...] = field(metadata=_told("Its months, newest first."))


@dataclass(frozen=True, kw_only=True)
class ArchivesPage(Page):
    """All years and months that have posts."""

    years: tuple[ArchiveYear, ...] = field(metadata=_told("The years, newest first."))


@dataclass(frozen=True)
class TagCount:
    """A tag and how many posts it has."""

    tag: TagRef = field(metadata=_told("The tag."))
    count: int = field(metadata=_told("How many posts it has."))


@dataclass(frozen=True, kw_only=True)
class TagsPage(Page):
    """All tags."""

    tags: tuple[TagCount, ...] = field(metadata=_told("The tags by name."))


@dataclass(frozen=True, kw_only=True)
class PostPage(PostFacts, Page):
    """A post or a page, whole."""

    html: SafeHtml = field(metadata=_told("Its text."))
    contents: tuple[TextPart, ...] = field(
        default=(), metadata=_told("The parts of a long text, for a table of contents.")
    )
    is_page: bool = field(metadata=_told("Whether it stands by itself."))
    newer: PostLink | None = field(default=None, metadata=_told("The post after it in time."))
    older: PostLink | None = field(default=None, metadata=_told("The post before it in time."))


@dataclass(frozen=True, kw_only=True)
class PasswordPage(Page):
    """Asks for a post's password."""

    action: str = field(metadata=_told("Where the form goes; its field is named password."))
    error: str = field(default="", metadata=_told("What was wrong, or empty."))
