"""What the index takes of a post."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """A public post's words, folded by `words.folded`."""

    post_id: int
    title: str
    tags: tuple[str, ...]
    body: str
