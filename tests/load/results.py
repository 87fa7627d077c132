"""Where results go: JSON, the history, and the page in the documentation."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.load.goals import Goal
from tests.load.tables import in_markdown
from tests.serving import ROOT

FOLDER = ROOT / "tests" / "load" / "results"
PAGE = ROOT / "docs" / "explanation" / "performance.md"
PICTURES = PAGE.with_suffix("")
_HISTORY = "history.jsonl"


def keep(folder: Path, name: str, result: dict[str, Any]) -> None:
    """Write `<name>.json`, and add the goals to the history, one line for each run."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result, indent=2, ensure_ascii=False)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    line = {key: result[key] for key in ("at", "machine", "options", "goals")}
    with (folder / _HISTORY).open("a", encoding="utf-8") as history:
        history.write(json.dumps({"run": name, **line}, ensure_ascii=False) + "\n")


def status(result: dict[str, Any]) -> int:
    """Return the exit status of a run: 1 where a request failed, which is said."""
    failed = sum(cell["errors"] for cell in result["cells"])
    if failed:
        print(f"\n{failed} requests failed: these figures say nothing.", file=sys.stderr)
    return 1 if failed else 0


def goals_as_data(goals: Sequence[Goal]) -> list[dict[str, Any]]:
    """Return the goals for JSON, with whether each was reached."""
    return [{**asdict(goal), "reached": goal.is_reached} for goal in goals]


def machine_in_markdown(machine: dict[str, str]) -> str:
    """Return the machine as a table."""
    return in_markdown([("", "measured on"), *machine.items()])


def put_into_page(page: Path, block: str, text: str) -> None:
    """Replace what stands between the marks of the block; raises ValueError without them."""
    begin, end = f"<!-- {block}: begin -->", f"<!-- {block}: end -->"
    before, found, rest = page.read_text(encoding="utf-8").partition(begin)
    _old, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"{page} has no place for “{block}”.")
    page.write_text(f"{before}{begin}\n\n{text.strip()}\n\n{end}{after}", encoding="utf-8")
