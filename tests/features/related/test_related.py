"""Which posts are shown below a post."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core.jobs import JobRow
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts import publishing
from flaskr.features.posts.models import Post
from flaskr.features.related import comparing, jobs, relating
from flaskr.features.translations import translating
from tests.client import CheckedClient
from tests.features.posts.factories import draft, published

KETTLE = "The kettle whistled until the gasket failed, and the gasket was the size of a coin."
WALK = "A walk along the reservoir, past the heron, to the village and the reservoir again."


def ids(db: Session) -> dict[str, int]:
    return dict(db.execute(select(Post.title, Post.id)).all())


@pytest.fixture
def posts(core: Core, ana: User) -> dict[str, int]:
    with core.db.transaction() as db:
        published(db, ana, "A kettle", KETTLE, tags=("Mending",))
        published(db, ana, "A gasket", f"Another gasket. {KETTLE}", tags=("Mending", "Tools"))
        published(db, ana, "The reservoir", WALK, tags=("Walking",))
        published(db, ana, "The heron", f"Seen again. {WALK}", tags=("Walking",))
        published(db, ana, "Alone", "Nothing else mentions xylophones.")
        return ids(db)


def test_posts_are_related_by_rare_tags_and_words(core: Core, posts: dict[str, int]) -> None:
    with core.db.transaction() as db:
        assert relating.relate(db, posts["A kettle"]) == [posts["A gasket"]]
        assert relating.relate(db, posts["The heron"]) == [posts["The reservoir"]]
        assert relating.relate(db, posts["Alone"]) == []


def test_words_alone_are_enough(core: Core, ana: User) -> None:
    with core.db.transaction() as db:
        one = published(db, ana, "One", KETTLE)
        two = published(db, ana, "Two", KETTLE + " And tea.")
        published(db, ana, "Three", "Something about a heron by the lake.")
        assert relating.relate(db, one.id) == [two.id]


def test_a_word_that_everybody_uses_relates_nothing(
    core: Core, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "MOST_POSTS", 3)
    with core.db.transaction() as db:
        for number in range(6):
            published(db, ana, f"Title{number}x", f"weather weather weather own{number}x")
        first = db.scalars(select(Post).order_by(Post.id)).first()
        assert first is not None
        assert relating.relate(db, first.id) == []


def test_only_what_everybody_may_read_is_related(
    core: Core, client: CheckedClient, posts: dict[str, int], ana: User
) -> None:
    jobs.relate(core, post_id=posts["A kettle"])
    assert "Related posts" in client.get("/a-kettle/").text
    assert 'href="/a-gasket/"' in client.get("/a-kettle/").text
    with core.db.transaction() as db:
        publishing.set_visibility(db.get_one(Post, posts["A gasket"]), "private", by=ana.actor)
    assert "Related posts" not in client.get("/a-kettle/").text
    with core.db.transaction() as db:
        assert relating.relate(db, posts["A kettle"]) == []
        assert relating.relate(db, posts["A gasket"]) == []


def test_a_published_post_and_those_like_it_look_anew(
    core: Core, client: CheckedClient, posts: dict[str, int], ana: User
) -> None:
    assert "Related posts" not in client.get("/a-kettle/").text
    with core.db.transaction() as db:
        row = draft(db, ana, "A second gasket", KETTLE)
        db.execute(JobRow.__table__.delete())
        publishing.publish(row, by=ana.actor)
        waiting = db.scalars(select(JobRow).where(JobRow.name == relating.JOB)).all()
        assert [job.args["post_id"] for job in waiting] == [row.id]
    jobs.relate(core, post_id=row.id)
    with core.db.transaction() as db:
        waiting = db.scalars(select(JobRow).where(JobRow.name == relating.JOB)).all()
        again = [job.args["post_id"] for job in waiting if not job.args["spread"]]
        assert posts["A kettle"] in again
    jobs.relate(core, post_id=posts["A kettle"], spread=False)
    assert 'href="/a-second-gasket/"' in client.get("/a-kettle/").text


def test_what_nobody_told_of_is_swept_once(core: Core, posts: dict[str, int]) -> None:
    jobs.sweep(core)
    with core.db.transaction() as db:
        assert relating.relate_batch(db) == 0
        relating.start_over(db)
        assert relating.relate_batch(db) == len(posts)


def test_the_command_compares_all_posts(app, client: CheckedClient, posts: dict[str, int]) -> None:
    told = app.test_cli_runner().invoke(args=["related", "compute", "--restart"])
    assert told.output == "Compared 5 posts.\n"
    assert "Related posts" in client.get("/the-heron/").text


def test_posts_of_another_language_are_not_related(
    core: Core, posts: dict[str, int], ana: User
) -> None:
    with core.db.transaction() as db:
        kettle = db.get_one(Post, posts["A kettle"])
        copy = translating.translate(kettle, "de", by=ana.actor)
        publishing.publish(copy, by=ana.actor)
        assert relating.relate(db, kettle.id) == [posts["A gasket"]]
        assert relating.relate(db, copy.id) == []
        translating.set_language(db.get_one(Post, posts["A gasket"]), "de", by=ana.actor)
        assert relating.relate(db, kettle.id) == []
        assert relating.relate(db, copy.id) == [posts["A gasket"]]
