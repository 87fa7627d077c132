"""Limits: counted in the database, so that all processes count together."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from flaskr import create_app
from flaskr.core import clock, schema
from flaskr.core.errors import TooMany
from flaskr.core.limits import Attempts, Limits
from flaskr.core.runtime import Core
from tests.conftest import settings_for

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LIMIT = "3 per 5 minutes"


def tries(limits: Limits, count: int, *key: str) -> None:
    for _ in range(count):
        limits.hit(LIMIT, *key, message="Wait a little, then try again.")


def test_one_more_than_the_limit_is_refused_and_told_when(core: Core) -> None:
    with clock.frozen(NOON):
        tries(core.limits, 3, "log-in", "ana")
    with clock.frozen(NOON + timedelta(minutes=2)), pytest.raises(TooMany) as caught:
        tries(core.limits, 1, "log-in", "ana")
    assert caught.value.retry_after == 180
    assert caught.value.message == "Wait a little, then try again."


def test_an_attempt_may_count_with_a_transaction_and_only_if_that_is_committed(core: Core) -> None:
    for _ in range(5):
        with pytest.raises(RuntimeError):
            try_and_fail(core)
    for _ in range(3):
        with core.db.transaction() as db:
            core.limits.hit(LIMIT, "ana", message="Wait.", within=db)
    with pytest.raises(TooMany) as caught, core.db.transaction() as db:
        core.limits.hit(LIMIT, "ana", message="Wait.", within=db)
    assert 0 < caught.value.retry_after <= 300


def try_and_fail(core: Core) -> None:
    with core.db.transaction() as db:
        core.limits.hit(LIMIT, "ana", message="Wait.", within=db)
        raise RuntimeError


def test_others_are_counted_by_themselves(core: Core) -> None:
    tries(core.limits, 3, "log-in", "ana")
    tries(core.limits, 3, "log-in", "max")


def test_after_its_window_counting_begins_anew(core: Core) -> None:
    with clock.frozen(NOON):
        tries(core.limits, 3, "ana")
    with clock.frozen(NOON + timedelta(minutes=5)):
        tries(core.limits, 3, "ana")
        with pytest.raises(TooMany):
            tries(core.limits, 1, "ana")


def test_clearing_forgets_the_attempts(core: Core) -> None:
    tries(core.limits, 3, "ana")
    core.limits.clear(LIMIT, "ana")
    tries(core.limits, 3, "ana")


def test_windows_that_are_over_leave_no_rows(core: Core) -> None:
    with clock.frozen(NOON):
        tries(core.limits, 1, "ana")
        tries(core.limits, 1, "max")
    with clock.frozen(NOON + timedelta(hours=1)):
        tries(core.limits, 1, "olga")
    with core.db.reading() as db:
        assert len(db.scalars(select(Attempts)).all()) == 1


def test_attempts_made_at_once_are_all_counted(make_database: Callable[[], str]) -> None:
    core: Core = create_app(settings_for(make_database())).extensions["flaskr"]
    schema.ensure(core.db)

    def attempt(_number: int) -> bool:
        try:
            core.limits.hit("5 per hour", "ana", message="Wait.")
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        passed = list(pool.map(attempt, range(24)))
    core.close()
    assert passed.count(True) == 5
