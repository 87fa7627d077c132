"""The measures that are no race: changes, memory, starting, reactions at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.load import first_visit, reacting, site, startup, visibility, writing_desk
from tests.load.choosing import choose, spread_posts, write_drafts
from tests.load.crawling import memory_after_crawl
from tests.load.figures import percentile
from tests.load.visiting import visitor
from tests.provision import postgres


@dataclass(frozen=True)
class Effort:
    """How often each thing is done: changes, starts; pages of a crawl; seconds of reactions."""

    changes: int = 200
    starts: int = 5
    crawl: int = 10_000
    seconds: float = 5
    with_postgres: bool = True


@dataclass
class Found:
    """Figures by their names, and what is missing for what reason."""

    figures: dict[str, float] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)


def measure_special(instance: Path, effort: Effort, tell: Callable[[str], None]) -> Found:
    """Take all measures on the instance, which is served by nobody else meanwhile."""
    found = Found()
    tell("starting")
    starts = startup.seconds_to_first_answer(instance, times=effort.starts)
    found.figures["start_s"] = median(starts)
    rest = startup.memory_at_rest(instance)
    found.figures |= {"rest_rss_mb": rest.rss / 1e6, "rest_pss_mb": rest.pss / 1e6}
    tell("crawling")
    _crawl(found, instance, effort)
    tell("first visits after changes")
    _first_visits(found, instance, effort)
    tell("Studio")
    _studio(found, instance, effort)
    tell("changes in every worker on SQLite")
    _visibility(found, "sqlite", instance, effort)
    if effort.with_postgres:
        tell("changes in every worker on PostgreSQL")
        _visibility_on_postgres(found, instance.with_name("on-postgres"), effort)
    tell("reactions at once")
    _reactions(found, instance, effort)
    return found


def _crawl(found: Found, instance: Path, effort: Effort) -> None:
    with site.opened(instance) as core, core.db.reading() as db:
        paths = spread_posts(db, effort.crawl)
    visited, held = memory_after_crawl(instance, paths, seconds=max(5, effort.crawl / 100))
    found.figures |= {
        "crawled_pages": visited,
        "crawled_rss_mb": held.rss / 1e6,
        "crawled_pss_mb": held.pss / 1e6,
    }


def _first_visits(found: Found, instance: Path, effort: Effort) -> None:
    with site.opened(instance) as core:
        cookie = site.log_in(core)
        with core.db.transaction() as db:
            chosen = choose(db)
            ids = write_drafts(db, max(1, effort.changes // 3), chosen.body)
        titles = first_visit.titles_of(core, ids)
        with site.site_served(instance) as server, visitor(server.port) as one:
            one.get(chosen.post)
            one.get("/")
            edits = first_visit.after_edits(core, one, chosen, times=effort.changes)
            published = first_visit.after_publications(one, titles, cookie=cookie)
    found.figures |= {
        "first_visit_post_median_ms": median(edits) * 1000,
        "first_visit_home_median_ms": median(published) * 1000,
        "first_visit_p99_ms": percentile([*edits, *published], 99) * 1000,
    }


def _studio(found: Found, instance: Path, effort: Effort) -> None:
    with site.opened(instance) as core:
        cookie = site.log_in(core)
        with core.db.reading() as db:
            chosen = choose(db)
    with site.site_served(instance) as server, visitor(server.port) as one:
        times = max(1, effort.changes // 4)
        seconds = writing_desk.studio_times(one, chosen, cookie=cookie, times=times)
    found.figures |= {f"studio_p95_ms {page}": each * 1000 for page, each in seconds.items()}
    found.figures["studio_slowest_p95_ms"] = max(seconds.values()) * 1000


def _visibility(
    found: Found, database: str, instance: Path, effort: Effort, **settings: str
) -> None:
    with site.opened(instance, **settings) as core, core.db.reading() as db:
        chosen = choose(db)
    seconds = visibility.seconds_until_everywhere(
        instance, chosen, times=effort.changes, **settings
    )
    found.figures[f"visible_{database}_median_ms"] = median(seconds) * 1000
    found.figures[f"visible_{database}_p99_ms"] = percentile(seconds, 99) * 1000


def _visibility_on_postgres(found: Found, instance: Path, effort: Effort) -> None:
    try:
        with postgres.server() as server:
            name = "flaskr_bench"
            address = postgres.create_database(server, name)
            try:
                site.make_site(instance, posts=0, FLASKR_DATABASE=address)
                _visibility(found, "postgres", instance, effort, FLASKR_DATABASE=address)
            finally:
                postgres.drop_database(server, name)
    except postgres.NoPostgres as error:
        found.left_out["PostgreSQL"] = str(error)


def _reactions(found: Found, instance: Path, effort: Effort) -> None:
    with site.opened(instance) as core, core.db.reading() as db:
        chosen = choose(db)
    done = reacting.react_at_once(instance, chosen, seconds=effort.seconds)
    found.figures |= {
        "reactions_per_second": done.per_second,
        "reactions_acknowledged": done.acknowledged,
        "reactions_stored": done.stored,
        "reactions_lost": done.lost,
        "reactions_refused": done.errors,
    }
