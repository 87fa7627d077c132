"""Reacting to posts: the verbs, the visitors, the counts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from flaskr import create_app
from flaskr.core import clock, schema
from flaskr.core.db import find
from flaskr.core.errors import NotFound
from flaskr.core.permissions import SYSTEM, Role
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.accounts.people import make_user
from flaskr.features.posts.models import Post
from flaskr.features.posts.publishing import publish, set_visibility, unpublish
from flaskr.features.posts.writing import write
from flaskr.features.reactions.events import PostReacted
from flaskr.features.reactions.jobs import forget
from flaskr.features.reactions.listing import counts_of, most_reacted
from flaskr.features.reactions.models import Reaction, ReactionCount
from flaskr.features.reactions.reacting import click, react, withdraw
from flaskr.features.reactions.visitors import visitor_of
from flaskr.features.site.identity import get
from tests.conftest import settings_for

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def published(db: Session, author: User, title: str = "A walk", kind: str = "post") -> Post:
    by = SYSTEM if kind == "page" else author.actor
    post = write(db, by=by, title=title, body="Words.", kind=kind, author_ids=[author.id])
    return publish(post, by=SYSTEM)


def test_reacting_twice_counts_and_announces_once(
    db: Session, core: Core, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[PostReacted] = []
    monkeypatch.setitem(
        core.events._handlers, PostReacted, [lambda _db, event: heard.append(event)]
    )
    post = published(db, ana)
    react(post, "heart", visitor="a")
    react(post, "heart", visitor="a")
    assert counts_of(db, post.id) == {"heart": 1}
    assert heard == [PostReacted(post.id, "heart")]


def test_kinds_and_visitors_are_counted_apart(db: Session, ana: User) -> None:
    post, other = published(db, ana), published(db, ana)
    react(post, "heart", visitor="a")
    react(post, "heart", visitor="b")
    react(post, "smile", visitor="a")
    react(other, "insight", visitor="a")
    assert counts_of(db, post.id) == {"heart": 2, "smile": 1}


def test_a_click_takes_back_what_the_one_before_added(db: Session, ana: User) -> None:
    post = published(db, ana)
    paths = [click(db, post.id, "heart", visitor="a") for _ in range(3)]
    assert paths == ["/a-walk/"] * 3
    assert counts_of(db, post.id) == {"heart": 1}
    assert most_reacted(db, limit=1) == [(post, 1)]
    click(db, post.id, "heart", visitor="a")
    assert counts_of(db, post.id) == {}
    assert most_reacted(db, limit=1) == []


def test_withdrawing_takes_back_only_ones_own_reaction(db: Session, ana: User) -> None:
    post = published(db, ana)
    react(post, "heart", visitor="a")
    react(post, "heart", visitor="b")
    assert withdraw(post, "heart", visitor="a")
    assert not withdraw(post, "heart", visitor="a")
    assert counts_of(db, post.id) == {"heart": 1}


def test_only_public_posts_and_known_kinds_can_be_reacted_to(db: Session, ana: User) -> None:
    post, private, page = published(db, ana), published(db, ana), published(db, ana, kind="page")
    set_visibility(private, "private", by=SYSTEM)
    draft = write(db, by=ana.actor, title="A draft", body="Words.")
    for refused in (private, page, draft):
        with pytest.raises(NotFound):
            react(refused, "heart", visitor="a")
        with pytest.raises(NotFound):
            withdraw(refused, "heart", visitor="a")
        with pytest.raises(NotFound):
            click(db, refused.id, "heart", visitor="a")
    with pytest.raises(NotFound):
        react(post, "dislike", visitor="a")
    for id, kind in ((post.id, "dislike"), (0, "heart"), (2**31, "heart")):
        with pytest.raises(NotFound):
            click(db, id, kind, visitor="a")


def test_the_most_reacted_public_posts_come_first(db: Session, ana: User) -> None:
    many, few, none, hidden = (published(db, ana, title) for title in ("Many", "Few", "No", "Off"))
    react(few, "heart", visitor="a")
    for visitor in ("a", "b", "c"):
        react(many, "insight", visitor=visitor)
        react(hidden, "heart", visitor=visitor)
    react(many, "heart", visitor="a")
    unpublish(hidden, by=SYSTEM)
    assert most_reacted(db, limit=10) == [(many, 4), (few, 1)]
    assert most_reacted(db, limit=1) == [(many, 4)]
    assert none not in dict(most_reacted(db, limit=10))


def test_a_visitor_is_told_from_others_for_one_day(db: Session) -> None:
    with clock.frozen(NOON):
        visitor = visitor_of(db, address="203.0.113.7", user_agent="Browser")
        assert visitor == visitor_of(db, address="203.0.113.7", user_agent="Browser")
        assert visitor != visitor_of(db, address="203.0.113.8", user_agent="Browser")
        assert visitor != visitor_of(db, address="203.0.113.7", user_agent="Other")
    with clock.frozen(NOON + timedelta(days=1)):
        assert visitor != visitor_of(db, address="203.0.113.7", user_agent="Browser")


def test_the_secret_of_a_day_is_gone_on_the_next_even_without_a_reaction(core: Core) -> None:
    with clock.frozen(NOON), core.db.transaction() as db:
        visitor = visitor_of(db, address="203.0.113.7", user_agent="Browser")
        old = get(db, "reactions.secret")["salt"]
    with clock.frozen(NOON + timedelta(hours=11)):
        forget(core)
        with core.db.transaction() as db:
            assert visitor_of(db, address="203.0.113.7", user_agent="Browser") == visitor
    with clock.frozen(NOON + timedelta(hours=13)):
        forget(core)
    with core.db.reading() as db:
        assert old not in str(get(db, "reactions.secret"))


def test_secrets_are_random(db: Session) -> None:
    def secret(days: int) -> str:
        with clock.frozen(NOON + timedelta(days=days)):
            visitor_of(db, address="", user_agent="")
            return str(get(db, "reactions.secret")["salt"])

    assert len({secret(day) for day in range(5)}) == 5


def test_clicks_at_once_count_once_and_none_fails(
    make_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FLASKR_INSTANCE", str(tmp_path / "instance"))
    core: Core = create_app(settings_for(make_database())).extensions["flaskr"]
    schema.ensure(core.db)
    with core.db.transaction() as db:
        ana = make_user(db, username="ana", role=Role.AUTHOR)
        post_id = published(db, ana).id
    together = Barrier(6)

    def react_once(_number: int) -> None:
        with core.db.reading() as db:
            find(db, Post, post_id)
        together.wait(10)
        with core.db.transaction() as db:
            react(find(db, Post, post_id), "heart", visitor="a")

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(react_once, range(6)))
    with core.db.reading() as db:
        assert counts_of(db, post_id) == {"heart": 1}
    core.close()


def test_kinds_and_visitors_at_once_are_all_counted(
    make_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FLASKR_INSTANCE", str(tmp_path / "instance"))
    core: Core = create_app(settings_for(make_database())).extensions["flaskr"]
    schema.ensure(core.db)
    with core.db.transaction() as db:
        ana = make_user(db, username="ana", role=Role.AUTHOR)
        post_id = published(db, ana).id

    def react_and_regret(number: int) -> None:
        kind = ("heart", "smile", "insight")[number % 3]
        for visitor in (f"a{number}", f"b{number}", f"b{number}"):
            with core.db.transaction() as db:
                click(db, post_id, kind, visitor=visitor)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(react_and_regret, range(24)))
    with core.db.reading() as db:
        assert counts_of(db, post_id) == {"heart": 8, "smile": 8, "insight": 8}
        assert [count for _post, count in most_reacted(db, limit=1)] == [24]
        assert db.query(Reaction).count() == 24
    core.close()


def test_reactions_go_with_their_post(db: Session, ana: User) -> None:
    post = published(db, ana)
    react(post, "heart", visitor="a")
    db.execute(delete(Post).where(Post.id == post.id))
    db.expire_all()
    assert db.query(Reaction).count() == db.query(ReactionCount).count() == 0
