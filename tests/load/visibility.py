"""A change must show in every process that answers: how long it takes until it does."""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from flaskr.core.runtime import Core
from tests.load.choosing import Chosen
from tests.load.first_visit import edit, shows
from tests.load.processes import tree
from tests.load.servers import Server
from tests.load.site import opened, site_served
from tests.load.visiting import Visitor, visitor

WORKERS = 2
_GZIP = {"Accept-Encoding": "gzip"}
_PATIENCE = 30  # seconds for a change to show
_CONNECTIONS = 200  # to be tried until each process has answered one


def seconds_until_everywhere(
    instance: Path, chosen: Chosen, *, times: int, **settings: str
) -> list[float]:
    """Edit a post from this process; return the seconds from each commit to the last worker."""
    with ExitStack() as open_things:
        serving = site_served(instance, "--workers", str(WORKERS), **settings)
        server = open_things.enter_context(serving)
        visitors = one_for_each_worker(open_things, server, chosen.post)
        core = open_things.enter_context(opened(instance, **settings))
        for one in visitors:
            one.get(chosen.post, _GZIP)
        return [_seconds(core, visitors, chosen, number) for number in range(times)]


def one_for_each_worker(open_things: ExitStack, server: Server, path: str) -> list[Visitor]:
    """Return a connection to each of the server's processes that answer."""
    found: dict[int, Visitor] = {}
    for _ in range(_CONNECTIONS):
        one = open_things.enter_context(visitor(server.port))
        one.get(path, _GZIP)
        found.setdefault(_who_answers(server, one), one)
        if len(found) == WORKERS:
            return list(found.values())
    raise RuntimeError(f"only {len(found)} of {WORKERS} processes answer")


def _seconds(core: Core, visitors: Sequence[Visitor], chosen: Chosen, number: int) -> float:
    words = edit(core, chosen, number)
    committed = time.perf_counter()
    behind = list(visitors)
    while behind and time.perf_counter() - committed < _PATIENCE:
        behind = [one for one in behind if not shows(one.get(chosen.post, _GZIP), words)]
    if behind:
        raise RuntimeError(f"{len(behind)} processes never showed “{words}”")
    return time.perf_counter() - committed


def _who_answers(server: Server, one: Visitor) -> int:
    """Return the process that holds the other end of the connection."""
    wanted = f"socket:[{_inode(server.port, one.own_port)}]"
    for pid in tree(server.pid):
        for handle in Path(f"/proc/{pid}/fd").iterdir():
            try:
                if str(handle.readlink()) == wanted:
                    return pid
            except FileNotFoundError:
                continue  # it was closed meanwhile
    raise RuntimeError("no process holds the connection")


def _inode(port: int, peer: int) -> str:
    """Return the inode of the socket that is bound to `port` and connected to `peer`."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        ports = [int(fields[place].rpartition(":")[2], 16) for place in (1, 2)]
        if ports == [port, peer]:
            return fields[9]
    raise RuntimeError("the connection is gone")
