"""Counting what readers ask for, whether a kept page answers or the application."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from flaskr.core import clock
from flaskr.core.permissions import SYSTEM, Role
from flaskr.core.runtime import Core
from flaskr.core.tally import Counted
from flaskr.features.redirects import counting, leading, listing
from flaskr.features.redirects.views import tally_of
from flaskr.features.site.redirects import add_redirect, mark_gone
from tests.client import CheckedClient
from tests.conftest import person


def asked(app: Flask, path: str, times: int = 1, **options: Any) -> None:
    for _time in range(times):
        CheckedClient(app).get(path, follow_redirects=False, **options)


def hits(core: Core) -> tuple[dict[str, int], dict[str, int]]:
    with core.db.reading() as db:
        led = {row.path: row.hits for row in listing.redirects(db).rows}
        return led, {row.path: row.hits for row in listing.missing_pages(db)[0]}


def test_each_visit_counts_once_whoever_answers(own_app: Flask) -> None:
    core: Core = own_app.extensions["flaskr"]
    with core.db.transaction() as db:
        add_redirect(db, "/old.html", "/hello")
        add_redirect(db, "/?p=7", "/hello")
        leading.lead(db, "/blog/*", "/*", by=SYSTEM)
        mark_gone(db, "/gone/")
    asked(own_app, "/old.html", 3)
    asked(own_app, "/?p=7", 2)
    asked(own_app, "/?page_id=7", 1)
    asked(own_app, "/blog/hello", 2)
    asked(own_app, "/gone", 2)
    asked(own_app, "/nothing/here", 4)
    asked(own_app, "/media/none.jpg", 2)  # such answers are never kept
    assert hits(core)[1] == {}  # a visit writes nothing
    tally_of(own_app).flush()
    led, missing = hits(core)
    assert led == {"/old.html": 3, "/?p=7": 3, "/blog/*": 2, "/gone/": 2}
    assert missing == {"/nothing/here": 4, "/media/none.jpg": 2}
    asked(own_app, "/old.html")
    tally_of(own_app).flush()
    assert hits(core)[0]["/old.html"] == 4


def test_who_is_logged_in_is_no_reader(own_app: Flask) -> None:
    core: Core = own_app.extensions["flaskr"]
    olga = person(core, "olga", Role.OWNER)
    client = CheckedClient(own_app)
    client.log_in(olga)
    client.get("/nothing")
    tally_of(own_app).flush()
    assert hits(core)[1] == {}


@pytest.mark.parametrize(
    "path",
    ["/wp-login.php", "/.env", "/.git/config", "/a/.well-known/x", "/studio/none", "/" + "x" * 501],
)
def test_what_no_reader_asks_for_is_not_counted(own_app: Flask, path: str) -> None:
    asked(own_app, path)
    tally_of(own_app).flush()
    assert hits(own_app.extensions["flaskr"])[1] == {}


def test_where_readers_came_from_is_kept_without_its_query(own_app: Flask) -> None:
    core: Core = own_app.extensions["flaskr"]
    asked(own_app, "/nothing", headers={"Referer": "https://max:pw@other.example/links?id=7#a"})
    asked(own_app, "/nothing", headers={"Referer": "javascript:alert(1)"})
    tally_of(own_app).flush()
    with core.db.reading() as db:
        (row,) = listing.missing_pages(db)[0]
    assert row.came_from == "https://other.example/links"


def test_what_was_counted_outlives_a_database_that_is_away(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    core: Core = own_app.extensions["flaskr"]
    asked(own_app, "/nothing", 2)
    with monkeypatch.context() as away:
        away.setattr(counting, "_ADD", counting.text("SELECT :path, :hits, :now, :came_from, oops"))
        tally_of(own_app).flush()
    asked(own_app, "/nothing")
    tally_of(own_app).flush()
    assert hits(core)[1] == {"/nothing": 3}


def test_only_the_pages_asked_for_most_are_kept(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_MISSING", 3)
    with core.db.transaction() as db:
        counting.count(
            db,
            {
                counting.Asked(404, f"/{number}", ""): Counted(times=number)
                for number in range(1, 6)
            },
        )
        assert [row.path for row in listing.missing_pages(db)[0]] == ["/5", "/4", "/3"]


def test_what_nobody_asks_for_any_more_is_forgotten(core: Core) -> None:
    with core.db.transaction() as db:
        counting.count(db, {counting.Asked(404, "/nothing", ""): Counted(times=1)})
        row = listing.missing_pages(db)[0][0]
        counting.forget_old(db)
        assert listing.count_missing(db) == 1
        row.last_at = clock.now() - counting.KEPT - timedelta(minutes=1)
        db.flush()
        counting.forget_old(db)
        assert listing.count_missing(db) == 0
