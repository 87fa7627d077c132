"""`make bench`: what a visit costs, against other servers, in one run.

usage: python -m tests.load.bench [--rounds 3] [--seconds 3] [--posts 10000] [--smoke]
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.load import contenders, goals, machine, results, site, tables, works
from tests.load.choosing import choose, write_drafts
from tests.load.rounds import Cell, Contender, Plan, measure
from tests.load.stopping import stoppable
from tests.provision import debian

_DRAFTS = 200


@dataclass(frozen=True)
class Options:
    """How much is measured, and where the results go."""

    rounds: int = 3
    seconds: float = 3
    connections: int = 32
    posts: int = 10_000
    with_tutorial: bool = True
    results: Path = results.FOLDER

    @property
    def plan(self) -> Plan:
        """The rounds."""
        return Plan(self.rounds, self.seconds, self.connections)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and keep the results; 1 where a request failed."""
    options = _options(arguments)
    try:
        for name in ("wrk", "nginx"):
            debian.provide(name)
        with stoppable(), tempfile.TemporaryDirectory(prefix="flaskr-bench-") as folder:
            result = run(Path(folder), options)
    except debian.NoProgram as error:
        print(error, file=sys.stderr)
        return 1
    results.keep(options.results, "bench", result)
    failed = sum(cell["errors"] for cell in result["cells"])
    if failed:
        print(f"\n{failed} requests failed: these figures say nothing.", file=sys.stderr)
    return 1 if failed else 0


def run(folder: Path, options: Options) -> dict[str, Any]:
    """Do everything in an empty folder, and return what was measured."""
    instance = folder / "instance"
    _tell(f"making a site with {options.posts} posts")
    site.make_site(instance, posts=options.posts)
    cells, left_out = _all_works(instance, folder, options)
    judged = goals.judge(cells, {})
    print("\n" + tables.in_columns(tables.cell_rows(cells)))
    print("\n" + tables.in_columns(tables.goal_rows(judged)))
    for name, why in left_out.items():
        print(f"Left out: {name}. {why}")
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine.describe(),
        "options": {**asdict(options), "results": str(options.results)},
        "cells": [asdict(cell) for cell in cells],
        "special": {},
        "goals": results.goals_as_data(judged),
        "left_out": left_out,
    }


def _all_works(instance: Path, folder: Path, options: Options) -> tuple[list[Cell], dict[str, str]]:
    with site.opened(instance) as core:
        cookie = site.log_in(core)
        with core.db.transaction() as db:
            chosen = choose(db)
            drafts = write_drafts(db, _DRAFTS, chosen.body)
    running = contenders.all_running(
        instance, folder, chosen, cookie=cookie, with_tutorial=options.with_tutorial
    )
    with running as field:
        cells = measure(field.contenders, works.READING, options.plan, _tell)
    # Writing changes what the others show, so it comes last. Reactions are limited for each
    # address, and a trusted proxy is what gives each visitor their own.
    with site.site_served(instance, FLASKR_PROXIES="1") as server:
        asked = {
            "publish": works.publishing(drafts, cookie=cookie),
            "reaction": works.reactions(chosen.reactable),
        }
        writer = Contender(contenders.OURS, server, asked)
        cells += measure([writer], works.WRITING, options.plan, _tell)
    return cells, field.left_out


def _options(arguments: Sequence[str] | None) -> Options:
    usual = Options()
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=usual.rounds)
    parser.add_argument("--seconds", type=float, default=usual.seconds, help="of each turn")
    parser.add_argument("--connections", type=int, default=usual.connections)
    parser.add_argument("--posts", type=int, default=usual.posts)
    parser.add_argument("--results", type=Path, default=usual.results, help="a folder")
    parser.add_argument("--without-tutorial", dest="with_tutorial", action="store_false")
    parser.add_argument("--smoke", action="store_true", help="only see whether this works")
    given = vars(parser.parse_args(arguments))
    if given.pop("smoke"):
        given |= {"rounds": 1, "seconds": 0.3, "connections": 4, "posts": 30}
    return Options(**given)


def _tell(line: str) -> None:
    """Say what is done now, on a line of its own that the next one replaces."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
