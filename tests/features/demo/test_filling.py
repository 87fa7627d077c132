"""Filling a site that somebody uses already, and going on where it was stopped."""

from itertools import islice

import pytest
from flask import Flask
from sqlalchemy import func, select

from flaskr.core.permissions import SYSTEM, Role
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.accounts.people import make_user
from flaskr.features.demo import filling, sample
from flaskr.features.media.models import Media
from flaskr.features.posts.models import Post
from flaskr.features.posts.writing import write
from flaskr.features.site.identity import change_site, site_values
from flaskr.features.translations.listing import versions_of
from flaskr.features.translations.models import PostLanguage
from tests.features.demo.conftest import run_demo

pytestmark = pytest.mark.usefixtures("no_pictures")


def titles(core: Core) -> list[str]:
    with core.db.reading() as db:
        return list(db.scalars(select(Post.title)))


def test_posts_say_their_language_and_one_is_there_in_two(core: Core) -> None:
    for _time in range(2):
        for _ in filling.fill(core, filling.plan(core)):
            pass
    with core.db.reading() as db:
        post_id = db.scalars(select(Post.id).where(Post.title == "Ein Nachmittag im Moor")).one()
        assert [(each.language, each.title) for each in versions_of(db, post_id)] == [
            ("de", "Ein Nachmittag im Moor"),
            ("en", "An afternoon on the bog"),
        ]
        assert set(db.scalars(select(PostLanguage.language))) == {"ar", "de", "en", "ja"}


def test_a_site_with_posts_is_left_alone(app: Flask, core: Core, olga: User) -> None:
    with core.db.transaction() as db:
        write(db, by=olga.actor, title="About", body="My own page.", kind="page")
    result = run_demo(app)
    assert result.exit_code == 1
    assert "posts of its own" in result.output
    assert "--force" in result.output
    assert titles(core) == ["About"]


def test_with_force_the_sample_stands_beside_them(app: Flask, core: Core, olga: User) -> None:
    with core.db.transaction() as db:
        write(db, by=olga.actor, title="About", body="My own page.", kind="page")
        make_user(db, username="sample-ida", role=Role.OWNER)
        change_site(db, by=SYSTEM, title="Mine", tagline="My own words")
    result = run_demo(app, "--force")
    assert result.exit_code == 0, result.output
    assert len(titles(core)) == len(sample.texts()) + 1
    with core.db.reading() as db:
        site = site_values(db)
        slugs = list(db.scalars(select(Post.slug).where(Post.title == "About")))
        names = list(db.scalars(select(User.username).where(User.name == "Ida Morland")))
    assert (site.title, site.tagline, site.look.navigation) == ("Mine", "My own words", ())
    assert len(set(slugs)) == 2
    assert names == ["sample-ida-2"]


def test_what_was_stopped_goes_on_and_adds_each_text_once(core: Core) -> None:
    list(islice(filling.fill(core, filling.plan(core)), 7))
    assert len(titles(core)) == 4
    missing = filling.plan(core)
    assert (len(missing.authors), len(missing.texts)) == (0, len(sample.texts()) - 4)
    for _ in filling.fill(core, missing):
        pass
    assert sorted(titles(core)) == sorted(text.title for text in sample.texts())
    with core.db.reading() as db:
        assert db.scalar(select(func.count(User.id))) == 3
        assert site_values(db).title == sample.TITLE


def test_a_text_under_another_title_and_address_is_not_added_again(core: Core) -> None:
    for _ in filling.fill(core, filling.plan(core)):
        pass
    with core.db.transaction() as db:
        post = db.scalars(select(Post).where(Post.slug == "colophon")).one()
        post.title, post.slug = "Something else", "something-else"
    assert filling.plan(core).texts == ()


def test_without_pictures_there_are_none(core: Core) -> None:
    for _ in filling.fill(core, filling.plan(core)):
        pass
    with core.db.reading() as db:
        assert db.scalar(select(func.count(Media.id))) == 0
