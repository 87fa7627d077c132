"""What a theme sees of a search."""

from dataclasses import dataclass, field
from datetime import datetime

from flaskr.features.posts.pages import Page
from flaskr.lib.sanitize import SafeHtml


@dataclass(frozen=True)
class SearchResult:
    """A post or page that was found."""

    title: str = field(metadata={"help": "Its title."})
    url: str = field(metadata={"help": "Its address."})
    snippet: SafeHtml = field(metadata={"help": "A part of its text, what was found in <mark>."})
    published_at: datetime = field(metadata={"help": "When it was published, in the site’s zone."})
    kind: str = field(metadata={"help": "`post` or `page`."})


@dataclass(frozen=True, kw_only=True)
class SearchPage(Page):
    """The search field and what was found."""

    query: str = field(metadata={"help": "What was typed; may be empty."})
    results: tuple[SearchResult, ...] = field(metadata={"help": "What was found, best first."})
    count: int | None = field(metadata={"help": "How many were found, at most 1,000; or None."})
    has_more: bool = field(default=False, metadata={"help": "Whether more than `count` match."})
    older_url: str | None = field(default=None, metadata={"help": "The page of more results."})
    suggestion: str | None = field(default=None, metadata={"help": "A query that finds something."})
