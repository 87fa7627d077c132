"""What posts tell other features."""

from dataclasses import dataclass

from flaskr.core.events import Event


@dataclass(frozen=True)
class PostWritten(Event):
    """A post was made or its text or tags changed, whether it is public or not."""

    post_id: int


@dataclass(frozen=True)
class PostPublished(Event):
    """A post has become public."""

    post_id: int


@dataclass(frozen=True)
class PostUnpublished(Event):
    """A post is public no more: withdrawn, hidden or put into the trash."""

    post_id: int


@dataclass(frozen=True)
class PostRemoved(Event):
    """A post is gone for good."""

    post_id: int
