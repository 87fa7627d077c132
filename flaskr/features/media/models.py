"""Uploaded pictures and files."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from flaskr.core.db import Base, UtcDateTime
from flaskr.features.accounts.models import User
from flaskr.lib.filetypes import ALLOWED_FILES

FOCAL_POINTS = (
    "top-left", "top", "top-right", "left", "center", "right", "bottom-left", "bottom",
    "bottom-right",
)  # fmt: skip
"""Where the point of a picture is that no crop may lose: row by row."""


class StoredFile:
    """What a file's facts say of where it is served from."""

    if TYPE_CHECKING:
        # Columns of a table in one class, plain values in another.
        key: Any
        mime: Any
        size: Any
        widths: Any
        width: Any
        height: Any
        alt: Any
        focal_point: Any

    @property
    def url(self) -> str:
        """Where the original is served from."""
        return f"/media/{self.key}"

    @property
    def thumbnail_url(self) -> str:
        """Where a small picture of it is served from."""
        return self.variant_url(0)

    @property
    def is_image(self) -> bool:
        """Whether it is a picture."""
        return str(self.mime).startswith("image/")

    @property
    def kind(self) -> str:
        """What a person calls a file like this: JPG, PDF, MP3."""
        return ALLOWED_FILES[self.mime].extension.upper()

    @property
    def keys(self) -> list[str]:
        """The keys of the original and of every variant."""
        return [self.key, *(self.variant_key(width) for width in self.widths)]

    def variant_url(self, width: int) -> str:
        """Return where the smallest variant at least that wide is served from, or the original."""
        wide = [each for each in self.widths if each >= width] or self.widths[-1:]
        return f"/media/{self.variant_key(wide[0])}" if wide else self.url

    def variant_key(self, width: int) -> str:
        """Return the key of the variant that is `width` pixels wide."""
        return variant_key(self.key, width)


class Media(StoredFile, Base):
    """A picture or file; `size` is that of the original in bytes.

    `widths` are the widths in pixels of its variants, ascending; empty for files.
    """

    __tablename__ = "media"
    __table_args__ = (Index("ix_media_uploader", "created_by_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    mime: Mapped[str] = mapped_column(String(60))
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)
    size: Mapped[int] = mapped_column(BigInteger)
    widths: Mapped[list[int]] = mapped_column(JSON, default=list)
    alt: Mapped[str] = mapped_column(Text, default="")
    caption: Mapped[str] = mapped_column(Text, default="")
    focal_point: Mapped[str] = mapped_column(String(12), default="center", server_default="center")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    import_id: Mapped[int | None] = mapped_column(Integer, index=True)

    created_by: Mapped[User | None] = relationship()

    @property
    def owner_ids(self) -> Collection[int]:
        """It belongs to who uploaded it; what an import brought belongs to nobody."""
        return set() if self.created_by_id is None else {self.created_by_id}


def lock_of(key: str) -> str:
    """Return the name of the lock that adding content and deleting its files share."""
    return f"media:{key}"


def variant_key(key: str, width: int) -> str:
    """Return the key of the variant, `width` pixels wide, of the original kept under `key`."""
    return f"{key.rpartition('.')[0]}.w{width}.webp"
