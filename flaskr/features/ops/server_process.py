"""The process that serves. It is run by its path and imports nothing of Flaskr.

Only the workers load the application, so that this process, which just watches over them,
stays small: `python server_process.py granian flaskr.wsgi:app 127.0.0.1 8000 1`.
"""

import importlib
import signal
import sys
import threading
import time
from typing import Any

BLOCKING_THREADS = 32
STOP_SECONDS = 8  # for what workers are answering when they are told to stop


def main(server: str, target: str, host: str, port: str, workers: str) -> None:
    """Serve until SIGTERM or SIGINT."""
    if server == "waitress":
        _serve_with_waitress(target, host, int(port))
    else:
        _serve_with_granian(target, host, int(port), int(workers))


def _serve_with_granian(target: str, host: str, port: int, workers: int) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        # Few threads would let a handful of slow readers stop the site. How many connections
        # may wait (backpressure) is left at granian's own value for the same reason.
        blocking_threads=BLOCKING_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        websockets=False,
        # It warns of that many threads at every start; errors still show.
        log_level=LogLevels.error,
    ).serve(target_loader=_load_in_worker)


def _serve_with_waitress(target: str, host: str, port: int) -> None:
    import waitress  # type: ignore[import-untyped,unused-ignore]

    def stop(_signal: int, _frame: Any) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    waitress.serve(
        _load(target),
        host=host,
        port=port,
        threads=BLOCKING_THREADS,
        ident="Flaskr",
        # The setting PROXIES says whether these are believed, whatever the server.
        clear_untrusted_proxy_headers=False,
    )


def _load_in_worker(target: str) -> Any:
    _take_one_signal()
    return _load(target)


def _take_one_signal() -> None:
    """Let the first SIGTERM or SIGINT stop this worker, and no second one disturb it.

    Ctrl+C, and a supervisor that stops a group of processes, signal both processes, and the
    watching one then signals its workers again. granian's handler runs in the main thread and
    sets an event that the same thread waits for; called again while that thread wakes up it
    waits for itself. From a thread of its own, once, it cannot.
    """
    signals = {signal.SIGTERM, signal.SIGINT}
    inherited = signal.getsignal(signal.SIGTERM)
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)

    def wait() -> None:
        signal.sigwait(signals)
        while (stop := signal.getsignal(signal.SIGTERM)) is inherited:
            time.sleep(0.05)  # the application is still being loaded
        stop(signal.SIGTERM, None)  # type: ignore[operator,misc]

    threading.Thread(target=wait, name="flaskr-signals", daemon=True).start()


def _load(target: str) -> Any:
    """Import `module:name` by its name alone; granian's own way looks at the current folder."""
    module, _colon, name = target.partition(":")
    return getattr(importlib.import_module(module), name)


if __name__ == "__main__":
    main(*sys.argv[1:])
