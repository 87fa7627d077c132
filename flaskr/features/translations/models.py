"""The tables of translations."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from flaskr.core.db import Base


class TranslationGroup(Base):
    """Posts that are translations of each other; the row is only their common number."""

    __tablename__ = "translation_groups"

    id: Mapped[int] = mapped_column(primary_key=True)


class PostLanguage(Base):
    """The language of a post, and the group it is in."""

    __tablename__ = "post_languages"
    __table_args__ = (
        UniqueConstraint("group_id", "language", name="uq_post_languages_group_id"),
        Index("ix_post_languages_language", "language", "post_id"),
    )

    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(String(35))
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("translation_groups.id", ondelete="SET NULL")
    )
