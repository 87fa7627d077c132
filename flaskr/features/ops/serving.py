"""Starting to serve: look at everything that can be wrong, then become the server."""

import errno
import os
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from flaskr.core.errors import SettingsError

TARGET = "flaskr.wsgi:app"
SERVERS = ("granian", "waitress")
_PROGRAM = Path(__file__).with_name("server_process.py")
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104


def address(host: str, port: int) -> str:
    """Return what to type into a browser on this machine."""
    name = _ANYWHERE.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def check_server(server: str, workers: int) -> None:
    """Raise SettingsError where that server is not installed or cannot have so many workers."""
    if server != "waitress":
        return
    if find_spec("waitress") is None:
        raise SettingsError(
            "The waitress server is not installed; run “make extras”, or install the package "
            "waitress, or serve without --server."
        )
    if workers > 1:
        raise SettingsError(
            "waitress answers in one process only; leave --workers away, or serve without --server."
        )


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


def become_server(*, host: str, port: int, workers: int, server: str) -> NoReturn:
    """Replace this process by the server, so that what preparing loaded takes no memory."""
    root = str(Path(__file__).parents[3])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    arguments = [server, TARGET, host, str(port), str(workers)]
    sys.stdout.flush()
    sys.stderr.flush()
    # -P: the folder of the program is not a place to import from.
    os.execve(  # noqa: S606
        sys.executable, [sys.executable, "-P", str(_PROGRAM), *arguments], environment
    )


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
