"""The tutorial's own Flaskr, as Flask's source distribution holds it."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from tests.load.servers import Server, served
from tests.serving import ROOT, free_port

CACHE = ROOT / ".cache" / "tutorial"
_PATIENCE = 180  # seconds for pip
_DOWNLOAD = (
    "-m", "pip", "download", "--no-binary", ":all:", "--no-deps", "--quiet", "--retries", "1",
    "--timeout", "20", "--disable-pip-version-check",
)  # fmt: skip
_THREADS = "32"  # as many as ours has
_APPLICATION = "from flaskr import create_app\n\napp = create_app()\n"


class NoTutorial(RuntimeError):
    """The tutorial could not be had; the message says why."""


def make_tutorial(folder: Path, bodies: Sequence[str]) -> None:
    """Put the application into the folder, with a user and a post for each body.

    Raises NoTutorial.
    """
    with tarfile.open(_distribution()) as archive:
        for member in archive.getmembers():
            inside = member.name.partition("/examples/tutorial/")[2]
            if inside.startswith("flaskr/"):
                member.name = inside
                archive.extract(member, folder, filter="data")
    (folder / "tutorial.py").write_text(_APPLICATION)
    run = [sys.executable, "-m", "flask", "--app", "flaskr", "init-db"]
    made = subprocess.run(
        run, cwd=folder, env=_environment(folder), capture_output=True, text=True, check=False
    )
    database = folder / "instance" / "flaskr.sqlite"
    if made.returncode != 0 or not database.exists():
        raise NoTutorial(f"The tutorial's init-db failed: {made.stderr.strip()}")
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("INSERT INTO user (username, password) VALUES ('olga', 'none')")
        connection.executemany(
            "INSERT INTO post (author_id, title, body) VALUES (1, ?, ?)",
            [(f"Post {number}", body) for number, body in enumerate(bodies, 1)],
        )


@contextmanager
def tutorial_served(folder: Path, server: str, *, workers: int) -> Iterator[Server]:
    """Serve it as we serve ourselves; waitress answers in one process whatever `workers` says."""
    port = free_port()
    options = {
        "waitress": ["--listen", f"127.0.0.1:{port}", "--threads", _THREADS],
        "granian": [
            "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--http", "1",
            "--no-ws", "--workers", str(workers), "--blocking-threads", _THREADS,
            "--log-level", "error",
        ],
    }  # fmt: skip
    command: list[str | Path] = [sys.executable, "-m", server, *options[server], "tutorial:app"]
    with served(command, port=port, folder=folder, environment=_environment(folder)) as running:
        yield running


def _environment(folder: Path) -> dict[str, str]:
    # Its package has our name: measured, it would be looked for in the report of our coverage.
    left_out = ("FLASK", "COVERAGE")
    ours = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return {**ours, "PYTHONPATH": str(folder)}


def _distribution() -> Path:
    """Return Flask's source distribution, fetched by pip the first time."""
    CACHE.mkdir(parents=True, exist_ok=True)
    if not (kept := sorted(CACHE.glob("flask-*.tar.gz"))):
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            _download(Path(folder))
            for file in Path(folder).glob("flask-*.tar.gz"):
                file.replace(CACHE / file.name)
        kept = sorted(CACHE.glob("flask-*.tar.gz"))
    if not kept:
        raise NoTutorial("pip brought no source distribution of Flask.")
    return kept[-1]


def _download(folder: Path) -> None:
    python = _python_with_pip()
    try:
        got = subprocess.run(
            [python, *_DOWNLOAD, "--dest", folder, "flask"],
            cwd=folder, capture_output=True, text=True, timeout=_PATIENCE, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NoTutorial(f"pip did not bring Flask's source within {_PATIENCE} s.") from None
    if got.returncode != 0:
        last = (got.stderr.strip().splitlines() or ["it says nothing"])[-1]
        raise NoTutorial(f"pip could not bring Flask's source: {last}")


def _python_with_pip() -> str:
    """Return a Python that has pip: our own environment is made without."""
    usual = (sys.executable, f"{sys.base_prefix}/bin/python3", shutil.which("python3"))
    for python in filter(None, usual):
        tried = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False)
        if tried.returncode == 0:
            return python
    raise NoTutorial("No Python on this machine has pip.")
