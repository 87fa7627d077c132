"""Putting a run's results where they are read: a folder of its own, and the documentation."""

from pathlib import Path
from typing import Any

from tests.load import results
from tests.load.chart import race_chart
from tests.load.goals import Goal
from tests.load.rounds import Cell
from tests.load.scale_chart import growth_chart
from tests.load.tables import cell_rows, goal_rows, in_markdown


def keep_bench(folder: Path, result: dict[str, Any], *, docs: bool) -> None:
    """Keep a run of `make bench`, and show it in the documentation if `docs` says so."""
    cells = [Cell(**cell) for cell in result["cells"]]
    _keep(folder, "bench", result, race_chart(cells, _below(result)), docs=docs)


def keep_scale(folder: Path, result: dict[str, Any], *, docs: bool) -> None:
    """Keep a run of `make bench-scale`, and show it in the documentation if `docs` says so."""
    _keep(folder, "scale", result, growth_chart(result["costs"], _below(result)), docs=docs)


def _keep(folder: Path, name: str, result: dict[str, Any], picture: str, *, docs: bool) -> None:
    results.keep(folder, name, result)
    (folder / f"{name}.svg").write_text(picture, encoding="utf-8")
    if docs:
        results.PICTURES.mkdir(exist_ok=True)
        (results.PICTURES / f"{name}.svg").write_text(picture, encoding="utf-8")
        results.put_into_page(results.PAGE, name, _block(name, result))


def _block(name: str, result: dict[str, Any]) -> str:
    goals = [
        Goal(**{key: value for key, value in goal.items() if key != "reached"})
        for goal in result["goals"]
    ]
    cells = [Cell(**cell) for cell in result["cells"]]
    left_out = [f"- Left out: {what}. {why}" for what, why in result["left_out"].items()]
    return "\n\n".join(
        [
            f"Measured {result['at'][:10]} with Flaskr {result['machine']['flaskr']}.",
            in_markdown(goal_rows(goals)),
            *(["\n".join(left_out)] if left_out else []),
            f"![{_below(result)}]({results.PAGE.stem}/{name}.svg)",
            in_markdown(cell_rows(cells)),
            results.machine_in_markdown(result["machine"]),
        ]
    )


def _below(result: dict[str, Any]) -> str:
    options, machine = result["options"], result["machine"]
    rounds = options["rounds"]
    return (
        f"wrk -t2 -c{options['connections']}, connections kept, gzip; median of {rounds} "
        f"{'round' if rounds == 1 else 'rounds'} of {options['seconds']:g} s; "
        f"{machine['processor']}, {machine['cores']} cores"
    )
