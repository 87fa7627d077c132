"""Pages that are kept, and series."""

from flask import Flask

from flaskr.core.permissions import Role
from flaskr.core.runtime import Core
from flaskr.features.posts import publishing
from flaskr.features.posts.models import Post
from flaskr.features.series import arranging
from tests.client import CheckedClient
from tests.conftest import person
from tests.features.posts.factories import draft, published


def test_the_first_series_of_a_site_is_noticed(own_app: Flask) -> None:
    core: Core = own_app.extensions["flaskr"]
    olga = person(core, "olga", Role.OWNER)
    with core.db.transaction() as db:
        post_id = published(db, olga, "Monday").id
    assert "Part 1" not in CheckedClient(own_app).get("/monday/").text
    with core.db.transaction() as db:
        made = arranging.begin_series(db, "A week", by=olga.actor)
        arranging.add_part(made, db.get_one(Post, post_id), by=olga.actor)
    assert "Part 1" in CheckedClient(own_app).get("/monday/").text


def test_kept_pages_show_a_part_as_soon_as_it_is_published(own_app: Flask) -> None:
    core: Core = own_app.extensions["flaskr"]
    olga = person(core, "olga", Role.OWNER)

    def shown() -> str:
        return CheckedClient(own_app).get("/monday/").text

    with core.db.transaction() as db:
        monday = published(db, olga, "Monday")
        for number in range(3):  # between them, so that their pages are not dropped as neighbours
            published(db, olga, f"Between {number}")
        tuesday = draft(db, olga, "Tuesday")
        tuesday_id = tuesday.id
        made = arranging.begin_series(db, "A week", by=olga.actor)
        arranging.add_part(made, monday, by=olga.actor)
        arranging.add_part(made, tuesday, by=olga.actor)
    assert "Part 1 of 1" in shown()
    assert "Part 2" not in shown()
    with core.db.transaction() as db:
        publishing.publish(db.get_one(Post, tuesday_id), by=olga.actor)
    assert "Part 1 of 2" in shown()
    assert "Part 2 of 2" in shown()  # the way on, below the text
    with core.db.transaction() as db:
        publishing.unpublish(db.get_one(Post, tuesday_id), by=olga.actor)
    assert "Tuesday" not in shown()
