"""SQLite itself: the driver, its settings, and how this process's writers take turns."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import StaticPool

from flaskr.core.errors import Unavailable

try:  # A build of SQLite newer than the system's, where there is a wheel of it (see ADR 0003).
    from pysqlite3 import dbapi2  # type: ignore[import-not-found,unused-ignore]
except ImportError:
    import sqlite3 as dbapi2

DRIVER = dbapi2
SQLITE_VERSION: str = dbapi2.sqlite_version
WRITES = "flaskr_writes"
WRITING = {WRITES: True}

BUSY_SECONDS = 5
_LOOKS_AGAIN = 0.001  # seconds
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={1000 * BUSY_SECONDS}",
    "foreign_keys=ON",
    # KiB: each connection has a cache of its own, and behind it is the system's.
    "cache_size=-512",
)
KEPT = 36
_PATIENCE = 30.0


class Turns:
    """Lets the writers of one process queue for the file's one lock, first come, first served.

    SQLite's own waiting is by trying again after pauses: under many writers some would try
    until their patience ends. It is still what keeps processes apart.
    """

    def __init__(self, path: str | None) -> None:
        self._path = Path(path) if path and path != ":memory:" else None
        self._lock = Lock()
        self._identity: tuple[int, int] | None = None

    def make_file(self, *_: Any) -> None:
        """Make the file before it is opened, so that nobody else on the machine can read it."""
        if self._path is not None and not self._path.exists():
            # Where that fails, SQLite says so in a moment.
            with suppress(OSError):
                os.close(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600))

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for the turn; raises Unavailable after half a minute, or if the file is another."""
        if not self._lock.acquire(timeout=_PATIENCE):
            raise Unavailable("The database is busy. Try again in a moment.")
        try:
            self._check_file()
            yield
        finally:
            self._lock.release()

    def _check_file(self) -> None:
        if self._path is None:
            return
        try:
            found = self._path.stat()
        except OSError:
            identity = None
        else:
            identity = (found.st_dev, found.st_ino)
        if self._identity is None:
            self._identity = identity
        elif identity != self._identity:
            # What this process would write goes to a file nobody will ever open again.
            raise Unavailable(
                "The database file was moved or replaced while the site was running, so nothing "
                "is saved. Restart the server to go on with the file that is there now."
            )


def options(url: URL) -> dict[str, Any]:
    """Return how to make an engine: threads bound how many connections there are.

    The one used last is used next, as its cache is warm. As many are kept as a server has
    threads: making one takes as long as a page does.
    """
    if url.database in {None, "", ":memory:"}:
        # For trying things out: such a database lives in one connection.
        kept: dict[str, Any] = {
            "poolclass": StaticPool,
            "connect_args": {"check_same_thread": False},
        }
    else:
        kept = {"pool_size": KEPT, "max_overflow": -1, "pool_use_lifo": True}
    return {"module": DRIVER, **kept}


def set_up(engine: Engine, turns: Turns) -> Engine:
    """Let the engine make its file, set up its connections and begin transactions our way."""
    event.listen(engine, "do_connect", turns.make_file)
    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def prepare(connection: Any, _record: Any) -> None:
    """Set up a new connection."""
    # The driver must not begin transactions by itself: it would do so before the first write
    # only, too late for a lock (see `begin`).
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def begin(connection: Connection) -> None:
    """Begin a transaction; one that writes takes the lock at once."""
    if connection.get_execution_options().get(WRITES):
        _begin_writing(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_writing(connection: Connection) -> None:
    """Wait for the lock that processes share.

    SQLite would wait for it by pauses that grow to a tenth of a second, which is forty of the
    transactions it waits for. One thread of each process waits here, so it can look more often.
    """
    cursor = connection.connection.cursor()
    end = monotonic() + BUSY_SECONDS
    cursor.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except OperationalError as error:
                if not _is_busy(error) or monotonic() > end:
                    raise
                sleep(_LOOKS_AGAIN)
            else:
                return
    finally:
        cursor.execute(f"PRAGMA busy_timeout={1000 * BUSY_SECONDS}")
        cursor.close()


def _is_busy(error: OperationalError) -> bool:
    return "locked" in str(error.orig)
