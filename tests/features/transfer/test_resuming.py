"""An import that is stopped goes on where it was."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.posts.models import Post
from flaskr.features.transfer import beginning, importing, run
from flaskr.features.transfer.importing import run_import
from flaskr.features.transfer.models import Import
from flaskr.features.transfer.undoing import begin_undo, undo_import
from tests.conftest import settings_for
from tests.features.transfer import exports
from tests.features.transfer.conftest import outcomes, rows

PATIENCE = 90
COUNT = 230

PROCESS = """
import sys
from flaskr import create_app
from flaskr.core import clock
from flaskr.features.transfer.importing import run_import

app = create_app({"DATABASE": sys.argv[1], "MEDIA": "memory", "LOG_LEVEL": "error"})
def slowly(stage, position, total):
    clock.sleep(0.5 if stage == "texts" else 0)
run_import(app.extensions["flaskr"], int(sys.argv[2]), progress=slowly)
"""


@pytest.fixture
def own(make_database: Callable[[], str]) -> Iterator[Core]:
    """Give the core of an application with a database of its own."""
    app = create_app(settings_for(make_database()))
    core: Core = app.extensions["flaskr"]
    schema.ensure(core.db)
    yield core
    core.close()


def begun(core: Core, folder: Path, count: int = COUNT) -> Import:
    items = [
        exports.item(n, f"Post {n}", comments=[exports.comment(n, "Hi")])
        for n in range(1, count + 1)
    ]
    path = exports.write(folder, exports.author(1, "ana"), *items)
    with core.db.transaction() as db:
        return beginning.begin(db, by=SYSTEM, format="wordpress", path=path, name="export.xml")


def count_posts(core: Core) -> int:
    with core.db.reading() as db:
        return db.scalar(select(func.count(Post.id))) or 0


def test_an_import_whose_process_is_killed_goes_on(own: Core, tmp_path: Path) -> None:
    row = begun(own, tmp_path)
    address = own.db.url.database if own.db.is_sqlite else own.db.url.render_as_string(False)
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "FLASKR_INSTANCE": str(tmp_path / "instance"),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", PROCESS, str(address), str(row.id)], env=environment
    )
    deadline = time.monotonic() + PATIENCE
    while not 0 < count_posts(own) < COUNT:
        assert time.monotonic() < deadline, "it never got half way"
        assert process.poll() is None, "it ended too soon"
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    half = count_posts(own)
    assert 0 < half < COUNT
    with own.db.reading() as db:
        stopped = db.get_one(Import, row.id)
        assert (stopped.state, stopped.position) == ("running", 1 + half)
    done = run_import(own, row.id)
    assert (done.state, done.position, done.total) == ("finished", COUNT + 1, COUNT + 1)
    counts = rows(own)
    assert (counts["posts"], counts["comments"], counts["revisions"]) == (COUNT, COUNT, COUNT)
    assert set(outcomes(own, row, "post").values()) == {"created"}
    undo_import(own, row.id)
    assert count_posts(own) == 0


def test_an_import_that_breaks_says_so_and_can_be_undone_or_gone_on_with(
    core: Core, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = begun(core, tmp_path, 120)
    batches = 0

    def break_later(stage: str, position: int, total: int) -> None:
        nonlocal batches
        batches += stage == "texts"
        if batches == 2:
            raise RuntimeError("the plug was pulled")

    with pytest.raises(RuntimeError):
        run_import(core, row.id, progress=break_later)
    with core.db.reading() as db:
        stopped = db.get_one(Import, row.id)
        assert (stopped.state, stopped.error) == ("failed", importing.UNFINISHED)
    assert count_posts(core) == 2 * run.BATCH
    with core.db.transaction() as db:
        beginning.resume(db, row.id, by=SYSTEM)
    core.worker().run_due()
    assert count_posts(core) == 120
    undo_import(core, row.id)
    assert count_posts(core) == 0


def test_undoing_stops_an_import_that_is_still_at_work(core: Core, tmp_path: Path) -> None:
    row = begun(core, tmp_path, 120)

    def undo_meanwhile(stage: str, position: int, total: int) -> None:
        if stage == "texts":
            begin_undo(core, row.id)

    assert run_import(core, row.id, progress=undo_meanwhile).state == "undoing"
    assert count_posts(core) == run.BATCH
    assert undo_import(core, row.id).state == "undone"
    assert count_posts(core) == 0


def test_a_finished_import_is_not_done_again(core: Core, tmp_path: Path) -> None:
    row = begun(core, tmp_path, 3)
    first = run_import(core, row.id)
    assert run_import(core, row.id).finished_at == first.finished_at
