"""What an index answers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Hit:
    """A post that matches."""

    post_id: int


@dataclass(frozen=True)
class Found:
    """Some of the posts that match, best first, and how many there are in all.

    `total` is 0 beyond the last one.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
