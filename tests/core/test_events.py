"""Events: delivered at once, or once each at the end of a block."""

from contextlib import suppress
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from flaskr.core.events import Event, announce, told_once
from flaskr.core.runtime import Core


@dataclass(frozen=True)
class Rang(Event):
    """A bell rang."""

    number: int


@pytest.fixture
def heard(core: Core, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    heard: list[int] = []
    monkeypatch.setitem(
        core.events._handlers, Rang, [lambda _db, event: heard.append(event.number)]
    )
    return heard


def test_what_is_announced_is_delivered_at_once(db: Session, heard: list[int]) -> None:
    for number in (1, 2, 1):
        announce(db, Rang(number))
        assert heard[-1] == number
    assert heard == [1, 2, 1]


def test_inside_a_block_each_event_is_delivered_once_at_its_end(
    db: Session, heard: list[int]
) -> None:
    with told_once(db):
        announce(db, Rang(1))
        with told_once(db):
            announce(db, Rang(2))
            announce(db, Rang(1))
        assert heard == []
    assert heard == [1, 2]
    announce(db, Rang(1))
    assert heard == [1, 2, 1]


def test_what_fails_tells_nobody_and_leaves_nothing_behind(db: Session, heard: list[int]) -> None:
    with suppress(RuntimeError), told_once(db):
        announce(db, Rang(1))
        raise RuntimeError
    announce(db, Rang(2))
    assert heard == [2]
