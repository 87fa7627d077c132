"""What a visit reads with: a connection of its own, opened when something is read."""

from typing import Protocol

from sqlalchemy.engine import Connection, Engine


class Reader(Protocol):
    """Something to read with: a session, or less."""

    def connection(self) -> Connection:
        """Return the connection that it reads with."""


class Visit:
    """Reads through one connection of an engine, or through one that is given."""

    def __init__(self, engine: Engine, connection: Connection | None) -> None:
        self._engine = engine
        self._connection = connection

    def connection(self) -> Connection:
        """Return the connection, opening it the first time."""
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
