"""Listening to what other processes tell: promptly, and never deaf without knowing it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Queue

import pytest

from flaskr.core import listening
from flaskr.core.db import Database
from flaskr.core.errors import Unavailable
from flaskr.core.postgres import notify
from tests.provision import postgres
from tests.provision.postgres import Cluster

PATIENCE = 30


@pytest.fixture
def database(make_database: Callable[[], str]) -> Iterator[Database]:
    """A database of its own, as telling begins with a commit."""
    made = Database(make_database())
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


class Listener:
    """Listens in a thread; what happens can be waited for."""

    def __init__(self, database: Database, channel: str = "changes") -> None:
        self.stop = threading.Event()
        self.heard: Queue[str] = Queue()
        self.ended: Queue[Exception | None] = Queue()
        ready = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(database, channel, ready))
        self.thread.start()
        self.is_ready = ready.wait(PATIENCE)

    def _run(self, database: Database, channel: str, ready: threading.Event) -> None:
        try:
            database.listen(channel, on_ready=ready.set, on_message=self.heard.put, stop=self.stop)
        except Unavailable as error:
            self.ended.put(error)
        else:
            self.ended.put(None)


@contextmanager
def listener(database: Database, channel: str = "changes") -> Iterator[Listener]:
    made = Listener(database, channel)
    try:
        assert made.is_ready
        yield made
    finally:
        made.stop.set()
        made.thread.join(PATIENCE)
    assert not made.thread.is_alive()


def tell(database: Database, payload: str, channel: str = "changes") -> None:
    with database.transaction() as db:
        notify(db, channel, payload)


def tell_and_fail(database: Database) -> None:
    with database.transaction() as db:
        notify(db, "changes", "lost")
        raise RuntimeError


def test_what_is_told_is_heard_in_order_by_everybody(database: Database) -> None:
    if database.is_sqlite:
        return
    with listener(database) as one, listener(database) as two:
        for word in ("a", "b", "ü 'quoted'"):
            tell(database, word)
        for each in (one, two):
            assert [each.heard.get(timeout=PATIENCE) for _ in range(3)] == ["a", "b", "ü 'quoted'"]
    assert one.ended.get(timeout=PATIENCE) is None


def test_only_ones_own_channel_is_heard(database: Database) -> None:
    if database.is_sqlite:
        return
    with listener(database, 'the "second"') as one:
        tell(database, "other")
        tell(database, "mine", 'the "second"')
        assert one.heard.get(timeout=PATIENCE) == "mine"
        assert one.heard.empty()


def test_what_is_rolled_back_is_never_told(database: Database) -> None:
    if database.is_sqlite:
        return
    with listener(database) as one:
        with pytest.raises(RuntimeError):
            tell_and_fail(database)
        tell(database, "kept")
        assert one.heard.get(timeout=PATIENCE) == "kept"


def test_listening_outlives_many_heartbeats(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database.is_sqlite:
        return
    monkeypatch.setattr(listening, "HEARTBEAT", 0.2)
    with listener(database) as one:
        for number in range(8):
            time.sleep(0.15)
            tell(database, str(number))
        heard = [one.heard.get(timeout=PATIENCE) for _ in range(8)]
    assert heard == [str(number) for number in range(8)]


def test_an_error_while_hearing_ends_listening_and_is_raised(database: Database) -> None:
    if database.is_sqlite:
        return

    def fail(payload: str) -> None:
        raise RuntimeError(payload)

    def begin() -> None:
        tell(database, "told")

    with pytest.raises(RuntimeError, match="told"):
        database.listen("changes", on_ready=begin, on_message=fail, stop=threading.Event())


def test_a_restarted_server_ends_listening_which_can_begin_anew(server: Cluster | None) -> None:
    if server is None:
        return
    database = Database(server.address)
    with listener(database) as one:
        server.stop()
        assert isinstance(one.ended.get(timeout=PATIENCE), Unavailable)
        with pytest.raises(Unavailable):
            database.listen(
                "changes", on_ready=one.stop.set, on_message=one.heard.put, stop=one.stop
            )
    server.start()
    with listener(database) as two:
        database.engine.dispose()
        tell(database, "again")
        assert two.heard.get(timeout=PATIENCE) == "again"
    database.close()


def test_a_server_that_stands_still_is_noticed(
    server: Cluster | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if server is None:
        return
    monkeypatch.setattr(listening, "HEARTBEAT", 0.3)
    database = Database(server.address)
    with listener(database) as one:
        server.freeze()
        try:
            assert isinstance(one.ended.get(timeout=PATIENCE), Unavailable)
        finally:
            server.freeze(stopped=False)
    database.close()


def test_an_address_for_listening_is_used_instead_of_the_usual_one(database: Database) -> None:
    if database.is_sqlite:
        return
    direct = database.url.render_as_string(hide_password=False)
    pooled = Database("postgresql://nobody@127.0.0.1:1/nowhere", direct=direct)
    with listener(pooled) as one:
        tell(database, "told")
        assert one.heard.get(timeout=PATIENCE) == "told"
    pooled.close()
