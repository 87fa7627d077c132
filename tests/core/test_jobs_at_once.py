"""Several workers at one database of their own: threads, and processes that are killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from flaskr import create_app
from flaskr.core import clock, schema
from flaskr.core.jobs import Job, JobRow, enqueue, schedule
from flaskr.core.jobs.worker import Worker
from flaskr.core.log import make_logger
from flaskr.core.runtime import Core
from tests.conftest import settings_for

PATIENCE = 90  # seconds; only a broken queue uses them up

# A worker in a process of its own. The job writes a line when it begins and one when it ends;
# it sleeps in between as long as it is told to.
WORKER = """
import sys, time
from pathlib import Path
from flaskr import create_app
from flaskr.core.feature import Feature
from flaskr.core.jobs import Job
from flaskr.features import FEATURES

def work(core, *, seconds, file):
    with Path(file).open("a") as lines:
        lines.write("begin\\n"); lines.flush()
        time.sleep(seconds if sys.argv[2] == "slow" else 0)
        lines.write("end\\n")

job = Feature(name="tested", jobs=(Job("work", work),))
app = create_app({"DATABASE": sys.argv[1], "MEDIA": "memory", "LOG_LEVEL": "error", "JOB_LEASE": 2},
                 features=(*FEATURES, job))
worker = app.extensions["flaskr"].worker()
worker.run() if sys.argv[2] == "slow" else [worker.run_one() or time.sleep(0.1) for _ in range(600)]
"""


@pytest.fixture
def own(make_database: Callable[[], str]) -> Iterator[Core]:
    """Give the core of an application with a database of its own."""
    app = create_app(settings_for(make_database()))
    core: Core = app.extensions["flaskr"]
    core.jobs.clear()
    schema.ensure(core.db)
    yield core
    core.close()


@pytest.fixture
def start(own: Core) -> Iterator[Callable[[str], subprocess.Popen[bytes]]]:
    """Give a function that starts a worker process, `slow` or `fast`."""
    started: list[subprocess.Popen[bytes]] = []

    def run(pace: str) -> subprocess.Popen[bytes]:
        address = own.db.url.database if own.db.is_sqlite else own.db.url.render_as_string(False)
        arguments = [sys.executable, "-c", WORKER, str(address), pace]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        started.append(subprocess.Popen(arguments, env=environment))
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.wait()


def until(condition: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def lines_of(file: Path) -> list[str]:
    return file.read_text().split() if file.exists() else []


def waiting(core: Core) -> int:
    with core.db.reading() as db:
        return len(db.scalars(select(JobRow.id)).all())


def test_a_job_whose_worker_is_killed_is_run_again_by_another(
    own: Core, start: Callable[[str], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    file = tmp_path / "lines"
    with own.db.transaction() as db:
        enqueue(db, "work", seconds=600, file=str(file))
    first = start("slow")
    until(lambda: lines_of(file) == ["begin"])
    first.send_signal(signal.SIGKILL)
    first.wait()
    start("fast")
    until(lambda: waiting(own) == 0)
    assert lines_of(file) == ["begin", "begin", "end"]


def test_the_heartbeat_keeps_a_job_that_takes_longer_than_its_lease(
    own: Core, start: Callable[[str], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    file = tmp_path / "lines"
    with own.db.transaction() as db:
        enqueue(db, "work", seconds=7, file=str(file))
    start("slow")
    until(lambda: lines_of(file) == ["begin"])
    start("fast")
    until(lambda: waiting(own) == 0)
    assert lines_of(file) == ["begin", "end"]


def test_two_processes_share_the_jobs_and_run_each_once(
    own: Core, start: Callable[[str], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    with own.db.transaction() as db:
        for number in range(60):
            enqueue(db, "work", seconds=0, file=str(tmp_path / f"job-{number}"))
    start("slow")
    start("fast")
    until(lambda: waiting(own) == 0)
    for number in range(60):
        assert lines_of(tmp_path / f"job-{number}") == ["begin", "end"]


def test_eight_threads_never_run_the_same_job_twice(own: Core) -> None:
    ran: Counter[int] = Counter()
    lock = threading.Lock()

    def count(_core: Core, *, number: int) -> None:
        with lock:
            ran[number] += 1

    own.jobs["count"] = Job("count", count)
    with own.db.transaction() as db:
        for number in range(100):
            enqueue(db, "count", number=number)
    workers = [Worker(own, lease=timedelta(seconds=60)) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        while waiting(own):
            list(pool.map(lambda worker: worker.run_due(), workers))
    assert ran == Counter(range(100))


def test_a_schedule_that_two_workers_ask_for_together_is_enqueued_once(own: Core) -> None:
    ran: list[int] = []
    own.jobs["hourly"] = Job("hourly", lambda _core: ran.append(1), schedule="0 * * * *")
    jobs = list(own.jobs.values())
    noon = clock.now().replace(minute=0, second=0, microsecond=0)
    barrier = threading.Barrier(6)

    def ask(at: Any) -> None:
        barrier.wait()
        with clock.frozen(at), own.db.transaction() as db:
            schedule.enqueue_due(db, jobs)

    for hours in (0, 1):
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(ask, [noon + timedelta(hours=hours)] * 6))
    assert waiting(own) == 1


def test_the_same_key_enqueued_at_once_by_many_is_one_job(own: Core) -> None:
    barrier = threading.Barrier(6)

    def add(number: int) -> None:
        barrier.wait()
        with own.db.transaction() as db:
            enqueue(db, "later", unique_key="one", number=number)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(add, range(6)))
    assert waiting(own) == 1


def test_a_worker_gives_the_job_at_hand_back(own: Core) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def block(_core: Core) -> None:
        begun.set()
        go_on.wait(PATIENCE)

    own.jobs["block"] = Job("block", block)
    with own.db.transaction() as db:
        enqueue(db, "block")
    worker = own.worker()
    thread = worker.start()
    assert begun.wait(PATIENCE)
    worker.stop()
    worker.give_back()
    with own.db.reading() as db:
        row = db.scalars(select(JobRow)).one()
    go_on.set()
    thread.join(PATIENCE)
    assert (row.leased_by, row.leased_until) == (None, None)


def test_a_worker_that_lost_its_lease_notices(
    own: Core, capsys: pytest.CaptureFixture[str]
) -> None:
    own.log = make_logger(level="warning", as_json=True)

    def work(core: Core) -> None:
        with core.db.transaction() as db:
            db.execute(update(JobRow).values(leased_by="another"))
        until(lambda: "jobs.lease_lost" in capsys.readouterr().err)

    own.jobs.clear()
    own.jobs["work"] = Job("work", work)
    with own.db.transaction() as db:
        enqueue(db, "work")
    assert Worker(own, lease=timedelta(seconds=0.3)).run_one()
    assert "jobs.lost" in capsys.readouterr().err
    assert waiting(own) == 1


def test_a_worker_outlives_a_database_that_is_away(own: Core, tmp_path: Path) -> None:
    ran = threading.Event()
    own.jobs["note"] = Job("note", lambda _core: ran.set())
    with own.db.transaction() as db:
        db.connection().exec_driver_sql("ALTER TABLE jobs RENAME TO away")
    worker = Worker(own, lease=timedelta(seconds=60), poll=0.05)
    thread = worker.start()
    time.sleep(0.5)
    assert thread.is_alive()
    with own.db.transaction() as db:
        db.connection().exec_driver_sql("ALTER TABLE away RENAME TO jobs")
        enqueue(db, "note")
    assert ran.wait(PATIENCE)
    worker.stop()
    thread.join(PATIENCE)
