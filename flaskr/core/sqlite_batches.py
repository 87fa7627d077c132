"""Committing the short writes of a crowd together: one wait for the disk instead of many."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.base import RootTransaction
from sqlalchemy.exc import SQLAlchemyError

from flaskr.core.outages import unavailable
from flaskr.core.sqlite import Turns

MOST = 32
_PATIENCE = 0.1  # seconds until somebody who waits looks whether nobody else commits


@dataclass
class _Batch:
    connection: Connection
    transaction: RootTransaction
    size: int = 0
    is_over: Event = field(default_factory=Event)
    error: SQLAlchemyError | None = None


class Batches:
    """Lets writers who take turns anyway share a transaction, each in a savepoint of their own.

    Whoever finds somebody waiting leaves the transaction open to them; the last one commits.
    Nobody is done before that, so what was acknowledged is on the disk. A writer who fails
    takes back their own part alone; a commit that fails has failed for all of them.
    """

    def __init__(self, turns: Turns, engine: Engine) -> None:
        self._turns = turns
        self._engine = engine
        self._counting = Lock()
        self._waiting = 0
        self._open: _Batch | None = None

    @contextmanager
    def join(self) -> Iterator[Connection]:
        """Give the turn on a connection in an open transaction; return once it is committed.

        Raises Unavailable where it cannot be.
        """
        self._count(1)
        is_waiting = True
        try:
            with self._turns.take():
                self._count(-1)
                is_waiting = False
                batch = self._open or self._begin()
                is_sound = False
                try:
                    yield batch.connection
                    is_sound = True
                except SQLAlchemyError:
                    raise
                except Exception:
                    is_sound = True  # their own part is taken back, and only that
                    raise
                finally:
                    batch.size += 1
                    if not is_sound or self._waiting == 0 or batch.size >= MOST:
                        self._finish()
        finally:
            if is_waiting:
                self._count(-1)
        self._wait_for(batch)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Give the turn to somebody with a transaction of their own."""
        with self._turns.take():
            self._finish()
            yield

    def _count(self, by: int) -> None:
        with self._counting:
            self._waiting += by

    def _begin(self) -> _Batch:
        connection = self._engine.connect()
        try:
            transaction = connection.begin()
            connection.exec_driver_sql("SAVEPOINT batch")
        except SQLAlchemyError:
            connection.close()
            raise
        self._open = _Batch(connection, transaction)
        return self._open

    def _finish(self) -> None:
        batch, self._open = self._open, None
        if batch is None:
            return
        try:
            with batch.connection, batch.transaction:
                # SQLite gives up a whole transaction by itself, as when the disk is full.
                # Then this savepoint is gone, and nothing may seem to be committed.
                batch.connection.exec_driver_sql("RELEASE batch")
        except SQLAlchemyError as error:
            batch.error = error
        finally:
            batch.is_over.set()

    def _wait_for(self, batch: _Batch) -> None:
        while not batch.is_over.wait(_PATIENCE):
            # Whoever was waiting for a turn has given up, so nobody may be left to commit.
            with self._turns.take():
                if self._open is batch:
                    self._finish()
        if batch.error is not None:
            raise unavailable(batch.error) from batch.error
