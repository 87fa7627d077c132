"""Pages that are kept, and languages."""

from flask import Flask

from flaskr.core.permissions import Role
from flaskr.core.runtime import Core
from flaskr.features.posts import publishing
from flaskr.features.posts.models import Post
from flaskr.features.translations import translating
from tests.client import CheckedClient
from tests.conftest import person
from tests.features.posts.factories import published


def test_kept_pages_follow_the_first_language_and_each_change(own_app: Flask) -> None:
    core: Core = own_app.extensions["flaskr"]
    olga = person(core, "olga", Role.OWNER)

    def shows(words: str) -> bool:
        return words in CheckedClient(own_app).get("/here/").text

    with core.db.transaction() as db:
        here, there = published(db, olga, "Here").id, published(db, olga, "Dort").id
        for number in range(3):  # between them, so that their pages are not dropped as neighbours
            published(db, olga, f"Between {number}")
    assert not shows("hreflang")
    with core.db.transaction() as db:
        one, other = db.get_one(Post, here), db.get_one(Post, there)
        translating.add_translation(one, other, "de", by=olga.actor)
        draft_id = translating.translate(one, "fr", by=olga.actor).id
    assert shows('hreflang="de"')
    assert not shows('hreflang="fr"')
    with core.db.transaction() as db:
        publishing.publish(db.get_one(Post, draft_id), by=olga.actor)
    assert shows('hreflang="fr"')
    with core.db.transaction() as db:
        publishing.unpublish(db.get_one(Post, there), by=olga.actor)
    assert not shows('hreflang="de"')
    with core.db.transaction() as db:
        translating.set_language(db.get_one(Post, draft_id), "it", by=olga.actor)
    assert shows('hreflang="it"')
