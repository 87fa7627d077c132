"""Starting a server, waiting for it, and ending it and all that it started."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 120  # seconds for a server to listen; only a broken one uses them up
_GRACE = 15  # seconds for a server to stop by itself


@dataclass(frozen=True)
class Server:
    """A server that listens on a port of this machine; `pid` is the first of its processes."""

    pid: int
    port: int


@contextmanager
def served(
    command: Sequence[str | Path],
    *,
    port: int,
    folder: Path,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Run the command inside the block; it listens on the port before the block begins.

    What it prints goes to `<folder>/server-<port>.log`.
    """
    log = folder / f"server-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # an interrupt at the keyboard is ours to handle first
        )
    try:
        _wait(process, port, log)
        yield Server(process.pid, port)
    finally:
        _end(process)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.005)
    raise RuntimeError(f"{process.args!r} does not serve:\n{log.read_text(errors='replace')}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        pass
    # It leads a group of its own, so this ends its children and nothing else.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
