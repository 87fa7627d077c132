"""What a page costs the database does not grow with the blog."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection

from flaskr.core import newest
from flaskr.core.permissions import Role
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.comments import listing
from flaskr.features.posts import desk, jobs
from tests.client import CheckedClient
from tests.conformance import plans
from tests.conformance.long_blog import FIRST, TAGS, long_blog

Statement = tuple[str, Any]
FILE = FIRST // 1000 + 1

# Each page with how many statements it may take: as many as it takes, however much it lists.
PUBLIC = {
    "/": 5,
    "/ older": 2,
    "/post-901/": 7,  # asks whether there are any series and languages; kept where it can be
    "/post-903/": 6,
    "/tag/tag-0/": 3,
    "/tag/tag-0/ older": 3,
    f"/tag/tag-{TAGS - 1}/": 3,
    "/tags/": 2,
    "/author/writer-0/": 4,
    "/author/writer-7/": 4,
    "/archive/": 2,
    "/archive/2021/": 2,
    "/archive/2021/5/": 2,
    "/archive/2021/5/ older": 2,
    "/feed.atom": 5,
    "/tag/tag-0/feed.atom": 6,
    "/author/writer-0/feed.atom": 7,
    "/sitemap.xml": 4,
    f"/sitemap-{FILE}.xml": 4,
    f"/sitemap-tags-{FILE}.xml": 2,
    f"/sitemap-authors-{FILE}.xml": 2,
    "/nothing-at-all/": 6,
}


STUDIO = {
    "/studio/posts/": 7,
    "/studio/posts/ older": 7,
    "/studio/posts/?state=draft": 7,
    "/studio/posts/?state=scheduled": 7,
    "/studio/posts/?state=published": 7,
    "/studio/posts/?state=trashed": 7,
    "/studio/posts/?q=399": 8,
    "/studio/pages/": 7,
    f"/studio/posts/{FIRST + 901}": 11,
    f"/studio/posts/{FIRST + 901}/revisions/": 8,
    "/studio/comments/": 8,
    "/studio/comments/ older": 8,
    "/studio/comments/?state=approved": 8,
    "/studio/comments/?state=pending": 8,
    "/studio/comments/?state=spam": 8,
    "/studio/comments/?state=trash": 8,
    "/studio/media/": 5,
}
OWNERS = {"/studio/people/": 6, "/studio/redirects/": 5}


def test_no_page_reads_or_sorts_more_than_it_shows(client: CheckedClient, core: Core) -> None:
    long_blog(core)
    found = {}
    for page in PUBLIC:
        for statement, parameters in _statements_of(client, core, page):
            with core.db.reading() as db:
                for fault in plans.faults(db, statement, parameters):
                    found[f"{page}: {fault}"] = statement
    assert sorted(found) == [], found


@pytest.mark.parametrize("role", [Role.OWNER, Role.AUTHOR])
def test_no_list_of_studio_reads_or_sorts_more_than_it_may(
    client: CheckedClient, core: Core, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Small beside this blog, as they are beside one that is really long.
    monkeypatch.setattr(desk, "FEW_POSTS", 50)
    monkeypatch.setattr(newest, "MOST_LOOKED_AT", 100)
    monkeypatch.setattr(listing, "MOST_COUNTED", 50)
    long_blog(core)
    client.log_in(_somebody(core, role))
    pages = STUDIO | OWNERS if role is Role.OWNER else STUDIO
    found = {}
    counts = {}
    for page in pages:
        if role is Role.AUTHOR and "pages" in page:
            continue
        statements = _statements_of(client, core, page)
        counts[page] = len(statements)
        for statement, parameters in statements:
            with core.db.reading() as db:
                for fault in plans.faults(db, statement, parameters):
                    found[f"{page}: {fault}"] = statement
    assert sorted(found) == [], found
    assert {page: n for page, n in counts.items() if n > pages[page]} == {}


def _somebody(core: Core, role: Role) -> User:
    """Return an author who wrote many of the posts, or the owner."""
    with core.db.transaction() as db:
        user = db.get_one(User, FIRST + 5)
        user.role_name = role.label
    return user


@pytest.mark.parametrize(
    ("page", "index"),
    [
        ("/studio/posts/", "ix_posts_kept"),
        ("/studio/posts/?state=draft", "ix_posts_drafts"),
        ("/studio/posts/?state=scheduled", "ix_posts_scheduled"),
        ("/studio/posts/?state=published", "ix_posts_published"),
        ("/studio/posts/?state=trashed", "ix_posts_in_trash"),
        ("/studio/comments/", "ix_comments_wanted"),
        ("/studio/comments/?state=approved", "ix_comments_approved"),
        ("/studio/comments/?state=pending", "ix_comments_pending"),
        ("/studio/comments/?state=spam", "ix_comments_spam"),
        ("/studio/comments/?state=trash", "ix_comments_trash"),
    ],
)
def test_sqlite_takes_the_index_of_the_state_whose_list_it_reads(
    client: CheckedClient, core: Core, olga: User, page: str, index: str
) -> None:
    if not core.db.is_sqlite:
        return  # PostgreSQL knows how much there is of each and decides by that
    client.log_in(olga)
    table = index.split("_")[1]
    listed = [
        (statement, parameters)
        for statement, parameters in _statements_of(client, core, page)
        if f"ORDER BY {table}." in statement and "count(" not in statement
    ]
    assert listed
    with core.db.reading() as db:
        for statement, parameters in listed:
            assert index in " ".join(plans.steps(db, statement, parameters)).split()


def test_the_job_that_keeps_time_looks_at_scheduled_posts_alone(core: Core) -> None:
    long_blog(core)
    with _noted(core) as statements:
        jobs.keep_time(core)
    reads = [each for each in statements if "scheduled_at IS NOT NULL" in each[0]]
    assert len(reads) == 1
    with core.db.reading() as db:
        if core.db.is_sqlite:
            assert plans.steps(db, *reads[0]) == ["SCAN posts USING INDEX ix_posts_scheduled"]
        else:
            assert plans.faults(db, *reads[0]) == []


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
