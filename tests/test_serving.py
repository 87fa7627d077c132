"""`flaskr serve` and `flaskr worker`, started as a person starts them."""

import os
import signal
import socket
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.errors import SettingsError
from flaskr.core.jobs import JobRow, enqueue
from flaskr.core.runtime import Core
from flaskr.features.ops import serving, watch
from tests.conftest import settings_for
from tests.serving import PATIENCE, Process, Site, children, command_of, flaskr


@pytest.fixture
def address(make_database: Callable[[], str]) -> str:
    return make_database()


@pytest.fixture
def start(tmp_path: Path, address: str) -> Iterator[Callable[..., Any]]:
    """Give a function that starts a site, or what `kind` says, on one database."""
    started: list[Process] = []

    def begin(*options: str, kind: type[Process] = Site, **settings: Any) -> Process:
        settings.setdefault("FLASKR_DATABASE", address)
        started.append(kind(tmp_path, *options, **settings))
        return started[-1]

    yield begin
    for process in started:
        process.end()


@pytest.fixture
def own(address: str) -> Iterator[Core]:
    """Give the core of an application on the same database, to look into it."""
    core: Core = create_app(settings_for(address)).extensions["flaskr"]
    yield core
    core.close()


def until(condition: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def workers(site: Site) -> list[int]:
    """Return the processes that answer; one that took another's place has a parent of its own."""
    found = children(site.process.pid)
    return [inner for pid in found for inner in children(pid) or [pid]]


def waiting(core: Core) -> int:
    with core.db.reading() as db:
        return len(db.scalars(select(JobRow.id).where(JobRow.name == "ops.clean")).all())


def test_a_first_start_makes_everything_and_offers_the_set_up_link(
    start: Callable[..., Site], tmp_path: Path
) -> None:
    site = start()
    assert site.get("/hello") == (200, "Hello, World!")
    link = site.printed(rf"Open (http://127\.0\.0\.1:{site.port}(/auth/setup/\S+)) to make this")
    assert site.get(link[2])[0] == 200
    key = tmp_path / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    first = key.read_text()
    assert len(first.strip()) >= 40
    assert site.stop() == 0
    again = start()
    again.get("/hello")
    assert key.read_text() == first


def test_a_site_with_an_owner_offers_no_link(
    start: Callable[..., Site], tmp_path: Path, address: str
) -> None:
    database = {"FLASKR_DATABASE": address}
    assert flaskr(tmp_path, "init-db", **database).returncode == 0
    create = ["user", "create", "olga", "--role", "owner", "--password", "a walk by the lake"]
    made = flaskr(tmp_path, *create, **database)
    assert made.returncode == 0, made.stderr
    site = start()
    site.get("/hello")
    assert "/auth/setup/" not in site.text


def test_a_key_that_is_configured_is_used(start: Callable[..., Site], tmp_path: Path) -> None:
    site = start(FLASKR_SECRET_KEY="0123456789abcdef0123456789abcdef")
    site.get("/hello")
    assert not (tmp_path / "secret_key").exists()


def test_a_taken_port_is_said_and_ends_the_start(tmp_path: Path, address: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = flaskr(tmp_path, "serve", "--port", port, FLASKR_DATABASE=address)
    assert ended.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken by another program." in ended.stderr
    assert "Traceback" not in ended.stderr


def test_waitress_with_several_workers_is_refused(tmp_path: Path, address: str) -> None:
    ended = flaskr(
        tmp_path, "serve", "--server", "waitress", "--workers", "4", FLASKR_DATABASE=address
    )
    assert ended.returncode == 1
    assert "waitress answers in one process only; leave --workers away" in ended.stderr


@pytest.mark.parametrize(("cores", "workers"), [(1, 1), (2, 2), (4, 4), (64, 4)])
def test_there_is_a_worker_for_each_core_up_to_four(
    monkeypatch: pytest.MonkeyPatch, cores: int, workers: int
) -> None:
    usable = set(range(cores))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: usable, raising=False)
    assert serving.number_of_workers("granian", None) == workers


def test_a_missing_waitress_is_said_before_anything_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert serving.number_of_workers("waitress", None) == 1
    monkeypatch.setattr(serving, "find_spec", lambda _name: None)
    assert serving.number_of_workers("granian", 6) == 6
    with pytest.raises(SettingsError, match="run “make extras”"):
        serving.number_of_workers("waitress", 1)


def test_a_foreign_address_is_said_and_ends_the_start(tmp_path: Path, address: str) -> None:
    ended = flaskr(tmp_path, "serve", "--host", "no.such.host.invalid", FLASKR_DATABASE=address)
    assert ended.returncode == 1
    assert "no.such.host.invalid is no address of this machine" in ended.stderr


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_the_tables_of_another_version_are_not_served(
    tmp_path: Path, address: str, own: Core, command: str
) -> None:
    with own.db.transaction() as db:
        db.execute(text('CREATE TABLE "user" (id INTEGER)'))
        db.execute(text("CREATE TABLE post (id INTEGER)"))
    ended = flaskr(tmp_path, command, FLASKR_DATABASE=address)
    assert ended.returncode == 1
    assert "Run “flaskr upgrade”, then start again" in ended.stderr


@pytest.mark.parametrize("server", ["granian", "waitress"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_all_its_processes_stops_the_site(
    start: Callable[..., Site], server: str, number: signal.Signals
) -> None:
    site = start("--server", server)
    site.get("/hello")
    started = time.monotonic()
    assert site.stop(number, group=True) in {0, 130}
    # Longer, and a worker was killed because it did not stop by itself.
    assert time.monotonic() - started < watch.STOP_SECONDS
    with socket.create_server(("127.0.0.1", site.port)):
        pass


def test_a_worker_that_dies_is_replaced(start: Callable[..., Site]) -> None:
    site = start("--workers", "2")
    site.get("/hello")
    first, second = workers(site)
    os.kill(first, signal.SIGKILL)
    site.printed(r"A serving process ended \(signal 9\)")
    until(lambda: len(workers(site)) == 2)
    os.kill(second, signal.SIGKILL)
    # The second one's place is not taken at once, so it is the first one's that answers.
    assert site.get("/hello") == (200, "Hello, World!")
    until(lambda: len(workers(site)) == 2)
    assert site.stop(group=True) == 0
    with socket.create_server(("127.0.0.1", site.port)):
        pass


def test_the_first_process_becomes_a_small_one(start: Callable[..., Site]) -> None:
    site = start()
    site.get("/hello")
    until(lambda: "watch.py" in command_of(site.process.pid))


def test_making_an_application_begins_no_thread(address: str) -> None:
    # The workers are forked then, and a thread would be missing in them.
    before = threading.enumerate()
    core: Core = create_app(settings_for(address)).extensions["flaskr"]
    schema.ensure(core.db)
    assert threading.enumerate() == before
    core.close()


def test_a_site_whose_workers_cannot_begin_ends(start: Callable[..., Site]) -> None:
    site = start("--workers", "1")
    site.get("/hello")
    while site.process.poll() is None:
        for child in children(site.process.pid):
            os.kill(child, signal.SIGKILL)
        time.sleep(0.05)
    assert site.process.returncode == 1
    assert "could not begin; the site is stopped" in site.text


def test_a_site_served_from_inside_a_package_finds_its_own_code(
    start: Callable[..., Site], tmp_path: Path
) -> None:
    (tmp_path / "__init__.py").touch()
    (tmp_path / "json.py").write_text("raise RuntimeError('not this one')")
    assert start("--workers", "2", PYTHONSAFEPATH="1").get("/hello") == (200, "Hello, World!")


def test_the_served_site_works_on_jobs(start: Callable[..., Site], own: Core) -> None:
    schema.ensure(own.db)
    with own.db.transaction() as db:
        enqueue(db, "ops.clean")
    start().get("/hello")
    until(lambda: waiting(own) == 0)


def test_jobs_are_left_to_the_worker_where_the_setting_says_so(
    start: Callable[..., Any], own: Core
) -> None:
    schema.ensure(own.db)
    with own.db.transaction() as db:
        enqueue(db, "ops.clean")
    site = start(FLASKR_JOBS_IN_SERVER="no")
    for _ in range(3):
        site.get("/hello")
        time.sleep(1)
    assert waiting(own) == 1
    worker = start("-m", "flaskr", "worker", kind=Process)
    until(lambda: waiting(own) == 0)
    assert worker.stop() == 0


def test_the_worker_stops_on_ctrl_c(start: Callable[..., Any]) -> None:
    worker = start("-m", "flaskr", "worker", kind=Process)
    worker.printed("works on jobs")
    assert worker.stop(signal.SIGINT) == 0
    assert "Traceback" not in worker.text
