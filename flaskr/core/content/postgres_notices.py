"""Noticing changes on PostgreSQL: a notification is sent by the commit that it is about."""

from collections.abc import Collection
from threading import Event, Lock, Thread

from sqlalchemy.orm import Session

from flaskr.core import postgres
from flaskr.core.content.changes import EVERYTHING, OnChange, split
from flaskr.core.db import Database
from flaskr.core.errors import Unavailable
from flaskr.core.log import Logger

CHANNEL = "flaskr_content"
LONGEST = 7000
"""Bytes; a notification holds less than 8,000."""
AGAIN = 1.0
"""Seconds until a lost connection is tried again."""


class Notices:
    """Tells of changes by notifications, which arrive in the order of the commits."""

    def tell(self, db: Session, tags: str) -> None:
        """Notify every listening process, once this is committed."""
        postgres.notify(db, CHANNEL, tags if len(tags.encode()) <= LONGEST else EVERYTHING)


class Listener:
    """Listens in a thread of its own; while nothing can be heard it is not to be trusted."""

    def __init__(
        self,
        database: Database,
        log: Logger,
    ) -> None:
        self._database = database
        self._hearers: list[OnChange] = []
        self._log = log
        self._lock = Lock()
        self._stop = Event()
        self._thread: Thread | None = None
        self.is_trusted = False

    def on_change(self, hear: OnChange) -> None:
        """Call `hear` with each change from now on."""
        self._hearers.append(hear)

    def look(self) -> None:
        """Begin to listen; from then on changes come by themselves."""
        if self._thread is None:
            with self._lock:
                if self._thread is None:
                    self._thread = Thread(target=self._run, name="flaskr-content", daemon=True)
                    self._thread.start()

    def own_change(self, tags: Collection[str]) -> None:
        """Take in what is on its way already: whoever made the change looks at it now."""
        self._tell(tags)

    def close(self) -> None:
        """End listening."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(5)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._database.listen(
                    CHANNEL,
                    on_ready=self._ready,
                    on_message=lambda tags: self._tell(set(split(tags))),
                    stop=self._stop,
                )
            except Unavailable as error:
                self._log.warning("content.not_heard", error=str(error))
            finally:
                self.is_trusted = False
            self._stop.wait(AGAIN)

    def _tell(self, tags: Collection[str] | None) -> None:
        for hear in self._hearers:
            hear(tags)

    def _ready(self) -> None:
        # What was committed while nobody listened is unknown.
        self._tell(None)
        self.is_trusted = True
