"""Load on a server, made and counted by wrk."""

import json
import math
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.provision import debian

_FOLDER = Path(__file__).parent
_GRACE = 30  # seconds for wrk to count up on a busy machine


@dataclass(frozen=True)
class Asked:
    """What is asked of a server: one request again and again, or those of `lines` in turn.

    A line is `METHOD<tab>path`, followed by its own headers, each after a tab. `status` is
    what a good answer has.
    """

    path: str = "/"
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Load:
    """What came of it; `errors` are answers of another kind than asked for, and none at all."""

    requests: int
    seconds: float
    bytes: int
    median_ms: float
    p99_ms: float
    errors: int


def load(
    port: int, asked: Asked, *, seconds: float, threads: int = 2, connections: int = 32
) -> Load:
    """Ask the server on the port for that long, over connections that are kept."""
    threads = min(threads, connections)
    headers = [part for name, value in asked.headers.items() for part in ("-H", f"{name}: {value}")]
    with tempfile.TemporaryDirectory(prefix="flaskr-wrk-") as folder:
        script, arguments = _script(Path(folder), asked, threads)
        command = [
            debian.program("wrk"), f"-t{threads}", f"-c{connections}",
            f"-d{math.ceil(seconds) + 1}s", "--timeout", "30s", "-s", str(script), *headers,
            f"http://127.0.0.1:{port}{asked.path}", "--", *arguments,
        ]  # fmt: skip
        counted = _run(command, seconds)
    # wrk knows no status but “400 or more”; where that is asked for, the others are wrong.
    refused = counted["refused"]
    wrong = refused if asked.status < 400 else counted["requests"] - refused
    return Load(
        requests=counted["requests"],
        seconds=counted["us"] / 1e6,
        bytes=counted["bytes"],
        median_ms=counted["median_us"] / 1000,
        p99_ms=counted["p99_us"] / 1000,
        errors=wrong + counted["broken"],
    )


def _script(folder: Path, asked: Asked, threads: int) -> tuple[Path, Sequence[str]]:
    if not asked.lines and asked.method == "GET":
        return _FOLDER / "report.lua", ()
    lines = folder / "lines"
    lines.write_text("\n".join(asked.lines or [f"{asked.method}\t{asked.path}"] * threads) + "\n")
    script = folder / "script.lua"
    parts = [(_FOLDER / name).read_text() for name in ("report.lua", "many.lua")]
    script.write_text("\n".join(parts))
    return script, (str(lines), str(threads))


def _run(command: Sequence[str], seconds: float) -> dict[str, int]:
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        try:
            # It takes whole seconds only, but counts up at an interrupt.
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
        _out, said = process.communicate(timeout=_GRACE)
    except BaseException:
        process.kill()
        process.wait()
        raise
    try:
        counted: dict[str, int] = json.loads(said.strip().splitlines()[-1])
    except (IndexError, json.JSONDecodeError):
        raise RuntimeError(f"wrk counted nothing: {said}") from None
    return counted
