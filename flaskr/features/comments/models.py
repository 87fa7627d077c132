"""The table of comments."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    literal_column,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column, relationship

from flaskr.core.db import Base, Html, UtcDateTime
from flaskr.features.posts.models import Post
from flaskr.lib.sanitize import SafeHtml

STATES = ("approved", "pending", "spam", "trash")
REPORTED = "reported"
"""What an approved comment is called that readers reported, until somebody has seen to it."""
KINDS = ("comment", "pingback", "trackback")


class Comment(Base):
    """What somebody said under a post: the source, and the HTML made of it.

    `reasons` are those of `judging.py` for which it was not shown at once, and `words_key` is the
    same for comments that say the same; both are None for one that was not written here.
    `sent_key` is the same for what one sender sent twice, and is forgotten after an hour.
    `trashed_by_id` is the user who put it into the trash, nobody if its writer took it back; it
    has no key, which SQLite cannot add to a table.
    `reported_at` is when a reader reported it last, until somebody has seen to it, which
    `reports_seen_at` then says.
    `learned` is what the filter took it for, see `learning.py`.
    """

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_thread", "post_id", "created_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("comments.id", ondelete="SET NULL"), index=True
    )
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    kind: Mapped[str] = mapped_column(String(20), default="comment")
    author_name: Mapped[str] = mapped_column(String(200))
    author_email: Mapped[str] = mapped_column(String(254), default="")
    author_url: Mapped[str] = mapped_column(String(500), default="")
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[SafeHtml] = mapped_column(Html)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    spam_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    trashed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reasons: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    words_key: Mapped[str | None] = mapped_column(String(64))
    sent_key: Mapped[str | None] = mapped_column(String(64))
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    learned: Mapped[str | None] = mapped_column(String(4))
    followers_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    trashed_by_id: Mapped[int | None] = mapped_column(Integer)
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reports_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    import_id: Mapped[int | None] = mapped_column(Integer, index=True)

    post: Mapped[Post] = relationship()

    @property
    def owner_ids(self) -> Collection[int]:
        """A comment is looked after by the authors of its post."""
        return self.post.owner_ids

    @property
    def state(self) -> str:
        """The one of STATES that it is in."""
        if self.trashed_at is not None:
            return "trash"
        if self.spam_at is not None:
            return "spam"
        return "approved" if self.approved_at is not None else "pending"

    @property
    def standing(self) -> str:
        """Its state, or REPORTED for one that is approved and reported."""
        is_reported = self.reported_at is not None and self.state == "approved"
        return REPORTED if is_reported else self.state


class CommentReport(Base):
    """What a reader says is wrong with a comment.

    `sender` is the same for what one visitor sends twice, and is forgotten after an hour.
    """

    __tablename__ = "comment_reports"
    __table_args__ = (
        Index("ix_comment_reports_comment", "comment_id", "id"),
        Index("ix_comment_reports_sender", "comment_id", "sender", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    sender: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CommentFollower(Base):
    """An address that wants to hear of comments under a post, once `confirmed_at` is set."""

    __tablename__ = "comment_followers"
    __table_args__ = (UniqueConstraint("post_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CommentWord(Base):
    """In how many comments that were decided about a word stands: spam, and others (ham)."""

    __tablename__ = "comment_words"

    word: Mapped[str] = mapped_column(String(60), primary_key=True)
    spam: Mapped[int] = mapped_column(Integer)
    ham: Mapped[int] = mapped_column(Integer)


def _index(name: str, *columns: InstrumentedAttribute[Any], where: ColumnElement[bool]) -> Index:
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


_KEPT = Comment.trashed_at.is_(None)
_WANTED = _KEPT & Comment.spam_at.is_(None)
_APPROVED = Comment.approved_at.is_not(None)
_SPAM = _KEPT & Comment.spam_at.is_not(None)

# With the post, so that whose it is can be asked of each without reading the comment.
_WRITTEN = (Comment.created_at, Comment.id, Comment.post_id)

# One column more makes SQLite, which counts no rows, take a narrower one where that will do.
_index("ix_comments_wanted", *_WRITTEN, Comment.approved_at, where=_WANTED)
_index("ix_comments_approved", *_WRITTEN, where=_WANTED & _APPROVED)
_index("ix_comments_pending", *_WRITTEN, where=_WANTED & ~_APPROVED)
_index("ix_comments_spam", *_WRITTEN, where=_SPAM)
_index("ix_comments_reported", *_WRITTEN, where=Comment.reported_at.is_not(None))
_index("ix_comments_trash", *_WRITTEN, where=~_KEPT)
_index(
    "ix_comments_email",
    Comment.author_email,
    where=Comment.author_email != literal_column("''"),
)
_index(
    "ix_comments_words",
    Comment.words_key,
    Comment.created_at,
    where=Comment.words_key.is_not(None),
)
_index(
    "ix_comments_sent", Comment.sent_key, Comment.created_at, where=Comment.sent_key.is_not(None)
)
