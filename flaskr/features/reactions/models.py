"""The tables of reactions, and the kinds there are."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, and_
from sqlalchemy.orm import Mapped, mapped_column

from flaskr.core.db import Base, UtcDateTime
from flaskr.features.posts.models import Post

# What readers see and hear. U+FE0E asks for a sign in the text's colour instead of an emoji.
KINDS = {
    "heart": ("♥\ufe0e", "Love it"),
    "smile": ("☺\ufe0e", "Made me smile"),
    "insight": ("☀\ufe0e", "Learned something"),
}
# Stands in a count for all kinds together.
ALL = ""


class Reaction(Base):
    """One visitor's reaction to a post."""

    __tablename__ = "reactions"

    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    visitor: Mapped[str] = mapped_column(String(32), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReactionCount(Base):
    """How many reactions of one kind a post has; of `ALL` kinds together, for the most liked."""

    __tablename__ = "reaction_counts"
    __table_args__ = (Index("ix_reaction_counts_most", "kind", "count", "post_id"),)

    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


# What `takes_reactions` says, for a post that is not loaded.
IS_OPEN = and_(
    Post.kind == "post",
    Post.published_at.is_not(None),
    Post.trashed_at.is_(None),
    Post.visibility != "private",
)
