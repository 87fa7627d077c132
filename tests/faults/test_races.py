"""Two who do the same thing at once: the second waits for the first and sees what it did."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.errors import Conflict, FlaskrError, Invalid, NotFound
from flaskr.core.permissions import SYSTEM, Role
from flaskr.core.runtime import Core
from flaskr.features.accounts import claiming, people, profile
from flaskr.features.accounts.models import User
from flaskr.features.posts import counting, editing, publishing, recounting, tagging, writing
from flaskr.features.posts.models import Post
from tests.conftest import settings_for

Act = Callable[[Session], Any]


@pytest.fixture
def own_core(make_database: Any) -> Iterator[Core]:
    """Make an application on a database of its own, with real transactions."""
    core: Core = create_app(settings_for(make_database())).extensions["flaskr"]
    schema.ensure(core.db)
    yield core
    core.close()


def race(core: Core, first: Act, second: Act) -> list[Any]:
    """Let `second` begin while the transaction of `first` is still open; return both results."""
    results: list[Any] = [None, None]
    done_but_open = threading.Event()

    def run(place: int, act: Act, hold: float) -> None:
        try:
            with core.db.transaction() as db:
                results[place] = act(db)
                done_but_open.set()
                # Long enough for the other one to reach its first lock, and no longer.
                threading.Event().wait(hold)
        except FlaskrError as error:
            results[place] = error

    threads = [
        threading.Thread(target=run, args=(0, first, 0.4)),
        threading.Thread(target=run, args=(1, second, 0.0)),
    ]
    threads[0].start()
    assert done_but_open.wait(20)
    threads[1].start()
    for thread in threads:
        thread.join(30)
    return results


def test_the_set_up_link_claims_the_site_once(own_core: Core) -> None:
    with own_core.db.transaction() as db:
        token = claiming.new_claim_token(db) or ""

    def claim(name: str) -> Act:
        return lambda db: claiming.claim(
            db,
            token,
            title="Mine",
            name=name,
            email=f"{name}@example.org",
            password_hash="x",
            timezone="UTC",
        )

    results = race(own_core, claim("olga"), claim("eve"))
    assert isinstance(results[1], NotFound)
    with own_core.db.reading() as db:
        assert [user.name for user in db.scalars(select(User))] == ["olga"]


def test_two_owners_who_demote_each_other_leave_one(own_core: Core) -> None:
    with own_core.db.transaction() as db:
        one, two = (_user(db, name, Role.OWNER) for name in ("one", "two"))

    def demote(user: User) -> Act:
        return lambda db: profile.set_role(db.get_one(User, user.id), Role.READER, by=SYSTEM)

    results = race(own_core, demote(one), demote(two))
    assert isinstance(results[1], Conflict)
    with own_core.db.reading() as db:
        assert people.has_owner(db)


def test_two_who_save_the_same_edition_lose_nothing(own_core: Core) -> None:
    with own_core.db.transaction() as db:
        ana = _user(db, "ana", Role.AUTHOR)
        post = writing.write(db, by=ana.actor, title="A post", body="the first")
        edition = editing.edition(post)

    def save(body: str) -> Act:
        draft = editing.Draft(title="A post", body=body, based_on=edition)
        return lambda db: editing.save(db.get_one(Post, post.id), draft, by=ana.actor)

    results = race(own_core, save("one"), save("two"))
    assert isinstance(results[1], Conflict)
    with own_core.db.reading() as db:
        bodies = [r.body for r in writing.revisions_of(db.get_one(Post, post.id))]
    assert bodies == ["one", "the first"]


def test_one_of_two_gets_the_name(own_core: Core) -> None:
    results = race(
        own_core,
        lambda db: _user(db, "cas", Role.READER),
        lambda db: _user(db, "Cas", Role.READER),
    )
    assert isinstance(results[1], Invalid)
    with own_core.db.reading() as db:
        assert db.scalar(select(func.count(User.id))) == 1


def test_two_posts_of_one_title_get_two_addresses(own_core: Core) -> None:
    with own_core.db.transaction() as db:
        ana = _user(db, "ana", Role.AUTHOR)

    def write(db: Session) -> str:
        return writing.write(db, by=ana.actor, title="Same", body="").slug

    assert race(own_core, write, write) == ["same", "same-2"]


def test_a_post_that_two_publish_at_once_is_counted_once(own_core: Core) -> None:
    with own_core.db.transaction() as db:
        ana = _user(db, "ana", Role.AUTHOR)
        post = writing.write(db, by=ana.actor, title="A post", body="")

        tagging.set_tags(post, ["red"], by=SYSTEM)

    def publish(db: Session) -> None:
        publishing.publish(db.get_one(Post, post.id), by=SYSTEM)

    assert race(own_core, publish, publish) == [None, None]
    with own_core.db.reading() as db:
        assert counting.count_of(db, counting.ALL) == 1
        assert recounting.wrong_counts(db) == []
        assert recounting.wrong_times(db) == 0


def test_posts_with_the_same_tags_are_published_at_once_and_all_counted(own_core: Core) -> None:
    with own_core.db.transaction() as db:
        ana = _user(db, "ana", Role.AUTHOR)
        ids = [writing.write(db, by=ana.actor, title=str(n), body="").id for n in range(8)]
        for id in ids:
            tags = ["red", "blue"] if id % 2 else ["blue", "red"]
            tagging.set_tags(db.get_one(Post, id), tags, by=SYSTEM)

    def publish(id: int) -> None:
        with own_core.db.transaction() as db:
            publishing.publish(db.get_one(Post, id), by=SYSTEM)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(publish, ids))
    with own_core.db.reading() as db:
        assert counting.count_of(db, counting.ALL) == 8
        assert recounting.wrong_counts(db) == []


def _user(db: Session, name: str, role: Role) -> User:
    return people.make_user(db, username=name, role=role, password_hash="x")
