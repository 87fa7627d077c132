"""The command line and the served site as processes of their own."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE = 120  # seconds; only a broken site uses them up


def environment(instance: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a command: this checkout, that instance, nothing else of ours."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("FLASK")}
    return {**ours, **settings, "FLASKR_INSTANCE": str(instance), "PYTHONPATH": str(ROOT)}


def flaskr(instance: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `flaskr …` to its end."""
    return run(instance, "-m", "flaskr", *arguments, **settings)


def run(instance: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the arguments to its end."""
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment(instance, **settings),
        cwd=instance,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Process:
    """A command that runs until it is stopped, in a process group of its own."""

    def __init__(self, instance: Path, *arguments: str, **settings: str) -> None:
        self.output = Path(tempfile.mkstemp(dir=instance, prefix="output-")[1])
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, *arguments],
                env=environment(instance, **settings),
                cwd=instance,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def printed(self, pattern: str) -> re.Match[str]:
        """Wait until the output holds the pattern and return the match."""
        end = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, self.text)):
            assert self.process.poll() is None, f"it ended: {self.text}"
            assert time.monotonic() < end, f"not printed: {pattern}\n{self.text}"
            time.sleep(0.05)
        return found

    @property
    def text(self) -> str:
        """What was printed so far."""
        return self.output.read_text()

    def stop(self, number: signal.Signals = signal.SIGTERM, *, group: bool = False) -> int:
        """Send the signal to the process, or to its group; return the exit code."""
        if group:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def end(self) -> None:
        """Leave nothing running, whatever happened."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


class Site(Process):
    """A served site."""

    def __init__(self, instance: Path, *options: str, port: int = 0, **settings: str) -> None:
        self.port = port or free_port()
        serve = ["-m", "flaskr", "serve", "--port", str(self.port), *options]
        super().__init__(instance, *serve, **settings)

    def get(self, path: str) -> tuple[int, str]:
        """Fetch a page, waiting for the site to answer first."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
                    return answer.status, answer.read().decode()
            except urllib.error.HTTPError as error:
                with error:
                    return error.code, error.read().decode()
            except OSError:
                assert self.process.poll() is None, f"the site ended: {self.text}"
                assert time.monotonic() < end, f"the site does not answer: {self.text}"
                time.sleep(0.05)


def children(pid: int) -> list[int]:
    """Return the processes that the process started."""
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(number) for number in listed.stdout.split()]


def command_of(pid: int) -> str:
    """Return the command line of a process, whole: `ps` may cut it at 80 characters."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
