"""The table of reactions, and the kinds there are."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from flaskr.core.db import Base, UtcDateTime

# What readers see and hear. U+FE0E asks for a sign in the text's colour instead of an emoji.
KINDS = {
    "heart": ("♥\ufe0e", "Love it"),
    "smile": ("☺\ufe0e", "Made me smile"),
    "insight": ("☀\ufe0e", "Learned something"),
}


class Reaction(Base):
    """One visitor's reaction to a post."""

    __tablename__ = "reactions"

    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    visitor: Mapped[str] = mapped_column(String(32), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
