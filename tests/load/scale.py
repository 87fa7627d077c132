"""`make bench-scale`: what a page costs, uncached, on sites of different sizes.

usage: python -m tests.load.scale [NUMBER OR FOLDER …]; a number makes a site with so many posts,
a folder is an instance that is there already, and is only read.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.load import growth, keeping, machine, results, site, tables
from tests.load.choosing import spread_posts
from tests.load.crawling import memory_after_crawl
from tests.load.progress import tell
from tests.load.rounds import Cell, Contender, Plan, measure
from tests.load.stopping import stoppable
from tests.provision import debian

_USUAL = ("1000", "10000", "100000", "1000000")
_CRAWL_SECONDS = 120


@dataclass(frozen=True)
class Options:
    """Which sites, how long, and where the results go."""

    sites: tuple[str, ...] = _USUAL
    rounds: int = 3
    seconds: float = 3
    connections: int = 32
    crawl: int = 20_000
    results: Path = results.FOLDER
    docs: bool = False


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and keep the results; 1 where a request failed."""
    options = _options(arguments)
    try:
        debian.provide("wrk")
        with stoppable(), tempfile.TemporaryDirectory(prefix="flaskr-scale-") as folder:
            result = run(Path(folder), options)
    except debian.NoProgram as error:
        print(error, file=sys.stderr)
        return 1
    keeping.keep_scale(options.results, result, docs=options.docs)
    return results.status(result)


def run(folder: Path, options: Options) -> dict[str, Any]:
    """Measure all sites in turn, and return what was measured."""
    instances = dict(_instances(folder, options.sites))
    names = {count: f"{count:,} posts" for count in instances}
    cells, left_out = _cells(instances, names, options)
    tell("crawling")
    crawled = _crawled(instances[max(instances)], options.crawl)
    judged = growth.judge(cells, names, crawled)
    tables.show(cells, judged, left_out)
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine.describe(),
        "options": {**asdict(options), "results": str(options.results)},
        "cells": [asdict(cell) for cell in cells],
        "costs": {
            page: {
                count: 1000 / cell.requests_per_second
                for count, name in names.items()
                for cell in cells
                if (cell.work, cell.contender) == (page, name)
            }
            for page in (*growth.PAGES, growth.SEARCH)
        },
        "goals": results.goals_as_data(judged),
        "left_out": left_out,
    }


def _instances(folder: Path, sites: Sequence[str]) -> Iterator[tuple[int, Path]]:
    for wanted in sites:
        instance = Path(wanted)
        if wanted.isdigit():
            tell(f"making a site with {wanted} posts")
            instance = folder / wanted
            site.make_site(instance, posts=int(wanted))
        with site.opened(instance.absolute()) as core:
            yield site.count_posts(core), instance.absolute()


def _cells(
    instances: dict[int, Path], names: dict[int, str], options: Options
) -> tuple[list[Cell], dict[str, str]]:
    plan = Plan(options.rounds, options.seconds, options.connections)
    with _served(instances, names) as contenders:
        cells = measure(contenders, growth.PAGES, plan, tell)
        # How long one search takes, not how long it waits for others.
        cells += measure(contenders, (growth.SEARCH,), replace(plan, connections=1), tell)
        has_all = all("sitemap" in each.asked for each in contenders)
    left_out = {} if has_all else {"sitemap": "This version of Flaskr has no /sitemap.xml."}
    return cells, left_out


@contextmanager
def _served(instances: dict[int, Path], names: dict[int, str]) -> Iterator[list[Contender]]:
    with ExitStack() as running:
        found = []
        for count, instance in sorted(instances.items()):
            server = running.enter_context(site.site_served(instance, **site.UNCACHED))
            asked = growth.asked_of(instance, server)
            found.append(Contender(names[count], server, asked))
        yield found


def _crawled(instance: Path, count: int) -> tuple[int, float]:
    with site.opened(instance) as core, core.db.reading() as db:
        paths = spread_posts(db, count)
    visited, held = memory_after_crawl(instance, paths, seconds=_CRAWL_SECONDS)
    return visited, held.rss / 1e6


def _options(arguments: Sequence[str] | None) -> Options:
    usual = Options()
    parser = argparse.ArgumentParser(prog="make bench-scale", description=__doc__.splitlines()[0])
    parser.add_argument("sites", nargs="*", default=usual.sites, help="numbers of posts, folders")
    parser.add_argument("--rounds", type=int, default=usual.rounds)
    parser.add_argument("--seconds", type=float, default=usual.seconds, help="of each turn")
    parser.add_argument("--connections", type=int, default=usual.connections)
    parser.add_argument("--crawl", type=int, default=usual.crawl, help="pages of the largest site")
    parser.add_argument("--results", type=Path, default=usual.results, help="a folder")
    parser.add_argument("--docs", action="store_true", help="put the results into the page")
    given = vars(parser.parse_args(arguments))
    return Options(**given | {"sites": tuple(given["sites"])})


if __name__ == "__main__":
    sys.exit(main())
