"""What comments tell other features."""

from dataclasses import dataclass

from flaskr.core.events import Event


@dataclass(frozen=True)
class CommentPosted(Event):
    """Somebody wrote a comment here, in whatever state it begins."""

    comment_id: int


@dataclass(frozen=True)
class CommentApproved(Event):
    """Readers see a comment that they did not see before."""

    comment_id: int


@dataclass(frozen=True)
class CommentHidden(Event):
    """Readers see a comment no more: withdrawn, marked as spam or put into the trash."""

    comment_id: int
