"""The looks of the site: those that were saved, and drafts."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from flaskr.core.db import Base, UtcDateTime
from flaskr.features.accounts.models import User


class SavedLook(Base):
    """A look as it was saved; without `saved_at` it is the draft of who made it."""

    __tablename__ = "looks"

    id: Mapped[int] = mapped_column(primary_key=True)
    look: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    created_by: Mapped[User | None] = relationship()
