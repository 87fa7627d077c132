"""Statements that were compiled before: what they give is what the toolkit would."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Integer, bindparam, event, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from flaskr.core.prepared import Prepared
from flaskr.features.accounts.models import User
from flaskr.features.posts import publishing
from flaskr.features.posts.models import Post
from flaskr.features.posts.writing import write
from flaskr.lib.sanitize import SafeHtml

AT = datetime(2026, 11, 25, 8, 30, 15, 250, tzinfo=UTC)
POSTS = select(Post.slug, Post.published_at, Post.trashed_at).order_by(Post.id)


@pytest.fixture
def post(db: Session, ana: User) -> Post:
    post = write(db, by=ana.actor, title="One", body="Text")
    return publishing.publish(post, by=ana.actor, at=AT)


def test_values_come_as_the_model_has_them(db: Session, post: Post) -> None:
    [row] = Prepared(POSTS).all(db.connection(), {})
    assert row == ["one", AT, None]
    bio = Prepared(select(User.bio_html)).first(db.connection(), {})
    assert bio is not None
    assert isinstance(bio[0], SafeHtml)


def test_parameters_are_converted_and_may_stand_in_several_places(db: Session, post: Post) -> None:
    at = bindparam("at", type_=Post.published_at.type)
    between = POSTS.where(Post.published_at >= at, Post.published_at <= at)
    prepared = Prepared(between.where(Post.slug == bindparam("slug")))
    assert prepared.first(db.connection(), {"slug": "one", "at": AT}) is not None
    assert prepared.first(db.connection(), {"slug": "two", "at": AT}) is None
    later = AT.replace(year=2027)
    assert prepared.all(db.connection(), {"at": later, "slug": "one"}) == []


def test_what_a_statement_is_limited_to_is_not_kept_from_another_time(
    db: Session, ana: User, post: Post
) -> None:
    publishing.publish(write(db, by=ana.actor, title="Two", body="Text"), by=ana.actor)
    limited = Prepared(POSTS.limit(bindparam("most", type_=Integer)), written="most")
    assert [len(limited.all(db.connection(), {"most": most})) for most in (1, 2, 1)] == [1, 2, 1]


def test_constants_and_limits_are_no_parameters(db: Session, post: Post) -> None:
    # SQLite would plan the statement anew before each run.
    named = POSTS.where(Post.slug == bindparam("slug", "one"), Post.title == "One's")
    prepared = Prepared(named.limit(bindparam("most", type_=Integer)), written="most")
    heard: list[Any] = []
    hear = partial(lambda heard, *told: heard.append(told[3]), heard)
    event.listen(db.connection(), "before_cursor_execute", hear)
    assert prepared.all(db.connection(), {"most": 5}) == []
    event.remove(db.connection(), "before_cursor_execute", hear)
    [bound] = heard
    values = list(bound.values() if isinstance(bound, dict) else bound)
    assert "one" in values
    assert "One's" not in values
    assert 5 not in values


def test_a_fault_is_told_as_any_other_of_the_database(db: Session) -> None:
    broken = Prepared(select(text("no_such_column")))
    savepoint = db.begin_nested()
    with pytest.raises(DBAPIError):
        broken.all(db.connection(), {})
    savepoint.rollback()
