"""Pages that many read are there before the next reader asks for them."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flaskr.core.permissions import SYSTEM
from flaskr.features.posts import writing
from flaskr.features.posts.models import Post
from flaskr.web.pagecache.warming import Warmer
from tests.web.pagecache.sites import PATIENCE, Site, fill, site


@pytest.fixture
def made(make_database: Any) -> Iterator[Site]:
    with site(make_database()) as found:
        fill(found.core)
        yield found


@pytest.fixture
def begin(made: Site, tmp_path: Path) -> Iterator[Callable[[int], Warmer]]:
    """Give a function that begins to warm one of the processes."""
    begun: list[Warmer] = []

    def warm(number: int) -> Warmer:
        begun.append(Warmer(made.cache(number), tmp_path / "visited.json"))
        begun[-1].begin(after=0)
        return begun[-1]

    yield warm
    for warmer in begun:
        warmer.end()


def kept(made: Site, number: int) -> set[str]:
    return {key[2] for key in made.cache(number)._store.pages}


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def test_a_start_makes_what_was_read_most_before_it(
    made: Site, begin: Callable[[int], Warmer], tmp_path: Path
) -> None:
    first = begin(0)
    for path in ("/post-1/", "/post-1/", "/post-2/", "/post-2/", "/search?q=text", "/nowhere/"):
        made.visit(path)
    first.end()
    saved = [key[2] for key in json.loads((tmp_path / "visited.json").read_text())]
    assert {"/post-1/", "/post-2/"} <= set(saved)
    assert "/search" not in saved
    assert "/nowhere/" not in saved
    begin(1)
    wait_for(lambda: {"/post-1/", "/post-2/"} <= kept(made, 1))
    made.check("/post-1/", 1)


def test_what_many_read_is_made_again_after_a_change_and_nothing_else(
    made: Site, begin: Callable[[int], Warmer]
) -> None:
    begin(0)
    for _ in range(5):
        made.visit("/post-1/")
        made.visit("/")
    made.visit("/tag/lake/")
    with made.core_of(1).db.transaction() as db:
        writing.revise(db.get_one(Post, 1), by=SYSTEM, title="Another", body="Other words.")
    made.visit("/hello")
    wait_for(lambda: {"/post-1/", "/"} <= kept(made, 0))
    assert "/tag/lake/" not in kept(made, 0)
    assert "Another" in made.visit("/post-1/").text
    made.check("/")


def test_a_file_that_cannot_be_read_stops_no_start(
    made: Site, begin: Callable[[int], Warmer], tmp_path: Path
) -> None:
    for text in ("", "{", '["x"]', "[[1]]", '{"a": 1}', "[[null, 2, 3, 4, 5]]"):
        (tmp_path / "visited.json").write_text(text)
        begin(0).end()
