"""The figures as tables, for the terminal and for the documentation."""

from collections.abc import Iterable, Mapping, Sequence

from tests.load.goals import Goal
from tests.load.rounds import Cell

_CELL_TITLES = ("work", "by", "requests/s", "median ms", "p99 ms", "CPU µs", "RSS MB", "PSS MB")
_GOAL_TITLES = ("goal", "measured", "wanted", "")
_WORDS = {True: "reached", False: "missed", None: "not measured"}


def show(cells: Iterable[Cell], goals: Iterable[Goal], left_out: Mapping[str, str]) -> None:
    """Print everything for whoever started the run."""
    print("\n" + in_columns(cell_rows(cells)))
    print("\n" + in_columns(goal_rows(goals)))
    for name, why in left_out.items():
        print(f"Left out: {name}. {why}")


def cell_rows(cells: Iterable[Cell]) -> list[tuple[str, ...]]:
    """Return one row for each cell, after a row of titles."""
    rows = [
        (
            cell.work, cell.contender, figure(cell.requests_per_second), figure(cell.median_ms),
            figure(cell.p99_ms), figure(cell.cpu_us), figure(cell.rss_mb), figure(cell.pss_mb),
        )
        for cell in cells
    ]  # fmt: skip
    return [_CELL_TITLES, *rows]


def goal_rows(goals: Iterable[Goal]) -> list[tuple[str, ...]]:
    """Return one row for each goal, after a row of titles."""
    rows = [
        (
            goal.name,
            "–" if goal.value is None else f"{figure(goal.value)} {goal.unit}".strip(),
            f"{goal.kind} {goal.bound:g} {goal.unit}".strip(),
            _WORDS[goal.is_reached],
        )
        for goal in goals
    ]
    return [_GOAL_TITLES, *rows]


def in_columns(rows: Sequence[Sequence[str]]) -> str:
    """Return the rows for a terminal: figures to the right, words to the left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    is_figure = [all(map(_looks_like_a_figure, column[1:])) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        parts = zip(row, widths, is_figure, strict=True)
        lines.append("  ".join(t.rjust(w) if right else t.ljust(w) for t, w, right in parts))
    lines.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def in_markdown(rows: Sequence[Sequence[str]]) -> str:
    """Return the rows as a table in Markdown."""
    titles, *rest = rows
    is_figure = [all(map(_looks_like_a_figure, column[1:])) for column in zip(*rows, strict=True)]
    line = ["---:" if right else "---" for right in is_figure]
    return "\n".join("| " + " | ".join(row) + " |" for row in (titles, line, *rest))


def figure(value: float) -> str:
    """Return a number with about three digits that say something."""
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def _looks_like_a_figure(text: str) -> bool:
    return text[:1].isdigit() or text == "–"
