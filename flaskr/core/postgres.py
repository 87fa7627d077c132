"""PostgreSQL itself: its connections, how their death is seen, and what it alone has words for."""

import select
from typing import Any

from sqlalchemy import event, func
from sqlalchemy import select as select_
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session

_PATIENCE = 10.0  # seconds to wait for a connection while all are in use
_RECYCLE = 1800  # seconds; some firewalls forget older connections without telling
# A host that vanished without a word is noticed within half a minute, by the system.
_CONNECT: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    "application_name": "flaskr",
}
# For statements that must see one state, and results that are fetched bit by bit.
FROZEN = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
_READS = ("SELECT", "WITH", "SHOW", "EXPLAIN", "VALUES", "TABLE")


def notify(db: Session, channel: str, payload: str) -> None:
    """Tell `payload` to whoever listens on `channel`, once this transaction is committed."""
    db.execute(select_(func.pg_notify(channel, payload)))


def options(url: URL, *, connections: int) -> dict[str, Any]:
    """Return how to make an engine that opens so many connections at most, and keeps them.

    More threads than that wait their turn. The one used last is used next: its statements
    are prepared, and those that a rush opened grow old unused.
    """
    return {
        "pool_size": connections,
        "max_overflow": 0,
        "pool_timeout": _PATIENCE,
        "pool_use_lifo": True,
        "pool_recycle": _RECYCLE,
        "connect_args": {name: v for name, v in _CONNECT.items() if name not in url.query},
    }


def reading_options(url: URL, *, connections: int) -> dict[str, Any]:
    """Return the same for an engine that only reads, without beginning transactions.

    `BEGIN` and `ROLLBACK` would each cost a way to the server and back (see ADR 0012).
    """
    return {
        **options(url, connections=connections),
        "isolation_level": "AUTOCOMMIT",
        "skip_autocommit_rollback": True,
    }


def set_up(engine: Engine, *, reads: bool = False) -> Engine:
    """Let the engine see to its connections, and refuse to write through one that reads."""
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "checkout", _check)
    if reads:
        event.listen(engine, "before_cursor_execute", _refuse_writing)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    """Use no prepared statements through a pooler, which keeps none of them apart.

    Who answers is then another process than the one we were told of when connecting.
    """
    answer = connection.pgconn.exec_(b"SELECT pg_backend_pid()")
    if int(answer.get_value(0, 0) or 0) != connection.pgconn.backend_pid:
        connection.prepare_threshold = None


def _check(connection: Any, _record: Any, _proxy: Any) -> None:
    """Look at a connection before it is used again; a dead one is replaced.

    A server that stopped has closed its end, which the system knows: something can be read
    although nothing was asked. Asking the server itself would cost a way there and back.
    """
    if not connection.closed:
        line = select.poll()
        line.register(connection.pgconn.socket, select.POLLIN)
        if not line.poll(0):
            return
    raise DisconnectionError("The server has closed the connection.")


def _refuse_writing(
    _connection: Any, _cursor: Any, statement: str, _values: Any, _context: Any, _many: bool
) -> None:
    # Nothing would take it back: each statement is committed by itself.
    if not statement.lstrip(" \n(")[:8].upper().startswith(_READS):
        raise RuntimeError(f"A session for reading must not write: {statement[:80]}")
