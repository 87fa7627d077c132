"""A large sample, as the command makes it: complete, findable and readable."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from flaskr.core import clock
from flaskr.core.runtime import Core
from flaskr.core.storage import MemoryStorage
from flaskr.features.accounts.models import User
from flaskr.features.comments.models import Comment
from flaskr.features.posts.listing import is_public
from flaskr.features.posts.models import Post, PostAuthor, PostTag, Tag
from flaskr.features.reactions.models import Reaction
from flaskr.features.search.finding import find
from flaskr.features.search.query import parse
from tests.client import CheckedClient
from tests.features.demo.conftest import run_demo
from tests.features.demo.large import COMMENTS, POSTS, UNTIL, counts

SIZE = ("--posts", str(POSTS), "--comments", str(COMMENTS))


@pytest.fixture(scope="module")
def grown(shared_app: Flask) -> Iterator[Flask]:
    """Give an application whose site has the large sample; no test may change it."""
    core: Core = shared_app.extensions["flaskr"]
    core.storage = MemoryStorage()
    core.cache.clear()
    with core.db.pinned(), clock.frozen(UNTIL):
        result = run_demo(shared_app, *SIZE)
        assert result.exit_code == 0, result.output
        yield shared_app


@pytest.fixture
def core_of_grown(grown: Flask) -> Core:
    """The core of that application."""
    found: Core = grown.extensions["flaskr"]
    return found


def test_it_has_what_was_ordered(core_of_grown: Core) -> None:
    with core_of_grown.db.reading() as db:
        posts = list(db.scalars(select(Post)))
        linked = set(db.scalars(select(PostAuthor.post_id)))
        strays = select(Comment.id).join(Post).where(Comment.created_at < Post.published_at)
        assert db.scalars(strays).all() == []
        assert db.scalar(select(func.count(Comment.id))) == COMMENTS
        assert db.scalar(select(func.count(Comment.parent_id))) > COMMENTS // 5
        assert db.scalar(select(func.count()).select_from(Reaction)) > 0
        assert all(user.password_hash is None for user in db.scalars(select(User)))
    assert len(posts) == len(linked) == POSTS
    assert {post.kind for post in posts} == {"post", "page"}
    out = sorted(post.published_at for post in posts if post.published_at)
    assert out[0].year < 2018
    assert out[-1] < UNTIL


def test_words_of_its_posts_are_found(core_of_grown: Core) -> None:
    with core_of_grown.db.reading() as db:
        public = list(db.scalars(select(Post).where(*is_public())))
        for post in public[::8]:
            hits = find(db, parse(f'"{post.title}"'), limit=10).ids
            assert post.id in hits
            own_sentence = (
                post.revision.text.split("\n")[0].split(". ")[-1] if post.revision else ""
            )
            hits = find(db, parse(f'"{own_sentence}"'), limit=10).ids
            assert post.id in hits


def test_its_pages_can_be_read(grown: Flask, core_of_grown: Core) -> None:
    reader = CheckedClient(grown)
    with core_of_grown.db.reading() as db:
        paths = [post.path for post in db.scalars(select(Post).where(*is_public()))]
        tag = db.scalar(select(Tag.slug).join(PostTag).limit(1))
        author = db.scalar(select(User.username).join(PostAuthor).limit(1))
    lists = ["/", "/tags/", "/archive/", f"/tag/{tag}/", f"/author/{author}/", "/feed.atom"]
    for path in [*lists, *paths[::4]]:
        assert reader.get(path).status_code == 200, path
    assert reader.get(paths[0]).status_code == 200


def test_the_doctor_finds_nothing_wrong_with_the_content(grown: Flask) -> None:
    output = grown.test_cli_runner().invoke(args=["doctor"]).output
    looked_at = ("search:", "jobs:", "post counts:")
    findings = [line for line in output.splitlines() if any(each in line for each in looked_at)]
    assert len(findings) == 3
    assert all(line.startswith("ok") for line in findings), output


def test_given_again_it_adds_nothing(grown: Flask, core_of_grown: Core) -> None:
    before = counts(core_of_grown)
    result = run_demo(grown, *SIZE)
    assert (result.exit_code, "nothing was added" in result.output) == (0, True)
    assert counts(core_of_grown) == before
