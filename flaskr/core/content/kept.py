"""Values that are read once and kept until they are changed, by whatever process."""

from collections.abc import Callable, Collection
from threading import Lock
from typing import TypeVar, cast

from flaskr.core.content.changes import EVERYTHING
from flaskr.core.content.watch import Watch
from flaskr.core.db import Database

T = TypeVar("T")


class Kept:
    """Keeps a value under the tag that it changes with. Thread-safe."""

    def __init__(self, database: Database, watch: Watch) -> None:
        self._database = database
        self._watch = watch
        self._lock = Lock()
        self._values: dict[str, object] = {}
        self._changes = 0
        watch.on_change(self._change)

    def mark(self) -> int:
        """Return the number of the last change that was heard of, to begin reading with."""
        return self._changes

    def get(self, tag: str, make: Callable[[], T], *, since: int | None = None) -> T:
        """Return the value that is kept under the tag, making it where there is none.

        `since` is the mark from before `make`'s transaction began, if it has begun already:
        it may see a state that is older than the last change.
        """
        self._watch.look()
        if not self._watch.is_trusted or self._database.is_pinned:
            return make()
        found = self._values.get(tag)
        if found is not None:
            return cast(T, found)
        changes = self._changes if since is None else since
        made = make()
        with self._lock:
            if changes == self._changes:
                self._values[tag] = made
        return made

    def _change(self, tags: Collection[str] | None) -> None:
        with self._lock:
            self._changes += 1
            if tags is None or EVERYTHING in tags:
                self._values.clear()
            else:
                for tag in tags:
                    self._values.pop(tag, None)
