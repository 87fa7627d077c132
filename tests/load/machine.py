"""The machine that was measured, and the versions of what ran on it."""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

from flaskr import __version__
from flaskr.core import sqlite
from tests.provision import debian
from tests.serving import ROOT

_PACKAGES = ("flask", "granian", "sqlalchemy", "waitress")


def describe() -> dict[str, str]:
    """Return what somebody needs to know who compares figures."""
    return {
        "processor": _first(r"^model name\s*: (.+)$", Path("/proc/cpuinfo")) or platform.machine(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB",
        "kernel": platform.release(),
        "system": _first(r'^PRETTY_NAME="?([^"\n]+)', Path("/etc/os-release")),
        "python": platform.python_version(),
        "sqlite": sqlite.SQLITE_VERSION,
        "nginx": _said("nginx", "-v"),
        "wrk": _said("wrk", "-v"),
        **{package: version(package) for package in _PACKAGES},
        "flaskr": f"{__version__} {_commit()}".strip(),
    }


def _first(pattern: str, file: Path) -> str:
    try:
        match = re.search(pattern, file.read_text(), re.MULTILINE)
    except OSError:
        return ""
    return match[1].strip() if match else ""


def _said(name: str, option: str) -> str:
    said = subprocess.run(
        [debian.program(name), option], capture_output=True, text=True, check=False
    )
    found = re.search(r"\d+\.\d+[.\d]*", said.stdout + said.stderr)
    return found[0] if found else ""


def _commit() -> str:
    said = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return said.stdout.strip()
