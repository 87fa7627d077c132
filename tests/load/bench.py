"""`make bench`: what a visit costs, against other servers, in one run.

usage: python -m tests.load.bench [--rounds 3] [--seconds 3] [--posts 10000] [--smoke] [--docs]
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.load import (
    contenders,
    first_visit,
    goals,
    keeping,
    machine,
    results,
    site,
    tables,
    works,
)
from tests.load.choosing import choose, write_drafts
from tests.load.progress import tell
from tests.load.rounds import Cell, Contender, Plan, measure
from tests.load.special import Effort, measure_special
from tests.load.stopping import stoppable
from tests.load.visiting import visitor
from tests.provision import debian

_DRAFTS = 200
_SMALL = Effort(changes=6, starts=1, crawl=20, seconds=2)


@dataclass(frozen=True)
class Options:
    """How much is measured, and where the results go."""

    rounds: int = 3
    seconds: float = 3
    connections: int = 32
    posts: int = 10_000
    with_tutorial: bool = True
    effort: Effort = field(default_factory=Effort)
    results: Path = results.FOLDER
    docs: bool = False

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
    keeping.keep_bench(options.results, result, docs=options.docs)
    return results.status(result)


def run(folder: Path, options: Options) -> dict[str, Any]:
    """Do everything in an empty folder, and return what was measured."""
    instance = folder / "instance"
    tell(f"making a site with {options.posts} posts")
    site.make_site(instance, posts=options.posts)
    cells, left_out = _all_works(instance, folder, options)
    special = measure_special(instance, options.effort, tell)
    judged = goals.judge(cells, special.figures)
    left_out |= special.left_out
    tables.show(cells, judged, left_out)
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine.describe(),
        "options": {**asdict(options), "results": str(options.results)},
        "cells": [asdict(cell) for cell in cells],
        "special": special.figures,
        "goals": results.goals_as_data(judged),
        "left_out": left_out,
    }


def _all_works(instance: Path, folder: Path, options: Options) -> tuple[list[Cell], dict[str, str]]:
    with site.opened(instance) as core:
        cookie = site.log_in(core)
        with core.db.transaction() as db:
            chosen = choose(db)
            first, *drafts = write_drafts(db, _DRAFTS + 1, chosen.body)
        title = first_visit.titles_of(core, [first])
    running = contenders.all_running(
        instance, folder, chosen, cookie=cookie, with_tutorial=options.with_tutorial
    )
    with running as field:
        cells = measure(field.contenders, works.READING, options.plan, tell)
    # Writing changes what the others show, so it comes last. Reactions are limited for each
    # address, and a trusted proxy is what gives each visitor their own.
    with site.site_served(instance, FLASKR_PROXIES="1") as server:
        with visitor(server.port) as one:
            # What is measured below must be publishing, not being sent to the log-in page.
            first_visit.after_publications(one, title, cookie=cookie)
        asked = {
            "publish": works.publishing(drafts, cookie=cookie),
            "reaction": works.reactions(chosen.reactable),
        }
        writer = Contender(contenders.OURS, server, asked)
        cells += measure([writer], works.WRITING, options.plan, tell)
    return cells, field.left_out


def _options(arguments: Sequence[str] | None) -> Options:
    usual = Options()
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=usual.rounds)
    parser.add_argument("--seconds", type=float, default=usual.seconds, help="of each turn")
    parser.add_argument("--connections", type=int, default=usual.connections)
    parser.add_argument("--posts", type=int, default=usual.posts)
    parser.add_argument("--results", type=Path, default=usual.results, help="a folder")
    parser.add_argument("--docs", action="store_true", help="put the results into the page")
    parser.add_argument("--without-postgres", action="store_true")
    parser.add_argument("--without-tutorial", dest="with_tutorial", action="store_false")
    parser.add_argument("--smoke", action="store_true", help="only see whether this works")
    given = vars(parser.parse_args(arguments))
    effort = Effort()
    if given.pop("smoke"):
        given |= {"rounds": 1, "seconds": 0.3, "connections": 4, "posts": 30}
        effort = _SMALL
    effort = replace(effort, with_postgres=not given.pop("without_postgres"))
    return Options(effort=effort, **given)


if __name__ == "__main__":
    sys.exit(main())
