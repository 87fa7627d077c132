"""Pages that are kept, and series."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.permissions import Role
from flaskr.core.runtime import Core
from flaskr.features.posts.models import Post
from flaskr.features.series import arranging
from tests.client import CheckedClient
from tests.conftest import person, settings_for
from tests.features.posts.factories import published


@pytest.fixture
def own_app(make_database: Any) -> Iterator[Flask]:
    """Make an application that keeps its pages, with real transactions."""
    settings = settings_for(make_database())
    del settings["PAGE_CACHE"]
    app = create_app(settings)
    core: Core = app.extensions["flaskr"]
    schema.ensure(core.db)
    yield app
    core.close()


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
