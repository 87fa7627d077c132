"""A crawler: many pages, each once, and what the site holds in memory afterwards."""

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.load.processes import Memory, memory
from tests.load.site import site_served
from tests.load.visiting import visitor

_AT_ONCE = 4


def memory_after_crawl(
    instance: Path, paths: Sequence[str], *, seconds: float
) -> tuple[int, Memory]:
    """Visit the paths for so long at most; return how many were visited, and the memory then."""
    with site_served(instance) as server:
        visited = crawl(server.port, paths, seconds=seconds)
        return visited, memory(server.pid)


def crawl(port: int, paths: Sequence[str], *, seconds: float) -> int:
    """Fetch each path once, over a few connections, for so long at most; return how many."""
    left, until = iter(paths), time.monotonic() + seconds
    lock, visited = threading.Lock(), [0] * _AT_ONCE

    def work(number: int) -> None:
        with visitor(port) as one:
            for path in _taken(left, lock):
                if time.monotonic() > until:
                    return
                if one.get(path, {"Accept-Encoding": "gzip"}).status == 200:
                    visited[number] += 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(_AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(visited)


def _taken(paths: Iterator[str], lock: threading.Lock) -> Iterator[str]:
    while True:
        with lock:
            path = next(paths, None)
        if path is None:
            return
        yield path
