"""What the index takes of a post, and where in it a word may be."""

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where in a post words are; the value is the mark that they have in the index."""

    TITLE = "="
    TAGS = "#"
    """In the title or in a tag."""
    ANYWHERE = ""


@dataclass(frozen=True)
class Newest:
    """The newest posts that match, and whether there are, or may be, more than these."""

    ids: tuple[int, ...]
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A public post's words, folded by `words.folded`."""

    post_id: int
    title: str
    tags: tuple[str, ...]
    body: str

    @property
    def marked(self) -> list[str]:
        """Its parts that are marked, with each word's mark: no phrase goes from one to the next."""
        parts = [(Place.TITLE, self.title), (Place.TAGS, self.title)]
        parts += [(Place.TAGS, tag) for tag in self.tags]
        return [" ".join(place + word for word in part.split()) for place, part in parts]
