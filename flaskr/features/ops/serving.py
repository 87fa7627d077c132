"""Starting to serve: look at everything that can be wrong, then serve."""

import errno
import os
import socket
import sys
from importlib.util import find_spec

from flask import Flask

from flaskr.core import schema
from flaskr.core.errors import SettingsError
from flaskr.core.runtime import Core
from flaskr.features.ops.server_process import FORKS, serve_with_granian, serve_with_waitress

SERVERS = ("granian", "waitress")
MOST_WORKERS = 4  # unless told otherwise
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104


def address(host: str, port: int) -> str:
    """Return what to type into a browser on this machine."""
    name = _ANYWHERE.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def number_of_workers(server: str, wanted: int | None) -> int:
    """Return how many processes answer: one for each core, up to four, unless told otherwise.

    Raises SettingsError where that server is not installed or cannot have so many.
    """
    if server != "waitress":
        return wanted or min(_cores(), MOST_WORKERS)
    if find_spec("waitress") is None:
        raise SettingsError(
            "The waitress server is not installed; run “make extras”, or install the package "
            "waitress, or serve without --server."
        )
    if wanted is not None and wanted > 1:
        raise SettingsError(
            "waitress answers in one process only; leave --workers away, or serve without --server."
        )
    return 1


def check_free(host: str, port: int) -> None:
    """Raise SettingsError where nothing can listen on that port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except (OSError, OverflowError) as error:
            raise SettingsError(_complaint(host, port, error)) from error


def make_tables(core: Core) -> None:
    """Make the tables of an empty database, in a process that ends then.

    The migration tool takes 10 MB, which the processes that serve would all keep. Whatever
    goes wrong, `schema.ensure` finds it again and says it.
    """
    if not FORKS or schema.state(core.db) is not schema.State.EMPTY:
        return
    core.db.close()
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
        return
    try:
        schema.ensure(core.db)
    finally:
        os._exit(0)


def serve(app: Flask, *, host: str, port: int, workers: int, server: str) -> None:
    """Serve until SIGTERM or SIGINT."""
    sys.stdout.flush()
    sys.stderr.flush()
    if server == "waitress":
        serve_with_waitress(app, host=host, port=port)
    else:
        serve_with_granian(app, host=host, port=port, workers=workers)


def _cores() -> int:
    # A container, or taskset, may leave this process fewer than the machine has.
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def _complaint(host: str, port: int, error: Exception) -> str:
    if isinstance(error, PermissionError):
        return f"Port {port} needs more rights than this user has; choose one above 1023."
    if isinstance(error, socket.gaierror):
        return f"{host} is no address of this machine; give another --host."
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is taken by another program. Stop that one, or choose "
            f"another port: flaskr serve --port {port + 1}"
        )
    return f"Nothing can listen on port {port} of {host}: {error}."
