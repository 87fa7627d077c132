"""A replica: a copy of the database that follows it, used for reading as long as it keeps up."""

from threading import Lock

from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from flaskr.core import clock

MOST_BEHIND = 2.0  # seconds that what is read from a replica may be old
_REST_IF_LATE = 0.1
_REST_IF_GONE = 5.0
_REPLAYED = "replayed"

# How far the log was written, and how far a replica has come in it. Asked after a commit the
# first is behind it for certain. The second is nothing where the server is no replica (any
# more): what it holds may be another history.
_WRITTEN = text("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
_COME = text("SELECT pg_last_wal_replay_lsn() - '0/0'::pg_lsn WHERE pg_is_in_recovery()")


class Replica:
    """Gives connections to a replica that has all that was committed before it was asked for.

    "Before" means: before the last change that this process knows of, and at least before
    `MOST_BEHIND` seconds ago. Of one that is late or gone it gives none for a while.
    """

    def __init__(self, engine: Engine, primary: Engine) -> None:
        self._engine = engine
        self._primary = primary
        self._lock = Lock()
        self._needed = 0
        self._asked_at = -MOST_BEHIND
        self._has_changed = True
        self._rests_until = 0.0

    def changed(self) -> None:
        """Let what is read from now on be as new as this moment."""
        self._has_changed = True

    def connect(self) -> Connection | None:
        """Return a connection, or None where the primary has to be read."""
        if clock.monotonic() < self._rests_until:
            return None
        needed = self._position_needed()
        if needed is None:
            return None
        try:
            connection = self._engine.connect()
        except (OperationalError, PoolTimeout):
            self._rest(_REST_IF_GONE)
            return None
        try:
            has_come = self._has_come(connection, needed)
        except OperationalError:
            connection.close()
            self._rest(_REST_IF_GONE)
            return None
        if not has_come:
            connection.close()
            self._rest(_REST_IF_LATE)
            return None
        return connection

    def _position_needed(self) -> int | None:
        with self._lock:
            has_changed = self._has_changed
            if has_changed or clock.monotonic() - self._asked_at >= MOST_BEHIND:
                # Before asking: a change that comes in between is asked for again.
                self._has_changed = False
                self._asked_at = clock.monotonic()
                try:
                    with self._primary.connect() as connection:
                        self._needed = int(connection.scalar(_WRITTEN) or 0)
                except (OperationalError, PoolTimeout):
                    # A primary that is away takes no changes, so the last position that we
                    # know still holds, unless there is a change that we do not know it of.
                    self._has_changed = has_changed
                    return None if has_changed else self._needed
            return self._needed

    def _has_come(self, connection: Connection, needed: int) -> bool:
        # Kept with the connection, as an address may stand for several replicas.
        if connection.info.get(_REPLAYED, -1) >= needed:
            return True
        with connection.begin():
            come = connection.scalar(_COME)
        if come is None:
            return False
        connection.info[_REPLAYED] = int(come)
        return int(come) >= needed

    def _rest(self, seconds: float) -> None:
        self._rests_until = clock.monotonic() + seconds
