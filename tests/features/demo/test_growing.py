"""Storing a large sample: beside other posts or not, and going on where it was stopped."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from flaskr.core import clock
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.comments.models import Comment
from flaskr.features.demo import generating, growing
from flaskr.features.demo.outline import Order
from flaskr.features.posts.models import Post, Revision, Tag
from flaskr.features.posts.writing import write
from flaskr.features.reactions.models import Reaction
from tests.features.demo.conftest import run_demo
from tests.features.demo.large import COMMENTS, POSTS, UNTIL, counts


def contents(core: Core) -> dict[str, list[Any]]:
    """Return what the sample's tables hold, ids and times of storing left out."""
    with core.db.reading() as db:
        return {
            "posts": list(db.execute(select(Post.slug, Post.published_at).order_by(Post.id))),
            "texts": list(db.scalars(select(Revision.html).order_by(Revision.id))),
            "tags": list(db.execute(select(Tag.slug, Tag.name).order_by(Tag.id))),
            "said": list(
                db.execute(select(Comment.author_name, Comment.html).order_by(Comment.id))
            ),
            "felt": sorted(db.scalars(select(Reaction.visitor))),
        }


def test_what_was_stopped_goes_on_to_the_same_end(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generating, "CHUNK", 20)
    monkeypatch.setattr(growing, "_AT_ONCE", 1)
    size = {"seed": 3, "posts": POSTS, "comments": COMMENTS}
    with clock.frozen(UNTIL):
        running = growing.grow(core.db, growing.growth(core.db, **size))
        assert [next(running), next(running)] == [20, 20]
        running.close()
        assert counts(core)[0] == 20
    left = growing.growth(core.db, **size)
    assert (left.done, left.order.until) == (20, UNTIL)
    assert sum(growing.grow(core.db, left)) == POSTS - 20
    stopped = contents(core)
    with core.db.reading() as db:
        ids = list(db.scalars(select(Post.id)))
    assert len(ids) == POSTS
    order, cast = left.order, _cast_of(core)
    whole = [each for chunk in generating.chunks(order, cast) for each in chunk]
    assert stopped["texts"] == [each.post.html for each in whole]
    assert len(stopped["said"]) == sum(len(each.said) for each in whole) == COMMENTS


def _cast_of(core: Core) -> generating.Cast:
    with core.db.reading() as db:
        authors = tuple((user.id, user.name) for user in db.scalars(select(User).order_by(User.id)))
        tags = tuple((tag.id, tag.name) for tag in db.scalars(select(Tag).order_by(Tag.id)))
    return generating.Cast(authors, tags)


def test_another_process_generates_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    order = Order(1, POSTS, COMMENTS, UNTIL)
    cast = generating.Cast(((1, "Ana"),), ((1, "Lake"),))
    here = list(generating.chunks(order, cast))
    monkeypatch.setattr(generating, "FEW", 0)
    assert list(generating.chunks(order, cast)) == here


def test_a_site_with_posts_is_left_alone(app: Flask, core: Core, olga: User) -> None:
    with core.db.transaction() as db:
        write(db, by=olga.actor, title="About", body="My own page.", kind="page")
    result = run_demo(app, "--posts", "5")
    assert result.exit_code == 1
    assert "--force" in result.output
    assert counts(core)[0] == 1
    assert run_demo(app, "--posts", "5", "--force").exit_code == 0
    assert counts(core)[0] == 6
    with core.db.reading() as db:
        assert db.scalar(select(func.count(Comment.id))) == 25


def test_another_size_waits_until_the_first_is_complete(app: Flask, core: Core) -> None:
    running = growing.grow(core.db, growing.growth(core.db, seed=1, posts=30, comments=0))
    next(running)
    running.close()
    result = run_demo(app, "--posts", "40")
    assert result.exit_code == 1
    assert "--posts 30 --comments 0 --seed 1" in result.output


def test_comments_alone_are_not_enough(app: Flask) -> None:
    result = run_demo(app, "--comments", "5")
    assert result.exit_code == 2
    assert "--posts" in result.output
