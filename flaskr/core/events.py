"""Events: how a feature tells the features above it that something happened."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Event:
    """Base of all events: a frozen dataclass of ids."""


_WAITING = "announced"
Handler = Callable[[Session, Any], None]


class Events:
    """Who wants to hear of which event, in one application."""

    def __init__(self) -> None:
        self._handlers: dict[type[Event], list[Handler]] = {}

    def subscribe(self, handlers: Mapping[type[Event], Iterable[Handler]]) -> None:
        """Add a feature's handlers; they are called in the order of the features."""
        for event, functions in handlers.items():
            self._handlers.setdefault(event, []).extend(functions)

    def deliver(self, db: Session, event: Event) -> None:
        """Call the handlers of `event` inside the announcing transaction."""
        for handler in self._handlers.get(type(event), ()):
            handler(db, event)


def announce(db: Session, event: Event) -> None:
    """Tell the features above of `event`; what they write commits with this transaction."""
    waiting: dict[Event, None] | None = db.info.get(_WAITING)
    if waiting is not None:
        waiting[event] = None
        return
    events: Events = db.info["events"]
    events.deliver(db, event)


@contextmanager
def told_once(db: Session) -> Iterator[None]:
    """Deliver what is announced inside the block at its end, each event once.

    For what is done in several steps, each of which announces the same.
    """
    if _WAITING in db.info:
        yield
        return
    waiting: dict[Event, None] = {}
    db.info[_WAITING] = waiting
    try:
        yield
    finally:
        del db.info[_WAITING]
    for event in waiting:
        announce(db, event)
