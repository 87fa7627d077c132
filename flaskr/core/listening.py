"""Hearing what other processes tell through PostgreSQL, and noticing when one is deaf."""

import select
from collections.abc import Callable, Iterator
from contextlib import closing
from threading import Event
from typing import Any

from sqlalchemy.engine import URL, Dialect

from flaskr.core import clock
from flaskr.core.errors import Unavailable

HEARTBEAT = 2.0  # seconds between two questions, and for an answer to come
_LOOK = 0.1  # seconds until a listener that is to stop sees it

_LOST = "The database cannot be reached at the moment, so it is not known what others change."
_POOLED = (
    "DATABASE leads to a connection pooler, through which nobody can listen to what others "
    "change. Set DATABASE_DIRECT to the address of the PostgreSQL server itself."
)
# What makes the system notice a server that is gone without a word.
_QUICK = {
    "connect_timeout": 5,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 4000,
    "application_name": "flaskr-listener",
}


def listen(
    dialect: Dialect,
    url: URL,
    channel: str,
    *,
    on_ready: Callable[[], None],
    on_message: Callable[[str], None],
    stop: Event,
) -> None:
    """Call `on_message` with each payload told on `channel` until `stop` is set.

    It blocks. `on_ready` is called once nothing told from then on can be missed. Raises
    Unavailable when the connection is lost, at the latest after two heartbeats.
    """
    arguments, options = dialect.create_connect_args(url)
    broken = dialect.loaded_dbapi.Error
    try:
        made: Any = dialect.connect(*arguments, **{**_QUICK, **options}, autocommit=True)
        with closing(made):
            line = _Line(made.pgconn)
            _begin(line, dialect.identifier_preparer.quote_identifier(channel))
            on_ready()
            while not stop.is_set():
                for payload in line.heard():
                    on_message(payload)
    except broken as error:
        raise Unavailable(_LOST) from error


def _begin(line: "_Line", channel: str) -> None:
    line.ask(f"LISTEN {channel}")
    # A pooler gives a connection's statements to any server process: what is told would
    # arrive at one that is no longer ours. It shows in the number of the process.
    answered_by = line.ask("SELECT pg_backend_pid()")
    if answered_by != line.process:
        raise Unavailable(_POOLED)


class _Line:
    """One connection to the server, used without ever waiting for longer than a heartbeat.

    Executing a statement the usual way would wait for ever for a server that stands still.
    """

    def __init__(self, pgconn: Any) -> None:
        self._pgconn = pgconn
        self._ready = select.poll()
        self._ready.register(pgconn.socket, select.POLLIN)
        self._due = clock.monotonic() + HEARTBEAT
        self._is_waiting = False
        self._answer: bytes | None = None

    @property
    def process(self) -> int:
        """The number of the server's process that we were told when connecting."""
        return int(self._pgconn.backend_pid)

    def ask(self, statement: str) -> int | None:
        """Return the one number that answers the statement; raises Unavailable."""
        self._send(statement)
        while self._is_waiting:
            self._check()
            self._receive()
        return None if self._answer is None else int(self._answer)

    def heard(self) -> Iterator[str]:
        """Give what was told until now, after waiting a moment for it; raises Unavailable."""
        while (told := self._pgconn.notifies()) is not None:
            yield told.extra.decode()
        self._check()
        self._receive()

    def _check(self) -> None:
        if clock.monotonic() < self._due:
            return
        if self._is_waiting:
            raise Unavailable(_LOST)
        self._send("SELECT 1")

    def _send(self, statement: str) -> None:
        self._pgconn.send_query(statement.encode())
        self._is_waiting = True
        self._due = clock.monotonic() + HEARTBEAT

    def _receive(self) -> None:
        if not self._ready.poll(_LOOK * 1000):
            return
        self._pgconn.consume_input()
        while self._is_waiting and not self._pgconn.is_busy():
            result = self._pgconn.get_result()
            if result is None:
                self._is_waiting = False
            elif result.error_message:
                raise Unavailable(_LOST)
            else:
                self._answer = result.get_value(0, 0) if result.ntuples else None
