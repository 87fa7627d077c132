"""Everything works through a PgBouncer that gives a connection to each transaction anew."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from typing import NamedTuple

import pytest
from sqlalchemy import func, select

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.errors import Unavailable
from flaskr.core.jobs import JobRow, enqueue
from flaskr.core.permissions import SYSTEM, Role
from flaskr.core.postgres import notify
from flaskr.core.runtime import Core
from flaskr.features.posts.listing import public_posts
from flaskr.features.posts.models import Post
from flaskr.features.posts.publishing import publish
from flaskr.features.posts.writing import write
from tests.client import CheckedClient
from tests.conftest import person, settings_for
from tests.provision import pgbouncer, postgres


class Place(NamedTuple):
    """A server, and the way to it through a pooler."""

    direct: str
    pooled: str


@pytest.fixture(scope="module")
def place(on_postgres: bool) -> Iterator[Place | None]:
    """Give a pooler of transactions before a server; only in the run on PostgreSQL."""
    if not on_postgres:
        yield None
        return
    with postgres.own_server() as cluster, pgbouncer.pooled(cluster) as pooled:
        yield Place(cluster.address, pooled)


@pytest.fixture
def core(place: Place | None) -> Iterator[Core | None]:
    """Give an application behind the pooler, with empty tables."""
    if place is None:
        yield None
        return
    postgres.create_database(place.direct, "blog")
    direct, pooled = (each.replace("/postgres?", "/blog?") for each in place)
    settings = {**settings_for(pooled), "DATABASE_DIRECT": direct, "DATABASE_CONNECTIONS": 12}
    made: Core = create_app(settings).extensions["flaskr"]
    schema.ensure(made.db)
    yield made
    made.close()


def test_many_threads_read_and_write_at_once(core: Core | None) -> None:
    if core is None:
        return
    ana = person(core, "ana", Role.AUTHOR)

    def work(number: int) -> None:
        with core.db.transaction() as db:
            publish(write(db, by=ana.actor, title=f"Post {number}", body="Words."), by=SYSTEM)
        with core.db.reading() as db:
            assert public_posts(db).posts
        with core.db.reading(snapshot=True) as db:
            stream = select(Post.id).execution_options(yield_per=3)
            assert len(list(db.scalars(stream))) == db.scalar(select(func.count(Post.id)))

    # Each statement many times on each connection: what would be prepared, would be by now.
    with ThreadPoolExecutor(12) as threads:
        list(threads.map(work, range(60)))
    with core.db.reading() as db:
        assert db.scalar(select(func.count(Post.id))) == 60


def test_pages_and_jobs_work(place: Place | None) -> None:
    if place is None:
        return
    postgres.create_database(place.direct, "pages")
    app = create_app(settings_for(place.pooled.replace("/postgres?", "/pages?")))
    core: Core = app.extensions["flaskr"]
    schema.ensure(core.db)
    olga = person(core, "olga", Role.OWNER)
    client = CheckedClient(app).log_in(olga)
    for number in range(8):
        client.post("/create", data={"title": f"Post {number}", "body": "Text"})
        assert f"Post {number}" in CheckedClient(app).get("/").text
    with core.db.transaction() as db:
        for _ in range(8):
            enqueue(db, "reactions.forget")
    assert core.worker().run_due() >= 8
    with core.db.reading() as db:
        assert db.scalar(select(func.count(JobRow.id)).where(JobRow.failed_at.is_not(None))) == 0
    core.close()


def test_listening_goes_to_the_server_itself(core: Core | None) -> None:
    if core is None:
        return
    heard: Queue[str] = Queue()
    stop, ready = threading.Event(), threading.Event()
    options = {"on_ready": ready.set, "on_message": heard.put, "stop": stop}
    thread = threading.Thread(target=core.db.listen, args=("changes",), kwargs=options)
    thread.start()
    assert ready.wait(30)
    with core.db.transaction() as db:
        notify(db, "changes", "told through the pooler")
    assert heard.get(timeout=30) == "told through the pooler"
    stop.set()
    thread.join(30)


def test_listening_through_the_pooler_is_refused_instead_of_hearing_nothing(
    place: Place | None,
) -> None:
    if place is None:
        return
    core: Core = create_app(settings_for(place.pooled)).extensions["flaskr"]
    never = threading.Event()
    with pytest.raises(Unavailable, match="DATABASE_DIRECT"):
        core.db.listen("changes", on_ready=never.set, on_message=print, stop=never)
    assert not never.is_set()
    core.close()
