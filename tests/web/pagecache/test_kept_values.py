"""Values that a process keeps, read by requests that began before a change."""

from typing import Any

from sqlalchemy import text

from flaskr.core.permissions import SYSTEM
from flaskr.features.site.context import current_site
from flaskr.features.site.identity import change_site
from flaskr.web.current import reading
from tests.web.pagecache.sites import fill, site


def test_what_was_read_from_an_older_state_is_not_kept(make_database: Any) -> None:
    with site(make_database()) as made:
        fill(made.core)
        app = made.caching[0]
        with app.test_request_context("/"):
            reading().execute(text("SELECT count(*) FROM posts")).all()
            with made.core_of(1).db.transaction() as db:
                change_site(db, by=SYSTEM, title="Another title")
            made.settle(0)
            made.core_of(0).watch.look()
            current_site()
        with app.test_request_context("/"):
            assert current_site().title == "Another title"
