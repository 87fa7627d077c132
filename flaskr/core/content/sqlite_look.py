"""Noticing changes on SQLite: `PRAGMA data_version` says that somebody committed something."""

from collections.abc import Collection
from threading import Lock

from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection

from flaskr.core import clock, sqlite
from flaskr.core.content.changes import OnChange, add_row, split
from flaskr.core.db import Database

PAUSE = 0.002
"""Seconds in which one look serves all requests: under load a look for each of them would cost
more than the pages (the driver lets go of the interpreter's lock at every statement)."""

_NEWER = "SELECT id, tags FROM content_changes WHERE id > ? ORDER BY id"
_NEWEST = "SELECT coalesce(max(id), 0) FROM content_changes"


class Rows:
    """Tells of changes by rows that others read when they see that something was committed."""

    def tell(self, db: Session, tags: str) -> None:
        """Add a row for the change."""
        add_row(db, tags)


class Look:
    """Looks for changes through a connection of its own. Thread-safe."""

    def __init__(
        self,
        database: Database,
        *,
        pause: float = PAUSE,
    ) -> None:
        self._database = database
        self._hearers: list[OnChange] = []
        self._pause = pause
        self._lock = Lock()
        self._connection: PoolProxiedConnection | None = None
        self._next = 0.0
        self._data_version = -1
        self._seen = 0
        self.is_trusted = False

    def on_change(self, hear: OnChange) -> None:
        """Call `hear` with each change from now on."""
        self._hearers.append(hear)

    def look(self) -> None:
        """Tell of what was committed up to now, unless somebody looked a moment ago."""
        if clock.monotonic() < self._next:
            return
        # Whoever comes while another thread looks goes on: a line of threads that wait for what
        # takes microseconds costs more than all the pages they came for.
        if not self._lock.acquire(blocking=False):
            return
        try:
            # Set first: a commit during the look sets it back, and is looked at again.
            self._next = clock.monotonic() + self._pause
            self._look()
        except sqlite.DRIVER.Error:
            # No tables yet, or the file is gone: whoever reads on says so.
            self._let_go()
        finally:
            self._lock.release()

    def own_change(self, _tags: Collection[str]) -> None:
        """Let the next look be a real one, however short ago the last one was."""
        self._next = 0.0

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        self.is_trusted = False
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _look(self) -> None:
        if self._connection is None:
            self._begin()
            return
        cursor = self._connection.cursor()
        try:
            version = cursor.execute("PRAGMA data_version").fetchone()[0]
            if version == self._data_version:
                return
            # First the version, then the rows: what is committed between is seen next time too.
            rows = cursor.execute(_NEWER, (self._seen,)).fetchall()
        finally:
            cursor.close()
        self._data_version = version
        if not rows:
            return
        missed = rows[0][0] != self._seen + 1
        self._seen = rows[-1][0]
        if missed:
            self._tell(None)
        else:
            self._tell({tag for _id, tags in rows for tag in split(tags)})

    def _tell(self, tags: Collection[str] | None) -> None:
        for hear in self._hearers:
            hear(tags)

    def _begin(self) -> None:
        self._connection = self._database.watching_connection()
        cursor = self._connection.cursor()
        try:
            self._data_version = cursor.execute("PRAGMA data_version").fetchone()[0]
            self._seen = cursor.execute(_NEWEST).fetchone()[0]
        finally:
            cursor.close()
        # What was kept before, if anything was, may be old by now.
        self._tell(None)
        self.is_trusted = True
