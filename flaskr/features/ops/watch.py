"""Watches over the processes that serve: replaces those that die, and stops them all.

It is run by its path, by the process that forked them and with that one's id, and imports
neither Flaskr nor anything else that is large:
`python -I -S watch.py replace|end 101,102 COMMAND…`. Without SIGTERM or SIGINT being blocked
and each child's end waited for in one place there would be moments in which one is missed.
"""

import os
import signal
import sys
import time

STOP_SECONDS = 8  # for what a process is answering when it is told to stop
YOUNG_SECONDS = 5  # who dies younger could not begin
MOST_YOUNG = 5  # in a row, before the site is given up so that whoever started it hears of it

_STOPS = {signal.SIGTERM, signal.SIGINT}
_AWAITED = {*_STOPS, signal.SIGCHLD}


def main(what_then: str, workers: str, *command: str) -> int:
    """Watch until a signal says to stop, and return the exit code."""
    signal.signal(signal.SIGCHLD, lambda *_: None)  # one that is ignored can't be waited for
    signal.pthread_sigmask(signal.SIG_BLOCK, _AWAITED)
    begun = dict.fromkeys(map(int, workers.split(",")), time.monotonic())
    young = 0
    while True:
        for ended, status in _ended():
            lived = time.monotonic() - begun.pop(ended, 0.0)
            young = young + 1 if lived < YOUNG_SECONDS else 0
            if what_then == "end":
                return _stop(begun, 1)
            if young == MOST_YOUNG:
                _say(f"{MOST_YOUNG} serving processes could not begin; the site is stopped.")
                return _stop(begun, 1)
            _say(f"A serving process ended ({_reason(status)}); another one takes its place.")
            begun[_start(command)] = time.monotonic()
        if signal.sigwait(_AWAITED) in _STOPS:
            return _stop(begun, 0)


def _ended() -> list[tuple[int, int]]:
    found = []
    try:
        while (child := os.waitpid(-1, os.WNOHANG))[0]:
            found.append(child)
    except ChildProcessError:
        pass  # none is left
    return found


def _start(command: tuple[str, ...]) -> int:
    return os.posix_spawn(command[0], command, os.environ, setsigmask=[])


def _stop(begun: dict[int, float], code: int) -> int:
    _signal(begun, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while begun and (left := deadline - time.monotonic()) > 0:
        for ended, _status in _ended():
            begun.pop(ended, None)
        if begun:
            signal.sigtimedwait({signal.SIGCHLD}, left)
    _signal(begun, signal.SIGKILL)
    for pid in begun:
        os.waitpid(pid, 0)
    return code


def _signal(begun: dict[int, float], number: signal.Signals) -> None:
    for pid in begun:
        os.kill(pid, number)  # its entry stays until it is waited for, so its id is still its own


def _reason(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"signal {-code}" if code < 0 else f"code {code}"


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
