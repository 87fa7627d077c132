"""The outline of a large sample: how many of what, when, and which post gets how many comments."""

from array import array
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isqrt
from random import Random

YEARS = timedelta(days=12 * 365)
FATES = ("public", "draft", "private", "scheduled", "page")
_SHARES = (0.9695, 0.022, 0.005, 0.001, 0.0025)
# Comments are spread by a Pareto law: a third of the posts has none, a few have hundreds. The
# bound keeps any one page readable.
_SILENT, _TAIL, _MOST = 0.35, 1.25, 300.0


@dataclass(frozen=True)
class Order:
    """What is asked for; `until` is the day on which the sample ends."""

    seed: int
    posts: int
    comments: int
    until: datetime

    @property
    def authors(self) -> int:
        """How many people write."""
        return min(48, max(3, self.posts // 20))

    @property
    def tags(self) -> int:
        """How many tags there are: the more posts the more, but ever more slowly."""
        return min(3000, max(20, 2 * isqrt(self.posts)))


class Outline:
    """What becomes of each post of an order, by its number."""

    def __init__(self, order: Order) -> None:
        self._order = order
        rng = Random(f"{order.seed} outline")
        fates = rng.choices(range(len(FATES)), _SHARES, k=order.posts)
        # The smallest sample, too, has a post and a page.
        fates[:2] = [FATES.index("public"), FATES.index("page")][: order.posts]
        self._fates = array("b", fates)
        heard = array("d", [0.0])
        for fate in fates:
            is_silent = fate != 0 or rng.random() < _SILENT
            heard.append(heard[-1] + (0 if is_silent else min(rng.paretovariate(_TAIL), _MOST)))
        if not heard[-1]:
            heard[-1] = 1.0
        self._heard = heard

    def fate(self, number: int) -> str:
        """Return the word of FATES for a post."""
        return FATES[self._fates[number]]

    def comments(self, number: int) -> int:
        """Return how many comments a post gets; together they are exactly those ordered."""
        return self._before(number + 1) - self._before(number)

    def time(self, number: int, rng: Random) -> datetime:
        """Return when a post is from: as in most blogs, there were more and more each year."""
        order = self._order
        part = float(((number + rng.random()) / order.posts) ** 0.7)
        return order.until - max(YEARS * (1 - part), timedelta(minutes=1))

    def _before(self, number: int) -> int:
        return int(self._order.comments * (self._heard[number] / self._heard[-1]))
