"""Pages that are kept, and related posts."""

from flask import Flask

from flaskr.core.permissions import Role
from flaskr.core.runtime import Core
from flaskr.features.posts import publishing
from flaskr.features.posts.models import Post
from flaskr.features.related import relating
from tests.client import CheckedClient
from tests.conftest import person
from tests.features.posts.factories import published

KETTLE = "The kettle whistled until the gasket failed, and the gasket was the size of a coin."


def test_a_related_post_comes_and_goes_with_who_may_read_it(own_app: Flask) -> None:
    core: Core = own_app.extensions["flaskr"]
    olga = person(core, "olga", Role.OWNER)

    def shown() -> bool:
        return "/a-gasket/" in CheckedClient(own_app).get("/a-kettle/").text

    with core.db.transaction() as db:
        kettle = published(db, olga, "A kettle", KETTLE)
        for number in range(3):  # between them, so that their pages are not dropped as neighbours
            published(db, olga, f"Between {number}", "Nothing of the kind.")
        gasket_id = published(db, olga, "A gasket", KETTLE).id
        assert relating.relate(db, kettle.id) == [gasket_id]
    assert shown()
    for visibility in ("private", "public"):
        with core.db.transaction() as db:
            gasket = db.get_one(Post, gasket_id)
            publishing.set_visibility(gasket, visibility, by=olga.actor)
        assert shown() == (visibility == "public")
