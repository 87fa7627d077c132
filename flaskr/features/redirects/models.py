"""The table of addresses that are asked for in vain."""

from datetime import datetime

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from flaskr.core.db import Base, UtcDateTime


class MissingPage(Base):
    """A path that readers ask for and nothing stands at; `came_from` is a page that links to it."""

    __tablename__ = "missing_pages"
    __table_args__ = (Index("ix_missing_pages_hits", "hits", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(String(500), unique=True)
    hits: Mapped[int] = mapped_column(Integer, default=0)
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    came_from: Mapped[str] = mapped_column(String(500), default="")
    ignored_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
