"""Imports, what became of each of their items, and where rows of this site came from."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    literal_column,
)
from sqlalchemy.orm import Mapped, mapped_column

from flaskr.core.db import Base, UtcDateTime

FORMATS = ("wordpress", "markdown")
OUTCOMES = ("created", "updated", "unchanged", "skipped", "failed", "note", "undone", "kept")
KINDS = ("post", "page", "tag", "author", "file", "comment", "other")


class Import(Base):
    """One run of an import; `position` of `total` items are done.

    `mode` is `import` or `dry-run`. `path` is the file or folder that is read; an upload's is
    below the instance folder and is removed some days after the end (`removed_at`).
    """

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    format: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    path: Mapped[str] = mapped_column(String(1000))
    mode: Mapped[str] = mapped_column(String(10))
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    source: Mapped[str] = mapped_column(String(300), default="")
    stage: Mapped[str] = mapped_column(String(20), default="waiting")
    position: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undoing_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_dry_run(self) -> bool:
        """Whether it only tries what an import would do."""
        return self.mode == "dry-run"

    @property
    def state(self) -> str:
        """The word for it in lists."""
        if self.undone_at is not None:
            return "undone"
        if self.undoing_at is not None:
            return "undoing"
        if self.finished_at is not None:
            return "finished"
        if self.failed_at is not None:
            return "failed"
        return "running" if self.started_at is not None else "waiting"

    @property
    def is_busy(self) -> bool:
        """Whether somebody works on it, or will."""
        return self.state in {"waiting", "running", "undoing"}


class ImportItem(Base):
    """What became of one thing of an import's source.

    `before` is what an updated post was, so that an undo can bring it back.
    """

    __tablename__ = "import_items"
    __table_args__ = (
        UniqueConstraint("import_id", "kind", "key"),
        # One for each way in which a report is read.
        Index("ix_import_items_order", "import_id", "id"),
        Index("ix_import_items_kind", "import_id", "kind", "id"),
        Index("ix_import_items_outcome", "import_id", "outcome", "id"),
        Index("ix_import_items_both", "import_id", "kind", "outcome", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(300))
    title: Mapped[str] = mapped_column(String(300), default="")
    outcome: Mapped[str] = mapped_column(String(20))
    message: Mapped[str] = mapped_column(Text, default="")
    target_kind: Mapped[str] = mapped_column(String(20), default="")
    target_id: Mapped[int | None] = mapped_column(Integer)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


REMARKED = ImportItem.message != literal_column("''")
"""What the report has something to say about; written out for SQLite to know its index."""

Index(
    "ix_import_items_remarks",
    ImportItem.import_id, ImportItem.id, ImportItem.kind,
    sqlite_where=REMARKED, postgresql_where=REMARKED,
)  # fmt: skip


class Origin(Base):
    """Which row of this site a thing of a source became.

    `fingerprint` tells whether the source has changed since, `left_as` whether the row has.
    """

    __tablename__ = "import_origins"
    __table_args__ = (
        UniqueConstraint("source", "kind", "key"),
        Index("ix_import_origins_target", "kind", "target_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(300))
    target_id: Mapped[int] = mapped_column(Integer)
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    left_as: Mapped[str] = mapped_column(String(64), default="")
    import_id: Mapped[int] = mapped_column(Integer, index=True)
