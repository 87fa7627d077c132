"""The database: how transactions begin, what columns accept, what a test leaves behind."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.orm import Session

from flaskr.core import schema
from flaskr.core.db import Database, after_commit, find, session_of
from flaskr.core.errors import NotFound, SettingsError
from flaskr.core.jobs import JobRow
from flaskr.core.limits import Attempts
from flaskr.features.accounts.models import User
from flaskr.lib.sanitize import SafeHtml, sanitize

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def database(make_database: Callable[[], str]) -> Iterator[Database]:
    """A database of its own, outside the transaction that tests usually run in."""
    made = Database(make_database())
    schema.ensure(made)
    yield made
    made.close()


def keys(database: Database) -> list[str]:
    with database.reading() as db:
        return list(db.scalars(select(Attempts.key)))


def attempt(key: str) -> Attempts:
    return Attempts(key=key, count=1, expires_at=1)


def add_and_fail(database: Database, callback: Callable[[], None] = lambda: None) -> None:
    with database.transaction() as db:
        db.add(attempt("lost"))
        db.flush()
        after_commit(db, callback)
        raise RuntimeError


def test_a_transaction_is_committed_at_its_end(database: Database) -> None:
    with database.transaction() as db:
        db.add(attempt("kept"))
    assert keys(database) == ["kept"]


def test_an_error_takes_the_whole_transaction_back(database: Database) -> None:
    with pytest.raises(RuntimeError):
        add_and_fail(database)
    assert keys(database) == []


def test_what_was_asked_for_after_commit_is_called_then_and_only_then(database: Database) -> None:
    called: list[list[str]] = []
    with database.transaction() as db:
        db.add(attempt("kept"))
        after_commit(db, lambda: called.append(keys(database)))
        assert called == []
    assert called == [["kept"]]
    with pytest.raises(RuntimeError):
        add_and_fail(database, lambda: called.append([]))
    assert called == [["kept"]]


def test_reading_never_commits(database: Database) -> None:
    with database.reading() as db:
        db.add(attempt("lost"))
        # On PostgreSQL it is refused: without a transaction nothing could take it back.
        with nullcontext() if database.is_sqlite else pytest.raises(RuntimeError, match="reading"):
            db.flush()
    assert keys(database) == []


def test_reading_sees_one_state_while_others_write_where_that_is_asked_for(
    database: Database,
) -> None:
    with database.reading(snapshot=True) as db:
        assert db.scalars(select(Attempts.key)).all() == []
        with database.transaction() as writer:
            writer.add(attempt("new"))
        assert db.scalars(select(Attempts.key)).all() == []
    assert keys(database) == ["new"]


def test_a_snapshot_gives_results_bit_by_bit(database: Database) -> None:
    with database.transaction() as db:
        db.add_all([attempt(f"{number}") for number in range(7)])
    with database.reading(snapshot=True) as db:
        query = select(Attempts.key).order_by(Attempts.key)
        found = db.scalars(query.execution_options(yield_per=2))
        assert list(found) == [f"{number}" for number in range(7)]


def test_sqlite_is_set_up_on_every_connection(database: Database) -> None:
    if not database.is_sqlite:
        return
    expected = {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 5000, "foreign_keys": 1}
    with database.engine.connect() as one, database.engine.connect() as two:
        for connection in (one, two):
            assert {name: pragma(connection, name) for name in expected} == expected


def pragma(connection: Connection, name: str) -> object:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_a_writing_transaction_takes_the_lock_before_its_first_write(database: Database) -> None:
    if not database.is_sqlite:
        return
    with database.transaction(), database.engine.connect() as other:
        other.exec_driver_sql("PRAGMA busy_timeout=0")
        with pytest.raises(OperationalError, match="locked"):
            other.execute(text("INSERT INTO attempts VALUES ('other', 1, 1)"))


def test_reading_takes_no_lock(database: Database) -> None:
    with database.reading() as db:
        db.scalars(select(Attempts.key)).all()
        with database.transaction() as writer:
            writer.add(attempt("kept"))
    assert keys(database) == ["kept"]


def test_times_come_back_aware_in_utc(db: Session) -> None:
    east = timezone(timedelta(hours=9))
    row = JobRow(name="a", args={}, run_at=NOON.astimezone(east), created_at=NOON)
    db.add(row)
    db.flush()
    db.expire(row)
    assert row.run_at == NOON
    assert row.run_at.utcoffset() == timedelta(0)
    assert row.failed_at is None


def test_a_time_without_a_zone_is_refused(db: Session) -> None:
    naive = NOON.replace(tzinfo=None)
    db.add(JobRow(name="a", args={}, run_at=naive, created_at=NOON))
    with pytest.raises(StatementError, match="without a time zone"):
        db.flush()


def user(bio_html: str) -> User:
    return User(
        username="html",
        username_key="html",
        name="Html",
        role_name="reader",
        bio_html=bio_html,  # type: ignore[arg-type]
        created_at=NOON,
    )


def test_html_that_nobody_cleaned_is_refused(db: Session) -> None:
    db.add(user("<p>plain text</p>"))
    with pytest.raises(StatementError, match="Only HTML from the sanitiser"):
        db.flush()


def test_cleaned_html_comes_back_as_such(db: Session) -> None:
    row = user(sanitize("<p onclick=x>Hello</p>"))
    db.add(row)
    db.flush()
    db.expire(row)
    assert row.bio_html == "<p>Hello</p>"
    assert type(row.bio_html) is SafeHtml


def test_a_missing_row_is_not_found(db: Session) -> None:
    with pytest.raises(NotFound):
        find(db, User, 10**6)


def test_a_row_knows_its_session(db: Session) -> None:
    row = attempt("mine")
    with pytest.raises(RuntimeError, match="belongs to no session"):
        session_of(row)
    db.add(row)
    assert session_of(row) is db


def test_a_pinned_database_forgets_everything_even_what_was_committed(database: Database) -> None:
    with database.pinned():
        with database.transaction() as db:
            db.add(attempt("one"))
        with pytest.raises(RuntimeError):
            add_and_fail(database)
        assert keys(database) == ["one"]
    assert keys(database) == []


def test_a_database_of_another_kind_is_refused() -> None:
    with pytest.raises(SettingsError, match="not one of mysql"):
        Database("mysql://localhost/blog")


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_postgres_addresses_use_the_one_driver(scheme: str) -> None:
    made = Database(f"{scheme}://blog:secret@localhost/blog")
    assert made.url.drivername == "postgresql+psycopg"
    made.close()


def test_a_sqlite_address_is_a_path(tmp_path: object) -> None:
    made = Database(f"sqlite:///{tmp_path}/a.sqlite")
    assert made.is_sqlite
    assert made.url.database == f"{tmp_path}/a.sqlite"
    made.close()
