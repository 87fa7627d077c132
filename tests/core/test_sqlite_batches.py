"""A crowd's short writes are committed together, and each as safely as alone."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, select, text

from flaskr.core import schema, sqlite_batches
from flaskr.core.db import Database, after_commit
from flaskr.core.errors import Unavailable
from flaskr.core.limits import Attempts
from flaskr.core.sqlite_batches import Batches

PATIENCE = 30


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A SQLite file of its own; on PostgreSQL nothing waits, so nothing is put together."""
    made = Database(tmp_path / "own.sqlite")
    schema.ensure(made)
    yield made
    made.close()


@pytest.fixture
def commits(database: Database) -> list[int]:
    """Note each commit."""
    noted: list[int] = []
    event.listen(database.engine, "commit", lambda _connection: noted.append(1))
    return noted


def batches_of(database: Database) -> Batches:
    assert database._batches is not None
    return database._batches


def keys(database: Database) -> set[str]:
    with database.reading() as db:
        return set(db.scalars(select(Attempts.key)))


def add(database: Database, key: str, then: Callable[[], None] = lambda: None) -> None:
    with database.transaction(together=True) as db:
        db.add(Attempts(key=key, count=1, expires_at=1))
        db.flush()
        then()


def give_up(database: Database, callback: Callable[[], None]) -> None:
    with database.transaction(together=True) as db:
        after_commit(db, callback)
        db.connection().exec_driver_sql("ROLLBACK")  # as SQLite does when the disk is full


def fail() -> None:
    raise ValueError


def wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_those_who_wait_for_each_other_are_committed_together(
    database: Database, commits: list[int]
) -> None:
    with ThreadPoolExecutor(8) as threads:
        with batches_of(database).alone():
            work = [threads.submit(add, database, f"{number}") for number in range(8)]
            wait_for(lambda: batches_of(database)._waiting == 8)
        for each in work:
            each.result(PATIENCE)
    assert len(commits) == 1
    assert keys(database) == {f"{number}" for number in range(8)}


def test_who_fails_takes_back_nothing_of_the_others(database: Database) -> None:
    with ThreadPoolExecutor(9) as threads:
        with batches_of(database).alone():
            work = [
                threads.submit(add, database, f"{number}", fail if number % 3 == 0 else int)
                for number in range(9)
            ]
            wait_for(lambda: batches_of(database)._waiting == 9)
        failed = [number for number, each in enumerate(work) if each.exception(PATIENCE)]
    assert failed == [0, 3, 6]
    assert keys(database) == {"1", "2", "4", "5", "7", "8"}


def test_a_batch_that_sqlite_gave_up_has_failed_for_all_of_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_batches, "_PATIENCE", PATIENCE)
    batches = batches_of(database)
    told: list[str] = []
    batches._count(1)  # somebody seems to wait, so the first one leaves the transaction open
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(add, database, "first", lambda: None)
        wait_for(lambda: batches._open is not None and batches._open.size == 1)
        batches._count(-1)
        with pytest.raises(Unavailable):
            give_up(database, lambda: told.append("second"))
        assert isinstance(first.exception(PATIENCE), Unavailable)
    assert keys(database) == set()
    assert told == []
    add(database, "later")
    assert keys(database) == {"later"}


def test_nobody_is_told_of_a_commit_before_it_is_there(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_batches, "_PATIENCE", PATIENCE)
    batches = batches_of(database)
    batches._count(1)
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(add, database, "first")
        wait_for(lambda: batches._open is not None and batches._open.size == 1)
        assert keys(database) == set()
        assert not first.done()
        batches._count(-1)
        # A writer who is not of the crowd commits what was left open, then their own.
        with database.transaction() as db:
            db.execute(text("INSERT INTO attempts VALUES ('alone', 1, 1)"))
        first.result(PATIENCE)
    assert keys(database) == {"first", "alone"}


def test_a_batch_left_open_for_somebody_who_gave_up_is_committed(database: Database) -> None:
    batches_of(database)._count(1)
    add(database, "first")
    assert keys(database) == {"first"}


def test_a_crowd_is_served_in_full(database: Database, commits: list[int]) -> None:
    barrier = threading.Barrier(16, timeout=PATIENCE)

    def write(name: int) -> None:
        barrier.wait()
        for number in range(20):
            add(database, f"{name}-{number}")

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(write, range(16)))
    assert len(keys(database)) == 16 * 20
    assert len(commits) < 16 * 20
