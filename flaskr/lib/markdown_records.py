"""What a folder of Markdown files holds, as plain records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

Generator = Literal["jekyll", "hugo", "hexo", "plain"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that was not read, and a sentence that says why; `source_path` is relative."""

    source_path: str
    message: str


@dataclass(frozen=True, slots=True)
class ImageRef:
    """A picture that a text shows: the reference as it is written, and the file it means."""

    reference: str
    path: Path


@dataclass(frozen=True, slots=True)
class MarkdownItem:
    """A post or page; `body` is Markdown with the generators' own tags converted.

    Times are aware and in UTC; `date_only` says that the source names a day and no time.
    `aliases` are paths, or addresses, at which the text was found before. `notes` are sentences
    about what was kept unconverted.
    """

    source_path: str
    kind: Literal["post", "page"]
    title: str
    slug: str
    body: str
    excerpt: str = ""
    description: str = ""
    published_at: datetime | None = None
    date_only: bool = False
    updated_at: datetime | None = None
    expires_at: datetime | None = None
    draft: bool = False
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    cover: str = ""
    images: tuple[ImageRef, ...] = ()
    notes: tuple[str, ...] = ()
    meta: Mapping[str, object] = field(default_factory=dict)
