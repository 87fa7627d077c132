"""What reactions tell other features."""

from dataclasses import dataclass

from flaskr.core.events import Event


@dataclass(frozen=True)
class PostReacted(Event):
    """A reader has reacted to a post; taking a reaction back is nobody's news."""

    post_id: int
    kind: str
