"""What media tell other features."""

from dataclasses import dataclass

from flaskr.core.events import Event


@dataclass(frozen=True)
class MediaAdded(Event):
    """There is a new picture or file."""

    media_id: int


@dataclass(frozen=True)
class MediaChanged(Event):
    """The alt text or the caption is another than before."""

    media_id: int


@dataclass(frozen=True)
class MediaRemoved(Event):
    """A picture or file is gone; `key` is where it was."""

    media_id: int
    key: str
