"""What is asked of sites of different sizes, and what they are to reach."""

import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from tests.load.choosing import largest_tag, spread_posts, usual_words
from tests.load.goals import AT_MOST, UNDER, Goal
from tests.load.rounds import Cell
from tests.load.servers import Server
from tests.load.site import opened
from tests.load.visiting import visitor
from tests.load.works import FEED, GZIP
from tests.load.wrk import Asked

PAGES = ("home", "post", "tag", "feed", "sitemap")
SEARCH = "search"
MOST_GROWTH, MOST_SEARCH_MS, MOST_MEMORY_MB = 1.3, 30, 250
_POSTS, _WORDS = 200, 40


def asked_of(instance: Path, server: Server) -> dict[str, Asked]:
    """Return what is asked for each page: posts from all over the site, the largest tag.

    A site without a sitemap is not asked for it.
    """
    with opened(instance) as core, core.db.reading() as db:
        posts = tuple(f"GET\t{path}" for path in spread_posts(db, _POSTS))
        words = tuple(f"GET\t/search?q={word}" for word in usual_words(db, _WORDS))
        tag = f"/tag/{largest_tag(db)}/"
    found = {
        "home": Asked("/", headers=GZIP),
        "post": Asked(headers=GZIP, lines=posts),
        "tag": Asked(tag, headers=GZIP),
        "feed": Asked(FEED, headers=GZIP),
        SEARCH: Asked(headers=GZIP, lines=words),
    }
    path = sitemap_page(server)
    return found | ({"sitemap": Asked(path, headers=GZIP)} if path else {})


def sitemap_page(server: Server) -> str:
    """Return the path of a sitemap that lists pages: of an index the first; empty for none."""
    with visitor(server.port) as one:
        answer = one.get("/sitemap.xml")
    if answer.status != 200:
        return ""
    text = answer.body.decode()
    first = re.search(r"<loc>([^<]+)</loc>", text)
    if "<sitemapindex" not in text or first is None:
        return "/sitemap.xml"
    return urlsplit(first[1]).path


def judge(cells: Sequence[Cell], names: dict[int, str], crawled: tuple[int, float]) -> list[Goal]:
    """Return the goals of growth: the largest site against the smallest."""
    found = {(cell.work, cell.contender): cell for cell in cells}
    least, most = names[min(names)], names[max(names)]
    goals = []
    for page in PAGES:
        small, large = found.get((page, least)), found.get((page, most))
        value = small.requests_per_second / large.requests_per_second if small and large else None
        goals.append(Goal(f"{page}: {most} against {least}", AT_MOST, MOST_GROWTH, "×", value))
    search = found.get((SEARCH, most))
    slowest = search.p99_ms if search else None
    pages, held = crawled
    return [
        *goals,
        Goal(f"search in {most}: 99th percentile", AT_MOST, MOST_SEARCH_MS, "ms", slowest),
        Goal(
            f"memory after a crawl of {pages:,} pages of {most}", UNDER, MOST_MEMORY_MB, "MB", held
        ),
    ]
