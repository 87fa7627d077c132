"""The goals: which ratios and figures are to be reached, and whether they were."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tests.load.contenders import GRANIAN, NGINX, OURS, PAGE_FILES, UNCACHED_SITE
from tests.load.rounds import Cell

AT_LEAST, AT_MOST, UNDER = "at least", "at most", "under"


@dataclass(frozen=True)
class Goal:
    """Something to be reached; `value` is None where it was not measured."""

    name: str
    kind: str
    bound: float
    unit: str
    value: float | None

    @property
    def is_reached(self) -> bool | None:
        """Whether it was reached; None where it was not measured."""
        if self.value is None:
            return None
        if self.kind == AT_LEAST:
            return self.value >= self.bound
        return self.value <= self.bound if self.kind == AT_MOST else self.value < self.bound


Cells = Mapping[tuple[str, str], Cell]
# What special measures tell, by their names; the figure a goal is about.
_SPECIAL = (
    ("first visit after a change, 99th percentile", "first_visit_p99_ms", UNDER, 15, "ms"),
    ("a change in every worker, SQLite, 99th percentile", "visible_sqlite_p99_ms", UNDER, 20, "ms"),
    (
        "a change in every worker, PostgreSQL, 99th percentile",
        "visible_postgres_p99_ms",
        UNDER,
        50,
        "ms",
    ),
    (
        "Studio's slowest list, form or save, 95th percentile",
        "studio_slowest_p95_ms",
        UNDER,
        50,
        "ms",
    ),
    ("memory at rest", "rest_rss_mb", UNDER, 120, "MB"),
    ("memory after a crawl", "crawled_rss_mb", UNDER, 250, "MB"),
    ("`flaskr serve` to first answer", "start_s", UNDER, 1.5, "s"),
    ("reactions of 16 clients at once", "reactions_per_second", AT_LEAST, 400, "/s"),
    ("reactions that were acknowledged and lost", "reactions_lost", AT_MOST, 0, ""),
)


def judge(measured: Iterable[Cell], special: Mapping[str, float]) -> list[Goal]:
    """Return all goals of the benchmark with what was measured."""
    cells = {(cell.work, cell.contender): cell for cell in measured}
    return [
        Goal("post: requests/s against nginx", AT_LEAST, 0.65, "×", _ratio(cells, "post", _rate)),
        Goal("post: CPU a request against nginx", AT_MOST, 1.8, "×", _ratio(cells, "post", _cpu)),
        Goal("post: 99th percentile", UNDER, 15, "ms", _of(cells, "post", OURS, _p99)),
        Goal(
            "post: nginx with page files against nginx", AT_LEAST, 0.95, "×",
            _ratio(cells, "post", _rate, PAGE_FILES),
        ),
        Goal(
            "304: requests/s against nginx", AT_LEAST, 0.7, "×",
            _ratio(cells, "not-modified", _rate),
        ),
        Goal(
            "post, uncached: requests/s against the tutorial's index", AT_LEAST, 0.7, "×",
            _ratio(cells, "post", _rate, UNCACHED_SITE, GRANIAN),
        ),
        *(
            Goal(name, kind, bound, unit, special.get(key))
            for name, key, kind, bound, unit in _SPECIAL
        ),
    ]  # fmt: skip


def _ratio(
    cells: Cells,
    work: str,
    figure: Callable[[Cell], float],
    ours: str = OURS,
    theirs: str = NGINX,
) -> float | None:
    mine, other = _of(cells, work, ours, figure), _of(cells, work, theirs, figure)
    return mine / other if mine is not None and other else None


def _of(cells: Cells, work: str, contender: str, figure: Callable[[Cell], float]) -> float | None:
    cell = cells.get((work, contender))
    return None if cell is None else figure(cell)


def _rate(cell: Cell) -> float:
    return cell.requests_per_second


def _cpu(cell: Cell) -> float:
    return cell.cpu_us


def _p99(cell: Cell) -> float:
    return cell.p99_ms
