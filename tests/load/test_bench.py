"""The benchmark's harness: that it measures everything and hides no failure; not how fast."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.load import bench, contenders, works
from tests.load.servers import served
from tests.load.wrk import Asked, load
from tests.serving import PATIENCE, ROOT, environment, free_port

# Fetched by pip when it can be had; without it the rest must work.
_TUTORIAL = {contenders.WAITRESS, contenders.GRANIAN}
_FIGURES = (
    "requests_per_second", "median_ms", "p99_ms", "cpu_us", "rss_mb", "pss_mb", "bytes", "requests",
)  # fmt: skip
_REFUSING = """
import http.server, sys

class Refusing(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(int(self.path[1:]))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Refusing).serve_forever()
"""


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """One short run of everything, as `make bench-smoke` does it."""
    folder = tmp_path_factory.mktemp("results")
    assert bench.main(["--smoke", "--results", str(folder)]) == 0
    return json.loads((folder / "bench.json").read_text())


def test_every_work_is_measured_for_everybody_who_can_do_it(result: dict) -> None:
    measured = {(cell["work"], cell["contender"]) for cell in result["cells"]}
    wanted = {(work, contenders.OURS) for work in works.WORKS}
    wanted |= {(work, contenders.UNCACHED_SITE) for work in works.READING}
    wanted |= {(work, contenders.NGINX) for work in ("post", "home", "tag", "feed")}
    wanted |= {("not-modified", contenders.NGINX)}
    wanted |= {(work, name) for work in ("post", "home") for name in _TUTORIAL}
    left_out = set(result["left_out"])
    assert left_out <= {*_TUTORIAL, contenders.PAGE_FILES}
    assert measured >= {pair for pair in wanted if pair[1] not in left_out}


def test_every_cell_has_its_figures_and_no_errors(result: dict) -> None:
    for cell in result["cells"]:
        assert all(cell[name] > 0 for name in _FIGURES), cell
        assert cell["errors"] == 0, cell
        assert len(cell["rounds"]) == 1


def test_answers_of_another_kind_are_counted_as_errors(tmp_path: Path) -> None:
    port = free_port()
    with served([sys.executable, "-c", _REFUSING, str(port)], port=port, folder=tmp_path):
        good = load(port, Asked("/200"), seconds=0.3, connections=2)
        refused = load(port, Asked("/503"), seconds=0.3, connections=2)
        missing = load(port, Asked("/404", status=404), seconds=0.3, connections=2)
        found = load(port, Asked("/200", status=404), seconds=0.3, connections=2)
    assert (good.errors, missing.errors) == (0, 0)
    assert refused.errors == refused.requests > 0
    assert found.errors == found.requests > 0


def test_a_run_that_is_stopped_leaves_no_process_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.load.bench", "--smoke", "--results", str(tmp_path)]
    begun = subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True,
        env=environment(tmp_path, TMPDIR=str(tmp_path)),
    )  # fmt: skip
    until = time.monotonic() + PATIENCE
    while not _running_in(tmp_path, b"nginx") and time.monotonic() < until:
        time.sleep(0.05)
    assert _running_in(tmp_path, b"nginx"), "it did not come to measuring"
    begun.send_signal(signal.SIGTERM)
    assert begun.wait(PATIENCE) == 128 + signal.SIGTERM
    assert _running_in(tmp_path, b"") == []
    assert [*tmp_path.glob("flaskr-bench-*")] == []


def _running_in(folder: Path, name: bytes) -> list[int]:
    """Return the processes that work in the folder and are called so."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            inside = (process / "cwd").readlink().is_relative_to(folder)
            if inside and name in (process / "cmdline").read_bytes():
                found.append(int(process.name))
        except OSError:
            continue  # it ended, or is somebody else's
    return found
