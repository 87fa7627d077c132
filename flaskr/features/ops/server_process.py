"""The processes that serve: granian's workers, forked from one that has loaded the application."""

import gc
import importlib
import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any, NoReturn

from flask import Flask

from flaskr.core.runtime import Core
from flaskr.features.ops.watch import STOP_SECONDS
from flaskr.features.ops.working import work_beside
from flaskr.web import pagecache, pagefiles

BLOCKING_THREADS = 32
CONNECTIONS = 4096  # of one process; an idle one takes 12 KB, and 30 seconds until it is closed
TARGET = "flaskr.wsgi:app"
# Elsewhere system libraries break in a process that was forked and does not exec.
FORKS = sys.platform == "linux"
_ROOT = Path(__file__).parents[3]
_WATCH = Path(__file__).with_name("watch.py")
_STOPS = {signal.SIGTERM, signal.SIGINT}


def begin_work(app: Flask) -> None:
    """Begin what a process that serves does beside answering, once it is forked.

    A thread that began before would be missing in it.
    """
    core: Core = app.extensions["flaskr"]
    features = (begin(app) for feature in core.features for begin in feature.beside)
    for begun in (pagefiles.begin(app), pagecache.begin(app), *features):
        if begun is not None:
            # At the end of a forked worker of the server too, which atexit knows nothing of.
            Finalize(None, begun.end, exitpriority=5)
    if core.settings["JOBS_IN_SERVER"]:
        work_beside(core)


def serve_with_granian(
    app: Flask, *, host: str, port: int, workers: int, replaces: bool = True
) -> None:
    """Serve from several processes until SIGTERM or SIGINT.

    The application is loaded once: the workers are forked from this process and share its
    memory, and it then becomes the small program `watch.py`, which replaces those that die.
    Without `replaces` it ends with them.
    """
    core: Core = app.extensions["flaskr"]
    core.db.close()  # a connection belongs to one process
    server = _granian(host, port, workers)
    if not FORKS:
        server.serve(target_loader=_import)
        return
    multiprocessing.set_start_method("fork", force=True)
    _allow_connections()
    # From here on a signal waits for who can act on it: in a worker for the thread that
    # `_take_one_signal` starts, in this process for the program that it becomes.
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    watch = partial(_become_watch, host, port, "replace" if replaces else "end")
    server._serve_loop = lambda *_: watch()  # noqa: SLF001
    # What is there now lives as long as the process. Passed over by the collector, it is not
    # written to, and what is not written to is shared.
    gc.collect()
    gc.freeze()
    server.serve(target_loader=partial(_begin_worker, app))


def serve_with_waitress(app: Flask, *, host: str, port: int) -> None:
    """Serve from this process until SIGTERM or SIGINT."""
    import waitress  # type: ignore[import-untyped,unused-ignore]

    def stop(_signal: int, _frame: Any) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    begin_work(app)
    _allow_connections()
    waitress.serve(
        app,
        host=host,
        port=port,
        threads=BLOCKING_THREADS,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,  # select() knows no file beyond the 1,024th
        ident="Flaskr",
        # The setting PROXIES says whether these are believed, whatever the server.
        clear_untrusted_proxy_headers=False,
    )


def _granian(host: str, port: int, workers: int) -> Any:
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    return Server(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        # Few threads would let a handful of slow readers stop the site, and few connections a
        # handful of idle ones: granian's own number is 1,024 divided among the workers.
        blocking_threads=BLOCKING_THREADS,
        backpressure=CONNECTIONS,
        # Where HTTP/2 may come as well, who connects and sends nothing is waited for without end.
        http=HTTPModes.http1,
        # Both are for where the workers cannot be forked, and granian itself watches over them.
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        websockets=False,
        # It warns of that many threads at every start; errors still show.
        log_level=LogLevels.error,
    )


def _allow_connections() -> None:
    """Let this process open as many files as it may need, where the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + 512
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


def _become_watch(host: str, port: int, what_then: str) -> NoReturn:
    workers = [str(process.pid) for process in multiprocessing.active_children()]
    replacement = [sys.executable, "-P", "-m", "flaskr.replacement", host, str(port)]
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    arguments = [what_then, ",".join(workers), *replacement]
    os.execve(  # noqa: S606
        sys.executable, [sys.executable, "-I", "-S", str(_WATCH), *arguments], environment
    )


def _begin_worker(app: Flask, _target: str) -> Flask:
    _take_one_signal()
    begin_work(app)
    return app


def _import(target: str) -> Callable[..., Any]:
    """Import `module:name` by its name alone; granian's own way looks at the current folder."""
    _take_one_signal()
    module, _colon, name = target.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def _take_one_signal() -> None:
    """Let the first SIGTERM or SIGINT stop this worker, and no second one disturb it.

    Ctrl+C, and a supervisor that stops a group of processes, signal all processes, and the
    watching one then signals its workers again. granian's handler runs in the main thread and
    sets an event that the same thread waits for; called again while that thread wakes up it
    waits for itself. From a thread of its own, once, it cannot.
    """
    inherited = signal.getsignal(signal.SIGTERM)
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)

    def wait() -> None:
        signal.sigwait(_STOPS)
        while (stop := signal.getsignal(signal.SIGTERM)) is inherited:
            time.sleep(0.05)  # the server has not begun yet
        stop(signal.SIGTERM, None)  # type: ignore[operator,misc]

    threading.Thread(target=wait, name="flaskr-signals", daemon=True).start()
