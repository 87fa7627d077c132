"""How long it takes from `flaskr serve` to the first answer, and what the site holds then."""

import time
from pathlib import Path

from tests.load.processes import Memory, memory
from tests.load.site import site_served
from tests.load.visiting import visitor

_REST = 2  # seconds until what a start does in the background is done


def seconds_to_first_answer(instance: Path, *, times: int) -> list[float]:
    """Start the site again and again, and return how long each first page took to come."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        with site_served(instance) as server, visitor(server.port) as one:
            answer = one.get("/")
            found.append(time.perf_counter() - begun)
            if answer.status != 200:
                raise RuntimeError(f"the first answer is {answer.status}")
    return found


def memory_at_rest(instance: Path) -> Memory:
    """Return what a site holds that was visited once."""
    with site_served(instance) as server, visitor(server.port) as one:
        one.get("/")
        time.sleep(_REST)
        return memory(server.pid)
