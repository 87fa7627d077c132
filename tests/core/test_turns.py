"""Writers of one process take turns, and a database that cannot be written says so."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.errors import Unavailable
from flaskr.core.permissions import Role
from flaskr.core.runtime import Core
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import put
from tests.client import CheckedClient
from tests.conftest import person, settings_for


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    """Make an application on a SQLite file of its own."""
    made: Core = create_app(settings_for(str(tmp_path / "own.sqlite"))).extensions["flaskr"]
    schema.ensure(made.db)
    yield made
    made.close()


def test_nobody_else_on_the_machine_can_read_the_file(core: Core, tmp_path: Path) -> None:
    assert (tmp_path / "own.sqlite").stat().st_mode & 0o777 == 0o600


def test_many_writers_all_get_their_turn(core: Core) -> None:
    faults: list[Exception] = []

    def write(name: str) -> None:
        try:
            for number in range(15):
                with core.db.transaction() as db:
                    put(db, f"{name}-{number}", {"a": 1})
        except Unavailable as fault:
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(f"writer-{n}",)) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with core.db.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT count(*) FROM site_settings").scalar()
    assert rows == 24 * 15


def test_a_database_file_that_was_replaced_takes_no_more_writes(core: Core, tmp_path: Path) -> None:
    with core.db.transaction() as db:
        put(db, "before", {"a": 1})
    (tmp_path / "own.sqlite").rename(tmp_path / "elsewhere.sqlite")
    with pytest.raises(Unavailable, match="moved or replaced"), core.db.transaction() as db:
        put(db, "after", {"a": 1})


def test_a_full_disk_loses_no_word(core: Core, tmp_path: Path) -> None:
    app = create_app(settings_for(str(tmp_path / "own.sqlite")))
    small: Core = app.extensions["flaskr"]
    olga = person(small, "olga", Role.OWNER)
    client = CheckedClient(app).log_in(olga)
    _fill(small)
    text = "Every word of it. " * 5000
    answer = client.post("/studio/posts/", data={"title": "A long one", "body": text})
    assert answer.status_code == 503
    assert "The disk is full" in answer.text
    assert text.strip() in answer.text
    with small.db.reading() as db:
        assert db.scalar(select(func.count(Post.id))) == 0
    small.close()


def _fill(core: Core) -> None:
    """Let the file grow no further, as on a full disk: SQLite answers the same."""

    def stop_growing(connection: Any, _record: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(core.db.engine, "connect", stop_growing)
    core.db.engine.dispose()
