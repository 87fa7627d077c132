"""Noting a change in its own transaction, so that it is told exactly when it is committed."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import Text, bindparam, delete, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from flaskr.core import clock
from flaskr.core.db import Base, Database, UtcDateTime, after_commit, before_commit
from flaskr.core.events import Event, announce

EVERYTHING = "*"
"""The tag of a change that touches every page."""

KEPT = 1000
"""So many changes are kept; a process that missed more drops every page it has."""

MOST_TAGS = 300
_PENDING = "content_tags"

OnChange = Callable[[Collection[str] | None], None]
"""Is given the tags of a change, or None where anything may have changed."""


@dataclass(frozen=True)
class ContentChanged(Event):
    """Pages that show one of these are old from this transaction's commit on; `*` means all.

    For purging copies elsewhere, as a CDN has: the tags are those of `Surrogate-Key`.
    """

    tags: tuple[str, ...]


class ContentChange(Base):
    """A committed change and what it touched. Its newest id is the version of the content."""

    __tablename__ = "content_changes"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    tags: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Teller(Protocol):
    """How one kind of database tells other processes of a change."""

    def tell(self, db: Session, tags: str) -> None:
        """Let every process hear of the tags when this transaction is committed."""


class Content:
    """The changes of one application's content, and who in this process wants to hear of them."""

    def __init__(self, database: Database, teller: Teller) -> None:
        self.database = database
        self._teller = teller
        self._hearers: list[Callable[[set[str]], None]] = []

    def on_own_change(self, hear: Callable[[set[str]], None]) -> None:
        """Call `hear` with the tags after each commit of this process that changed the content."""
        self._hearers.append(hear)

    def record(self, db: Session) -> None:
        """Write down what the transaction touched; called once, just before its commit."""
        tags = db.info.pop(_PENDING)
        if EVERYTHING in tags or len(tags) > MOST_TAGS:
            tags = {EVERYTHING}
        ordered = sorted(tags)
        announce(db, ContentChanged(tuple(ordered)))
        self._teller.tell(db, " ".join(ordered))
        after_commit(db, lambda: self._hear(tags))

    def _hear(self, tags: set[str]) -> None:
        for hear in self._hearers:
            hear(tags)


def change(db: Session, *tags: str) -> None:
    """Note that this transaction changes what pages with one of the tags show."""
    pending: set[str] | None = db.info.get(_PENDING)
    if pending is None:
        pending = db.info[_PENDING] = set()
        content: Content = db.info["content"]
        before_commit(db, content.record)
    pending.update(tags)


_ADD = insert(ContentChange).returning(ContentChange.id)
_FORGET = delete(ContentChange).where(ContentChange.id <= bindparam("last"))


def add_row(db: Session, tags: str) -> None:
    """Add a change to the table, and now and then forget those that are long past."""
    connection = db.connection()
    id: int = connection.execute(_ADD, {"tags": tags, "created_at": clock.now()}).scalar_one()
    if id % 100 == 0:
        connection.execute(_FORGET, {"last": id - KEPT})


def split(tags: str) -> Iterable[str]:
    """Return the tags of a change as they were told."""
    return tags.split()
