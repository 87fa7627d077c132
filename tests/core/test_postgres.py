"""PostgreSQL's connections: how many, what they cost, and what becomes of dead ones."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, literal, select, text
from sqlalchemy.orm import Session

from flaskr.core.db import Database
from flaskr.core.errors import Unavailable
from flaskr.core.outages import is_unreachable
from tests.provision import postgres
from tests.provision.postgres import Cluster

PATIENCE = 30


@pytest.fixture
def database(make_database: Callable[[], str]) -> Iterator[Database]:
    """A database of its own with few connections."""
    made = Database(make_database(), connections=4)
    yield made
    made.close()


@pytest.fixture
def server(on_postgres: bool) -> Iterator[Cluster | None]:
    """A server of its own, to be stopped; only in the run on PostgreSQL."""
    if not on_postgres:
        yield None
        return
    with postgres.own_server() as cluster:
        yield cluster


def process_of(db: Session) -> int:
    return int(db.scalar(select(func.pg_backend_pid())) or 0)


def state_of(database: Database, process: int) -> str | None:
    with database.engine.connect() as connection:
        query = text("SELECT state FROM pg_stat_activity WHERE pid = :pid")
        state: str | None = connection.scalar(query, {"pid": process})
    return state


def test_reading_begins_no_transaction_and_a_snapshot_does(database: Database) -> None:
    if database.is_sqlite:
        return
    with database.reading() as db:
        assert state_of(database, process_of(db)) == "idle"
    with database.reading(snapshot=True) as db:
        assert state_of(database, process_of(db)) == "idle in transaction"


def test_reading_sees_what_was_committed_meanwhile(database: Database) -> None:
    if database.is_sqlite:
        return
    with database.transaction() as db:
        db.execute(text("CREATE TABLE t (a int)"))
    with database.reading() as db:
        assert db.scalar(text("SELECT count(*) FROM t")) == 0
        with database.transaction() as writer:
            writer.execute(text("INSERT INTO t VALUES (1)"))
        assert db.scalar(text("SELECT count(*) FROM t")) == 1


@pytest.mark.parametrize(
    "statement", ["INSERT INTO t VALUES (1)", " \n delete from t", "CREATE TABLE u (a int)"]
)
def test_a_session_for_reading_refuses_to_write(database: Database, statement: str) -> None:
    if database.is_sqlite:
        return
    with database.transaction() as db:
        db.execute(text("CREATE TABLE t (a int)"))
    with database.reading() as db, pytest.raises(RuntimeError, match="for reading"):
        db.execute(text(statement))
    with database.reading() as db:
        assert db.scalar(text("SELECT count(*) FROM t")) == 0


def test_a_statement_used_often_is_prepared(database: Database) -> None:
    if database.is_sqlite:
        return
    query = select(literal("often").label("word"))
    for _ in range(7):
        with database.reading() as db:
            db.scalar(query)
    with database.reading() as db:
        prepared = db.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    assert any("word" in statement for statement in prepared)


def test_a_rush_opens_no_more_connections_than_are_allowed(database: Database) -> None:
    if database.is_sqlite:
        return
    processes: set[int] = set()

    def work(_number: int) -> None:
        with database.reading() as db:
            processes.add(process_of(db))
        with database.transaction() as db:
            processes.add(process_of(db))

    with ThreadPoolExecutor(32) as threads:
        list(threads.map(work, range(200)))
    assert len(processes) <= 4


def test_threads_that_read_and_then_write_never_wait_for_each_other(database: Database) -> None:
    if database.is_sqlite:
        return
    together = threading.Barrier(2, timeout=PATIENCE)

    def work(_number: int) -> int:
        # As many as there are connections for reading hold one when each begins to write.
        with database.reading() as db:
            process_of(db)
            together.wait()
            with database.transaction() as writer:
                return process_of(writer)

    with ThreadPoolExecutor(2) as threads:
        assert all(threads.map(work, range(2)))


def test_a_connection_that_the_server_ended_is_replaced_before_it_is_used(
    database: Database,
) -> None:
    if database.is_sqlite:
        return
    with database.reading() as db:
        reader = process_of(db)
    with database.transaction() as db:
        writer = process_of(db)
    other = Database(database.url.render_as_string(hide_password=False))
    with other.reading() as db:
        query = text("SELECT pg_terminate_backend(:pid, 5000)")
        assert [db.scalar(query, {"pid": pid}) for pid in (reader, writer)] == [True, True]
    other.close()
    with database.reading() as db:
        assert process_of(db) != reader
    with database.transaction() as db:
        assert process_of(db) != writer


def test_a_restarted_server_is_survived_by_every_connection(server: Cluster | None) -> None:
    if server is None:
        return
    database = Database(server.address)
    with database.reading() as one, database.reading() as two, database.transaction() as three:
        assert len({process_of(db) for db in (one, two, three)}) == 3
    server.stop()
    with pytest.raises(Unavailable, match="cannot be reached"), database.transaction() as db:
        process_of(db)
    with database.reading() as db, pytest.raises(Exception, match="connection") as caught:
        process_of(db)
    assert is_unreachable(caught.value)
    server.start()
    with database.reading() as one, database.reading() as two, database.transaction() as three:
        assert len({process_of(db) for db in (one, two, three)}) == 3
    database.close()
