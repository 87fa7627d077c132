"""Run the whole suite on SQLite and on PostgreSQL, with a browser, and add up the coverage.

usage: .venv/bin/python -m tools.test [PYTEST ARGUMENTS]; with arguments, coverage is left out.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.provision import chromium, debian, postgres, vnu

ROOT = Path(__file__).resolve().parent.parent
DATABASES = ("sqlite", "postgres")
MOST_WORKERS = 8
PROGRAMS = ("wrk", "nginx", "caddy", "pgbouncer")


def main(arguments: list[str]) -> int:
    """Provide what the tests need, run them, and return the exit status."""
    os.chdir(ROOT)
    try:
        provide_chromium()
        provide_programs()
        vnu.provide(lambda told: print(told, flush=True))
        with postgres.server() as address:
            return run_suite(arguments, address)
    except (chromium.NoChromium, debian.NoProgram, postgres.NoPostgres) as error:
        print(error, file=sys.stderr)
        return 1


def provide_chromium() -> None:
    """Install Debian's Chromium, and what drives it, where they are missing and we may.

    Raises NoChromium.
    """
    for check, package in (
        (chromium.executable, "chromium"),
        (chromium.check_driver, "libatomic1"),
    ):
        try:
            check()
        except chromium.NoChromium:
            if check is chromium.executable and os.environ.get(chromium.NAMED):
                raise
            print(f"Installing Debian's {package} for the browser tests …", flush=True)
            if not debian.install(package):
                raise
            check()


def provide_programs() -> None:
    """Install where they are missing what the tests run; raises NoProgram."""
    for name in PROGRAMS:
        try:
            debian.program(name)
        except debian.NoProgram:
            print(f"Installing Debian's {name} for the tests …", flush=True)
            debian.provide(name)


def run_suite(arguments: list[str], address: str) -> int:
    """Run pytest once on each database; the first failing run ends it."""
    for old in ROOT.glob(".coverage*"):
        old.unlink()
    for database in DATABASES:
        print(f"\nThe suite on {database}:", flush=True)
        status = _pytest(database, arguments, address)
        if status != 0:
            return status
    return 0 if arguments else _coverage()


def _pytest(database: str, arguments: list[str], address: str) -> int:
    environment = os.environ | {
        "FLASKR_TEST_DATABASE": database,
        postgres.NAMED: address,
        "COVERAGE_FILE": str(ROOT / f".coverage.{database}"),
    }
    workers = max(2, min(os.cpu_count() or 2, MOST_WORKERS))
    command = [sys.executable, "-m", "pytest", "-q", "-n", str(workers), "--dist", "worksteal"]
    if not arguments:
        # How much is enough is asked once, of both runs together.
        command += ["--cov", "--cov-report=", "--cov-fail-under=0"]
    return subprocess.run([*command, *arguments], env=environment, check=False).returncode


def _coverage() -> int:
    program = [sys.executable, "-m", "coverage"]
    files = [f".coverage.{database}" for database in DATABASES]
    subprocess.run([*program, "combine", "-q", *files], check=True)
    return subprocess.run([*program, "report"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
