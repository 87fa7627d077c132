"""Counting in memory: what visitors do is counted here, and written to the database in batches.

A visit writes nothing. A process that is killed loses what it counted since the last batch.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from flaskr.core.errors import FlaskrError
from flaskr.core.log import Logger

Key = TypeVar("Key", bound=Hashable)

EVERY = 10.0
"""Seconds between two batches."""


@dataclass
class Counted:
    """How often a key was counted, and the last note that came with it."""

    times: int = 0
    note: str = ""


class Tally(Generic[Key]):
    """Counts keys; `write` gets a batch of them and may fail, which loses none.

    Counting goes on while the database is away. Beyond `most` different keys, which a visitor may
    have made up, new ones are not counted until the next batch is written.
    """

    def __init__(
        self, write: Callable[[Mapping[Key, Counted]], None], log: Logger, *, most: int = 2000
    ) -> None:
        self._write = write
        self._log = log
        self._most = most
        self._lock = Lock()
        self._counted: dict[Key, Counted] = {}
        self._stop = Event()
        self._thread: Thread | None = None

    def add(self, key: Key, *, note: str = "", times: int = 1) -> None:
        """Count a key."""
        with self._lock:
            found = self._counted.get(key)
            if found is None:
                if len(self._counted) >= self._most:
                    return
                found = self._counted[key] = Counted()
            found.times += times
            found.note = note or found.note

    def flush(self) -> None:
        """Write what was counted."""
        with self._lock:
            batch, self._counted = self._counted, {}
        if not batch:
            return
        try:
            self._write(batch)
        except (SQLAlchemyError, FlaskrError) as error:
            self._log.warning("tally.not_written", error=repr(error))
            for key, counted in batch.items():
                self.add(key, note=counted.note, times=counted.times)

    def begin(self) -> None:
        """Write a batch now and then, in a thread of this process; it must be forked already."""
        self._stop.clear()
        self._thread = Thread(target=self._run, name="flaskr-tally", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Stop, and write the rest."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(5)
        self.flush()

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            self.flush()
