"""The Nu HTML checker for the tests: the npm package `vnu-jar`, and a Java to run it."""

import base64
import hashlib
import json
import os
import shutil
import socket
import subprocess
import tarfile
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.provision import debian

VERSION = "26.9.27"
INTEGRITY = (
    "TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA=="
)
"""What SHA-512 gives for the package, as npm's lock files write it."""
NAMED = "FLASKR_TEST_VNU"
_KEPT = Path(__file__).resolve().parents[2] / ".venv" / "share" / f"vnu-{VERSION}.jar"
_PATIENCE = 60  # seconds


def provide(tell: Callable[[str], None]) -> None:
    """Get the checker and a Java where they are missing, and say so; raises NoProgram."""
    try:
        debian.program("java")
    except debian.NoProgram:
        tell("Installing Debian's default-jre-headless for the tests …")
        debian.install("default-jre-headless")
        debian.program("java")
    if jar() is None:
        tell("Getting the Nu HTML checker for the tests …")
        _fetch()


def jar() -> Path | None:
    """Return the checker, or None where it is not there yet."""
    named = os.environ.get(NAMED)
    path = Path(named) if named else _KEPT
    return path if path.is_file() else None


def _fetch() -> None:
    npm = debian.provide("npm")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [npm, "pack", f"vnu-jar@{VERSION}"], cwd=folder, stdout=subprocess.DEVNULL, check=True
        )
        (package,) = Path(folder).glob("*.tgz")
        digest = hashlib.sha512(package.read_bytes()).digest()
        if base64.b64encode(digest).decode() != INTEGRITY:
            raise debian.NoProgram(f"vnu-jar {VERSION} is not the package that was chosen.")
        with tarfile.open(package) as archive:
            archive.extract("package/build/dist/vnu.jar", folder, filter="data")
        _KEPT.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(Path(folder) / "package/build/dist/vnu.jar", _KEPT)


class Checker:
    """The checker as a service on this machine: a page takes a quarter of a second."""

    def __init__(self, address: str) -> None:
        self._address = address

    def messages(self, html: str) -> list[str]:
        """Return what is wrong with a page, errors and warnings alike."""
        request = urllib.request.Request(
            self._address + "/?out=json",
            data=html.encode(),
            headers={"Content-Type": "text/html; charset=utf-8"},
        )
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
            told = json.load(answer)["messages"]
        return [
            f"line {each.get('lastLine')}: {each['message']} ({each.get('extract', '')[:120]})"
            for each in told
        ]


@contextmanager
def running() -> Iterator[Checker]:
    """Run the checker for a while; raises NoProgram where it is not there."""
    path = jar()
    if path is None:
        raise debian.NoProgram("The Nu HTML checker is missing; `make test` gets it.")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [
            debian.program("java"),
            "-Xss1m",
            "-Dnu.validator.servlet.bind-address=127.0.0.1",
            "-cp",
            path,
            "nu.validator.servlet.Main",
            str(port),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        checker = Checker(address)
        _wait(process, checker)
        yield checker
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _wait(process: "subprocess.Popen[bytes]", checker: Checker) -> None:
    for _ in range(_PATIENCE * 4):
        if process.poll() is not None:
            raise debian.NoProgram("The Nu HTML checker did not start.")
        try:
            checker.messages("<!doctype html><html lang=en><title>x</title><p>x")
        except (OSError, urllib.error.URLError):
            time.sleep(0.25)
        else:
            return
    raise debian.NoProgram("The Nu HTML checker does not answer.")
