"""What every kind of source is read into, and what a source must be able to do."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from flaskr.lib.slugs import slugify

LONGEST_KEY = 300
LONGEST_LABEL = 150


class SourceError(ValueError):
    """The source cannot be read; the message says why, where, and what to do."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose name stands in the source; `number` is their id there, as comments use it."""

    key: str
    name: str = ""
    email: str = ""
    number: int | None = None
    wrote: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A tag or category; `old_paths` are the addresses of its archive."""

    slug: str
    name: str
    description: str = ""
    message: str = ""
    old_paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A picture or file: at `url`, or in the file `path`."""

    key: str
    name: str
    url: str = ""
    path: Path | None = None
    alt: str = ""
    caption: str = ""
    old_paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stub:
    """An entry before it is read: what is needed to say where it will be.

    `urls` are the addresses by which other entries may link to it.
    """

    key: str
    kind: str
    title: str
    slug: str
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment; `html` has its paragraphs."""

    key: str
    parent_key: str | None
    author_name: str
    author_email: str
    author_url: str
    html: str
    created_at: datetime | None
    state: str
    kind: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A post or page. `state` is draft, published (at `published_at`, past or to come) or trashed.

    `cover` is the key of a file, or its address. `notes` are sentences about what did not come
    over as it was.
    """

    key: str
    kind: str
    title: str
    body: str
    state: str
    excerpt: str = ""
    visibility: str = "public"
    password: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    featured: bool = False
    labels: tuple[tuple[str, str], ...] = ()
    people: tuple[str, ...] = ()
    cover: str = ""
    old_paths: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    notes: tuple[str, ...] = ()

    def fingerprint(self) -> str:
        """Return what changes when anything that would show changes; comments count apart."""
        return digest(repr(replace(self, remarks=(), notes=(), old_paths=())))


@dataclass(frozen=True, slots=True)
class Note:
    """Something of the source that has no place here."""

    key: str
    title: str
    message: str
    outcome: str = "skipped"


@dataclass
class Outline:
    """What one pass over a whole source found; `counts` is by kind, as the source has it."""

    source: str
    title: str = ""
    tagline: str = ""
    hosts: frozenset[str] = frozenset()
    people: list[Person] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    stubs: list[Stub] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


class Rewriter(Protocol):
    """Turns the addresses in a text from the source's to this site's."""

    def rewrite(self, text: str, *, base: str = "", local: Mapping[str, str] = ...) -> str:
        """Return the text with new addresses; `local` maps a reference to a file's key."""


class Source(Protocol):
    """A blog to be imported."""

    def outline(self, tick: Callable[[int], None]) -> Outline:
        """Read everything once; raises SourceError before anything is written."""

    def entries(self, rewriter: Rewriter, *, without: Iterable[str]) -> Iterator[Entry]:
        """Read the entries again, in order, but those whose keys are in `without`."""

    def close(self) -> None:
        """Give back files."""


def stable_key(text: str) -> str:
    """Return a key that fits its column: long ones are cut and told apart by a digest."""
    text = text.replace("\0", "").strip()
    if len(text) <= LONGEST_KEY:
        return text
    return f"{text[: LONGEST_KEY - 41]} {digest(text)[:40]}"


def label_key(slug: str, name: str) -> str:
    """Return the key by which a tag or category of a source is known, whoever names it how."""
    return slugify(slug or name, fallback="tag", limit=LONGEST_LABEL)


def digest(*parts: Any) -> str:
    """Return a digest of the parts' text."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()
