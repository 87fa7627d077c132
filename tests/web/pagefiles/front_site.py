"""A served site with a server in front of it, and what its readers get."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flaskr.core.runtime import Core
from tests.load.visiting import Answer, visitor
from tests.serving import PATIENCE, Site, children

OUR_ETAG = re.compile(r'(W/)?"[0-9a-f]{20}(\.\w+)?"')


class Served:
    """A site that writes files, with a server in front, and a core that looks into its database."""

    def __init__(self, core: Core, instance: Path, behind: Site, port: int) -> None:
        self.core = core
        self.instance = instance
        self.behind = behind
        self.port = port

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def ask(self, method: str, path: str, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with visitor(self.port) as one:
            return one.ask(method, path, named)

    def from_flaskr(self, path: str, **headers: str) -> Answer:
        """Visit a page behind the front server until it is a kept one.

        A process that has just started, or lost its connection, passes what it keeps by.
        """
        return until(lambda: answer if is_kept(answer := self._behind(path, headers)) else None)

    def _behind(self, path: str, headers: dict[str, str]) -> Answer:
        with visitor(self.behind.port) as one:
            return one.get(path, {name.replace("_", "-"): value for name, value in headers.items()})

    def get_file(self, path: str) -> Answer:
        """Visit a page until it is sent from its file."""
        return until(lambda: answer if is_of_file(answer := self.get(path)) else None)

    def change(self, verb: Callable[[Any], object]) -> None:
        """Change something from outside of the processes that serve."""
        with self.core.db.transaction() as db:
            verb(db)

    def workers(self) -> list[int]:
        """Return the processes that answer."""
        found = children(self.behind.process.pid)
        return [inner for pid in found for inner in children(pid) or [pid]]

    def writer(self) -> int | None:
        """Return the process that has the lock."""
        inode = (self.instance / "pages.lock").stat().st_ino
        locked = re.findall(rf"FLOCK\s+\S+\s+WRITE (\d+) \S+:{inode} ", _locks())
        return int(locked[0]) if locked else None


def _locks() -> str:
    return Path("/proc/locks").read_text()


def is_of_file(answer: Answer) -> bool:
    """Say whether a front server sent a file: its ETag is of another kind than ours."""
    etag = answer.headers.get("etag")
    return answer.status == 200 and etag is not None and not OUR_ETAG.fullmatch(etag)


def is_kept(answer: Answer) -> bool:
    """Say whether Flaskr answered without making the page: a request that is handled has a name."""
    return "x-request-id" not in answer.headers


def until(condition: Callable[[], Any]) -> Any:
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
    return found
