"""Reading from a replica: never older than what is known, and never a reason to fail."""

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from sqlalchemy import func, select, text

from flaskr import create_app
from flaskr.core import replica as module
from flaskr.core import schema
from flaskr.core.db import Database
from flaskr.core.permissions import SYSTEM, Role
from flaskr.core.runtime import Core
from flaskr.features.accounts.views import COOKIE
from flaskr.features.posts.publishing import publish
from flaskr.features.posts.writing import write
from flaskr.web.current import WROTE
from tests.client import CheckedClient
from tests.conftest import person, settings_for
from tests.provision import postgres
from tests.provision.postgres import Cluster

PATIENCE = 30


class Pair(NamedTuple):
    """A server, and one that follows it."""

    primary: Cluster
    copy: Cluster


@pytest.fixture(scope="module")
def running(on_postgres: bool) -> Iterator[Pair | None]:
    """Start the pair once; only in the run on PostgreSQL."""
    if not on_postgres:
        yield None
        return
    with postgres.own_server() as primary, primary.replica() as copy:
        yield Pair(primary, copy)


@pytest.fixture
def pair(running: Pair | None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair | None]:
    """Give the pair, and let the replica follow again after the test.

    Time alone makes nothing too old, and a replica that was late is asked again at once.
    """
    monkeypatch.setattr(module, "MOST_BEHIND", 3600)
    monkeypatch.setattr(module, "_REST_IF_LATE", 0)
    monkeypatch.setattr(module, "_REST_IF_GONE", 0)
    yield running
    if running is not None:
        follow(running)


@pytest.fixture
def database(pair: Pair | None) -> Iterator[Database | None]:
    """A database with a replica."""
    if pair is None:
        yield None
        return
    made = Database(pair.primary.address, replica=pair.copy.address)
    yield made
    made.close()


def stand_still(pair: Pair) -> None:
    order(pair.copy, "SELECT pg_wal_replay_pause()")


def follow(pair: Pair) -> None:
    order(pair.copy, "SELECT pg_wal_replay_resume()")


def order(server: Cluster, statement: str) -> object:
    database = Database(server.address)
    with database.reading() as db:
        answer: object = db.scalar(text(statement))
    database.close()
    return answer


def read_a_copy(database: Database) -> bool:
    with database.reading(replica=True) as db:
        return bool(db.scalar(select(func.pg_is_in_recovery())))


def wait_for_copy(database: Database) -> None:
    """Wait until the replica has all that was written."""
    wait_for(lambda: read_a_copy(database))


def wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)


def commit_something(database: Database) -> None:
    with database.transaction() as db:
        db.execute(text("CREATE TABLE IF NOT EXISTS t (a int)"))
        db.execute(text("INSERT INTO t VALUES (1)"))


def test_a_replica_that_keeps_up_is_read_and_only_where_that_is_asked_for(
    database: Database | None,
) -> None:
    if database is None:
        return
    commit_something(database)
    wait_for_copy(database)
    with database.reading() as db:
        assert not db.scalar(select(func.pg_is_in_recovery()))
    with database.reading(replica=True) as db, pytest.raises(RuntimeError, match="for reading"):
        db.execute(text("INSERT INTO t VALUES (1)"))


def test_a_replica_without_ones_own_change_is_passed_by_until_it_has_it(
    database: Database | None, pair: Pair | None
) -> None:
    if database is None or pair is None:
        return
    wait_for_copy(database)
    stand_still(pair)
    assert read_a_copy(database)
    commit_something(database)
    assert not read_a_copy(database)
    follow(pair)
    wait_for_copy(database)


def test_a_replica_that_lags_behind_others_changes_is_passed_by(
    database: Database | None, pair: Pair | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database is None or pair is None:
        return
    wait_for_copy(database)
    stand_still(pair)
    other = Database(pair.primary.address)
    commit_something(other)
    other.close()
    monkeypatch.setattr(module, "MOST_BEHIND", 0)
    assert not read_a_copy(database)


def test_a_change_that_was_heard_of_is_in_what_is_read(
    database: Database | None, pair: Pair | None
) -> None:
    if database is None or pair is None:
        return
    other = Database(pair.primary.address)
    wait_for_copy(database)
    stop = _Stop()

    def tell() -> None:
        wait_for_copy(database)
        stand_still(pair)
        with other.transaction() as db:
            db.execute(text("SELECT pg_notify('changes', '')"))

    def hear(_payload: str) -> None:
        stop.copies.append(read_a_copy(database))
        stop.is_over = True

    database.listen("changes", on_ready=tell, on_message=hear, stop=stop)  # type: ignore[arg-type]
    assert stop.copies == [False]
    other.close()


class _Stop:
    """Ends listening after the first message."""

    def __init__(self) -> None:
        self.is_over = False
        self.copies: list[bool] = []

    def is_set(self) -> bool:
        return self.is_over


def test_a_replica_that_is_gone_is_passed_by_and_read_again_when_it_is_back(
    database: Database | None, pair: Pair | None
) -> None:
    if database is None or pair is None:
        return
    wait_for_copy(database)
    pair.copy.stop()
    assert not read_a_copy(database)
    pair.copy.start()
    wait_for_copy(database)


def test_a_server_that_follows_nobody_is_no_replica(pair: Pair | None) -> None:
    if pair is None:
        return
    database = Database(pair.primary.address, replica=pair.primary.address)
    with database.reading(replica=True) as db:
        processes = {db.scalar(select(func.pg_backend_pid()))}
    with database.reading() as db:
        processes.add(db.scalar(select(func.pg_backend_pid())))
    assert len(processes) == 1
    database.close()


def test_visitors_read_the_replica_and_whoever_wrote_does_not(pair: Pair | None) -> None:
    if pair is None:
        return
    settings = {**settings_for(pair.primary.address), "DATABASE_REPLICA": pair.copy.address}
    app = create_app(settings)
    core: Core = app.extensions["flaskr"]
    schema.ensure(core.db)
    olga = person(core, "olga", Role.OWNER)
    with core.db.transaction() as db:
        post = publish(write(db, by=olga.actor, title="A walk", body="Words."), by=SYSTEM)
    core.watch.look()
    wait_for(lambda: core.watch.is_trusted)
    wait_for_copy(core.db)
    # Changes made elsewhere, which this process is not told of, show whose page comes from where.
    stand_still(pair)
    other = Database(pair.primary.address)
    with other.transaction() as db:
        db.execute(text("UPDATE posts SET title = 'A run' WHERE id = :id"), {"id": post.id})
    other.close()
    visitor, writer, member = (CheckedClient(app) for _ in range(3))
    assert "A walk" in visitor.get("/a-walk/").text
    member.set_cookie(COOKIE, "anything")
    assert "A run" in member.get("/a-walk/").text
    assert "A walk" in visitor.get("/a-walk/").text
    answer = writer.post(f"/reactions/{post.id}/heart")
    for part in (f"{WROTE}=1", "Max-Age=4", "HttpOnly", "SameSite=Lax"):
        assert part in answer.headers["Set-Cookie"]
    assert "A run" in writer.get("/a-walk/").text
    core.close()
