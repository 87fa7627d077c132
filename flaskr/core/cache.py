"""A bounded cache in the process: what is used least goes first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

from flaskr.core import clock

T = TypeVar("T")


class Cache:
    """Keeps at most `limit` values, each for at most its number of seconds. Thread-safe."""

    def __init__(self, *, limit: int = 512) -> None:
        self._limit = limit
        self._lock = Lock()
        self._values: OrderedDict[Hashable, tuple[float, object]] = OrderedDict()

    def get(self, key: Hashable) -> object | None:
        """Return what is kept under `key`, or None if there is nothing or it is too old."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            if found[0] <= clock.monotonic():
                del self._values[key]
                return None
            self._values.move_to_end(key)
            return found[1]

    def set(self, key: Hashable, value: object, *, seconds: float) -> None:
        """Keep `value` under `key` for `seconds`."""
        with self._lock:
            self._values[key] = (clock.monotonic() + seconds, value)
            self._values.move_to_end(key)
            while len(self._values) > self._limit:
                self._values.popitem(last=False)

    def remember(self, key: Hashable, make: Callable[[], T], *, seconds: float) -> T:
        """Return what is kept under `key`, making and keeping it first where it is missing."""
        found = self.get(key)
        if found is None:
            found = make()
            self.set(key, found, seconds=seconds)
        return found  # type: ignore[return-value]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
