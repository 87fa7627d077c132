"""The cache: bounded in number and in time."""

import pytest

from flaskr.core import clock
from flaskr.core.cache import Cache


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let the test say what the clock for durations shows."""
    now = [1000.0]
    monkeypatch.setattr(clock, "monotonic", lambda: now[0])
    return now


def test_a_value_is_kept_for_its_seconds(seconds: list[float]) -> None:
    cache = Cache()
    cache.set("a", 1, seconds=10)
    seconds[0] += 9.9
    assert cache.get("a") == 1
    seconds[0] += 0.1
    assert cache.get("a") is None


def test_what_was_used_least_recently_goes_first() -> None:
    cache = Cache(limit=2)
    cache.set("a", 1, seconds=10)
    cache.set("b", 2, seconds=10)
    cache.get("a")
    cache.set("c", 3, seconds=10)
    assert [cache.get(key) for key in "abc"] == [1, None, 3]


def test_a_value_is_made_once_while_it_is_kept(seconds: list[float]) -> None:
    cache = Cache()
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    assert cache.remember("a", make, seconds=10) == 1
    assert cache.remember("a", make, seconds=10) == 1
    seconds[0] += 10
    assert cache.remember("a", make, seconds=10) == 2


def test_clearing_forgets_everything() -> None:
    cache = Cache()
    cache.set("a", 1, seconds=10)
    cache.clear()
    assert cache.get("a") is None
