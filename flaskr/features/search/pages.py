"""What a theme sees of a search."""

from dataclasses import dataclass, field
from datetime import datetime

from flaskr.features.posts.pages import Page, TagRef
from flaskr.lib.sanitize import SafeHtml


@dataclass(frozen=True)
class SearchResult:
    """A post or page that was found."""

    title: str = field(metadata={"help": "Its title."})
    url: str = field(metadata={"help": "Its address."})
    snippet: SafeHtml = field(metadata={"help": "A part of its text, what was found in <mark>."})
    published_at: datetime = field(metadata={"help": "When it was published, in the site’s zone."})
    kind: str = field(metadata={"help": "`post` or `page`."})


@dataclass(frozen=True)
class SearchChoice:
    """Something that a search can be kept to."""

    value: str = field(metadata={"help": "What an address has for it; empty for all."})
    label: str = field(metadata={"help": "What it is called."})
    count: int | None = field(metadata={"help": "How many results it leaves, or None."})
    is_chosen: bool = field(metadata={"help": "Whether the search is kept to it."})


@dataclass(frozen=True)
class SearchFilter:
    """One of the ways to keep a search to a part of what it finds."""

    name: str = field(metadata={"help": "Its name in addresses: `kind`, `tag`, `author`, …"})
    label: str = field(metadata={"help": "What it is called."})
    choices: tuple[SearchChoice, ...] = field(metadata={"help": "What can be chosen."})


@dataclass(frozen=True)
class ChosenFilter:
    """A filter that is set."""

    label: str = field(metadata={"help": "What the search is kept to."})
    remove_url: str = field(metadata={"help": "The search without it."})


@dataclass(frozen=True, kw_only=True)
class SearchPage(Page):
    """The search field and what was found."""

    query: str = field(metadata={"help": "What was typed; may be empty."})
    results: tuple[SearchResult, ...] = field(metadata={"help": "What was found, best first."})
    count: int | None = field(metadata={"help": "How many were found, at most 1,000; or None."})
    has_more: bool = field(default=False, metadata={"help": "Whether more than `count` match."})
    older_url: str | None = field(default=None, metadata={"help": "The page of more results."})
    suggestion: str | None = field(default=None, metadata={"help": "A query that finds something."})
    suggestion_url: str = field(default="", metadata={"help": "Where that query is asked."})
    filters: tuple[SearchFilter, ...] = field(default=(), metadata={"help": "What can be set."})
    chosen: tuple[ChosenFilter, ...] = field(default=(), metadata={"help": "What is set."})
    tags: tuple[TagRef, ...] = field(
        default=(), metadata={"help": "Tags to look at instead, where there are no results."}
    )
