"""Noticing committed changes: what both databases' modules can do."""

from collections.abc import Collection
from typing import Protocol

from flaskr.core.content import postgres_notices, sqlite_look
from flaskr.core.content.changes import Content, OnChange
from flaskr.core.db import Database
from flaskr.core.log import Logger


class Watch(Protocol):
    """Tells of every change that any process commits. Thread-safe."""

    def on_change(self, hear: OnChange) -> None:
        """Call `hear` with each change from now on."""

    @property
    def is_trusted(self) -> bool:
        """Whether changes are heard of at the moment; if not, nothing kept may be used."""

    def look(self) -> None:
        """Tell of what was committed since; cheap enough to be called for every request."""

    def own_change(self, tags: Collection[str]) -> None:
        """Take in at once what this process itself committed."""

    def close(self) -> None:
        """End watching."""


def make_content(database: Database) -> Content:
    """Return the content of a database, which tells of changes in its database's way."""
    teller = sqlite_look.Rows() if database.is_sqlite else postgres_notices.Notices()
    return Content(database, teller)


def make_watch(content: Content, log: Logger) -> Watch:
    """Return the watch for a database; it begins with the first look, in the process that looks."""
    watch: Watch
    if content.database.is_sqlite:
        watch = sqlite_look.Look(content.database)
    else:
        watch = postgres_notices.Listener(content.database, log)
    content.on_own_change(watch.own_change)
    return watch
