"""The sample blog as it stands in this folder's files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flaskr.lib import frontmatter

FOLDER = Path(__file__).parent
TITLE = "The Long Way Round"
TAGLINE = "Walking, mending and reading, without hurry"
NAVIGATION = (
    ("Walking", "/tag/walking/"),
    ("Mending", "/tag/mending/"),
    ("Reading", "/tag/reading/"),
)
TAGS = {
    "mending": "Things that were opened and, mostly, closed again.",
    "reading": "Books, and the evenings around them.",
    "slowness": "What is not worth hurrying.",
    "walking": "Ways of no importance, described at some length.",
    "weather": "What there is a lot of.",
}
SERIES = {
    "On foot": (
        "What walking does, what it takes, and how far one gets.",
        ("two-days-one-night", "nine-hours-on-the-ridge", "what-a-long-walk-is-for"),
    ),
}
"""Posts that are read in an order: the series' name, what it is about, its parts."""
LANGUAGES = {
    "ame-no-hi-no-dokusho": "ja",
    "ein-nachmittag-im-moor": "de",
    "fi-madih-al-mashy": "ar",
}
"""The language of each text that is in another one than the site."""
TRANSLATIONS = {"an-afternoon-on-the-bog": "ein-nachmittag-im-moor"}
"""A text, and the one that says the same in another language."""
PICTURES = {
    "autumn-fields.webp": "Rust-brown fields in layers under a pale autumn sun",
    "hills-at-dawn.webp": "Green hills behind one another under a low morning sun",
    "lake-evening.webp": "A lake at sunset, with the light drawn across the water",
    "night-road.webp": "Dark blue hills under the moon and stars",
    "pines-in-fog.webp": "A row of pines in front of foggy ridges",
    "rust-and-sand.webp": "Red and sand-coloured slopes below a large pale sun",
    "sea-of-blue.webp": "Layers of blue ridges fading into a pale sky",
    "snow-light.webp": "Snowy ridges in the light of a low winter sun",
}
"""What each picture shows, for those who cannot see it."""


@dataclass(frozen=True)
class Author:
    """Somebody who is said to have written texts; `key` is the name they are known by."""

    key: str
    bio: str
    username: str
    name: str
    avatar: str = ""


@dataclass(frozen=True)
class Remark:
    """A comment, `days` after its text, and the answers to it; `author` is an author's key."""

    text: str
    days: int
    by: str = ""
    author: str = ""
    pending: bool = False
    answers: tuple["Remark", ...] = ()


@dataclass(frozen=True)
class Text:
    """A post or page: published `days_ago`, or scheduled `in_days`, or a draft since then."""

    name: str
    body: str
    title: str
    authors: list[str]
    kind: str = "post"
    days_ago: int = 0
    in_days: int = 0
    draft: bool = False
    tags: list[str] = field(default_factory=list)
    cover: str = ""
    excerpt: str = ""
    featured: bool = False
    visibility: str = "public"
    password: str = ""
    reactions: dict[str, int] = field(default_factory=dict)
    comments: tuple[Remark, ...] = ()

    @property
    def pictures(self) -> set[str]:
        """The names of the pictures that it shows."""
        return {name for name in PICTURES if name == self.cover or place_of(name) in self.body}


def texts() -> list[Text]:
    """Return the sample's texts, the oldest first."""
    found = [
        Text(name=name, body=body, **meta | {"comments": _remarks(meta.get("comments", []))})
        for name, meta, body in _documents("posts")
    ]
    return sorted(found, key=lambda text: text.in_days - text.days_ago)


def authors() -> list[Author]:
    """Return the sample's authors."""
    return [
        Author(key=name, bio=body.strip(), **meta) for name, meta, body in _documents("authors")
    ]


def picture(name: str) -> bytes:
    """Return the file of a picture."""
    return (FOLDER / "pictures" / name).read_bytes()


def place_of(picture: str) -> str:
    """Return how texts refer to a picture."""
    return f"pictures/{picture}"


def _documents(folder: str) -> list[tuple[str, dict[str, Any], str]]:
    paths = sorted((FOLDER / folder).glob("*.md"))
    read = ((path.stem, frontmatter.parse(path.read_text(encoding="utf-8"))) for path in paths)
    return [(name, document.meta, document.body) for name, document in read]


def _remarks(entries: list[Mapping[str, Any]]) -> tuple[Remark, ...]:
    return tuple(
        Remark(**{**entry, "answers": _remarks(entry.get("answers", []))}) for entry in entries
    )
