"""Several processes' worth of one site: applications with caches of their own, and one without."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.content import change
from flaskr.core.content.sqlite_look import PAUSE
from flaskr.core.permissions import SYSTEM, Role
from flaskr.core.runtime import Core
from flaskr.features.accounts.people import make_user
from flaskr.features.posts import publishing, tagging, writing
from flaskr.features.posts.models import Post
from flaskr.web.pagecache import PageCache
from tests.conftest import settings_for

PATIENCE = 10.0


class Site:
    """Two applications that keep pages and one that does not, on one database."""

    def __init__(self, address: str, **settings: Any) -> None:
        self.settings = {**settings_for(address), "PAGE_CACHE": 4, **settings}
        self.caching = [create_app(self.settings) for _ in range(2)]
        self.plain = create_app({**self.settings, "PAGE_CACHE": 0, "PAGE_FILES": False})
        self._marks = count()
        self.core: Core = self.plain.extensions["flaskr"]
        schema.ensure(self.core.db)

    def cache(self, number: int = 0) -> PageCache:
        found: PageCache = self.caching[number].extensions["flaskr.pages"]
        return found

    def core_of(self, number: int) -> Core:
        found: Core = self.caching[number].extensions["flaskr"]
        return found

    def visit(self, path: str, number: int = 0, **options: Any) -> Any:
        """Ask for a page one look after whatever was committed before."""
        self.settle(number)
        return self.caching[number].test_client().get(path, **options)

    def settle(self, number: int) -> None:
        """Wait until what was committed before must be known to a process."""
        if self.core.db.is_sqlite:
            time.sleep(PAUSE)
            return
        # Notifications come in the order of the commits: the last one is that of a mark.
        mark = f"mark:{next(self._marks)}"
        with self.core.db.transaction() as db:
            change(db, mark)
        end = time.monotonic() + PATIENCE
        while not any(tags and mark in tags for _, tags in self.cache(number)._store._purges):
            assert time.monotonic() < end, "a change was not heard of"
            time.sleep(0.001)

    def truth(self, path: str, **options: Any) -> Any:
        """Ask the application that keeps nothing."""
        return self.plain.test_client().get(path, **options)

    def check(self, path: str, number: int = 0) -> None:
        """Fail unless a visitor sees what is true now."""
        seen, true = self.visit(path, number), self.truth(path)
        assert (seen.status_code, seen.location) == (true.status_code, true.location), path
        assert seen.data == true.data, (
            f"{path} is old in process {number}:\n{seen.text}\n– but true is –\n{true.text}"
        )

    def listen(self) -> None:
        """Wait until both caches hear of changes."""
        end = time.monotonic() + PATIENCE
        for number in range(2):
            while not self.cache(number).watch.is_trusted:
                self.caching[number].test_client().get("/hello")
                assert time.monotonic() < end, "nothing is heard"
                time.sleep(0.01)

    def close(self) -> None:
        for number in range(2):
            self.cache(number).watch.close()
            self.core_of(number).close()
        self.core.close()


@contextmanager
def site(address: str, **settings: Any) -> Iterator[Site]:
    """Give a site with tables, whose processes listen to each other."""
    made = Site(address, **settings)
    try:
        made.listen()
        yield made
    finally:
        made.close()


def fill(core: Core) -> dict[str, int]:
    """Make olga, ana and three public posts; return their ids by name and slug."""
    with core.db.transaction() as db:
        people = [
            make_user(db, username=name, name=name.title(), role=role)
            for name, role in (("olga", Role.OWNER), ("ana", Role.AUTHOR))
        ]
        ids = {user.username: user.id for user in people}
        for number in range(1, 4):
            post = write(db, f"Post {number}", ids["ana"])
            tagging.set_tags(post, ["lake", f"tag {number}"], by=SYSTEM)
            publishing.publish(post, by=SYSTEM)
            ids[post.slug] = post.id
    return ids


def write(db: Session, title: str, author_id: int, *, kind: str = "post") -> Post:
    """Write a post of one sentence."""
    return writing.write(
        db, by=SYSTEM, title=title, body=f"Text of {title}.", kind=kind, author_ids=[author_id]
    )
