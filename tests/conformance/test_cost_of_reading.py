"""What a page costs the database does not grow with the blog."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection

from flaskr.core.runtime import Core
from tests.client import CheckedClient
from tests.conformance import plans
from tests.conformance.long_blog import FIRST, TAGS, long_blog

Statement = tuple[str, Any]
FILE = FIRST // 1000 + 1

# Each page with how many statements it may take: as many as it takes, however much it lists.
PUBLIC = {
    "/": 11,
    "/ older": 5,
    "/post-901/": 13,
    "/post-903/": 8,
    "/tag/tag-0/": 6,
    "/tag/tag-0/ older": 6,
    f"/tag/tag-{TAGS - 1}/": 6,
    "/tags/": 3,
    "/author/writer-0/": 7,
    "/author/writer-7/": 7,
    "/archive/": 3,
    "/archive/2021/": 5,
    "/archive/2021/5/": 5,
    "/archive/2021/5/ older": 5,
    "/feed.atom": 8,
    "/tag/tag-0/feed.atom": 9,
    "/author/writer-0/feed.atom": 9,
    "/sitemap.xml": 5,
    f"/sitemap-{FILE}.xml": 2,
    f"/sitemap-tags-{FILE}.xml": 2,
    f"/sitemap-authors-{FILE}.xml": 2,
    "/nothing-at-all/": 9,
}


def test_no_page_reads_or_sorts_more_than_it_shows(client: CheckedClient, core: Core) -> None:
    long_blog(core)
    found = {}
    for page in PUBLIC:
        for statement, parameters in _statements_of(client, core, page):
            with core.db.reading() as db:
                for fault in plans.faults(db, statement, parameters):
                    found[f"{page}: {fault}"] = statement
    assert found == {}


def test_no_page_takes_more_statements_for_more_to_show(client: CheckedClient, core: Core) -> None:
    long_blog(core)
    counts = {page: len(_statements_of(client, core, page)) for page in PUBLIC}
    assert {page: n for page, n in counts.items() if n > PUBLIC[page]} == {}


def _statements_of(client: CheckedClient, core: Core, page: str) -> list[Statement]:
    """Fetch a page, or the list that its link to older ones leads to, and return its reads."""
    path, _, older = page.partition(" ")
    if older:
        linked = re.search(r'href="([^"]*\?before=[^"]+)"', client.get(path).text)
        assert linked, page
        path = linked[1]
    core.cache.clear()
    with _noted(core) as statements:
        status = client.get(path).status_code
    assert status == (404 if "nothing" in path else 200), page
    return statements


@contextmanager
def _noted(core: Core) -> Iterator[list[Statement]]:
    statements: list[Statement] = []

    def note(
        _connection: Connection, _cursor: Any, statement: str, parameters: Any, *_: Any
    ) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            statements.append((statement, parameters))

    event.listen(core.db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(core.db.engine, "before_cursor_execute", note)
