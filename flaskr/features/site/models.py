"""The site's settings and redirects."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, func, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from flaskr.core.db import Base, UtcDateTime


class SiteSetting(Base):
    """One of the site's values; a missing row means its default."""

    __tablename__ = "site_settings"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Redirect(Base):
    """Where a path that is no longer used leads, and how often somebody was led."""

    __tablename__ = "redirects"

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(String(500), unique=True)
    target: Mapped[str] = mapped_column(String(1000))
    reason: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    import_id: Mapped[int | None] = mapped_column(Integer, index=True)
    hits: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    last_hit_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


Index("ix_redirects_hits", Redirect.hits, Redirect.id)

# No old address is longer, so a longer target is none; PostgreSQL could not index it.
MAY_BE_A_PATH = func.length(Redirect.target) <= literal_column("500")

Index(
    "ix_redirects_target",
    Redirect.target,
    sqlite_where=MAY_BE_A_PATH,
    postgresql_where=MAY_BE_A_PATH,
)
