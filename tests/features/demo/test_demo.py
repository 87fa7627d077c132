"""What the sample content shows, looked at as a reader would."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from flaskr.core import clock
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.comments.models import Comment
from flaskr.features.demo import sample
from flaskr.features.media.models import Media
from flaskr.features.posts.models import Post, Revision
from flaskr.features.reactions.models import Reaction
from flaskr.features.site.identity import site_values
from tests.client import CheckedClient
from tests.features.demo.conftest import run_demo

SHOWN = (
    *("<h2", "<h3", "<ul>", "<ol>", '<li class="task-list-item">', "<table", "<dl>", "<blockquote"),
    *('class="language-python"', 'class="language-sh"', '<span class="k', "<math", "<details>"),
    *('class="footnotes"', "<figcaption>", 'class="alignwide"', "<kbd>", "<s>", "<hr"),
    *('<div lang="ja">', '<div lang="de">', 'dir="rtl"', "srcset="),
)


@pytest.fixture
def core(filled: Flask) -> Core:
    found: Core = filled.extensions["flaskr"]
    return found


def posts(core: Core) -> list[Post]:
    with core.db.reading() as db:
        return list(db.scalars(select(Post).order_by(Post.published_at)))


def test_every_page_of_the_sample_can_be_read(core: Core, reader: CheckedClient) -> None:
    public = [post for post in posts(core) if post.is_public]
    assert len([post for post in public if not post.is_page]) >= 14
    assert len([post for post in public if post.is_page]) == 2
    lists = ["/", "/tags/", "/tag/walking/", "/archive/", "/author/sample-ida/", "/search?q=fog"]
    for path in [*lists, *(post.path for post in public)]:
        assert reader.get(path).status_code == 200, path
    assert sample.TITLE in reader.get("/").text


def test_links_between_the_texts_lead_somewhere(core: Core, reader: CheckedClient) -> None:
    with core.db.reading() as db:
        bodies = list(db.scalars(select(Revision.body)))
        navigation = [link.url for link in site_values(db).look.navigation]
    linked = {re.split(r"[) ]", part)[0] for body in bodies for part in body.split("](")[1:]}
    inside = [path for path in (*linked, *navigation) if path.startswith("/")]
    assert len(inside) > 8
    for path in inside:
        assert reader.get(path).status_code == 200, path
    assert not [body for body in bodies if "pictures/" in body]


def test_together_they_show_what_the_renderer_can_do(core: Core) -> None:
    with core.db.reading() as db:
        html = "\n".join(db.scalars(select(Revision.html)))
    assert [tag for tag in SHOWN if tag not in html] == []
    assert "math-error" not in html


def test_each_state_and_visibility_is_there(core: Core) -> None:
    found = posts(core)
    states = [post.state for post in found]
    assert (states.count("draft"), states.count("scheduled")) == (2, 1)
    assert sorted({post.visibility for post in found}) == ["password", "private", "public"]
    assert len([post for post in found if post.featured_at]) == 1
    assert {post.cover_id is None for post in found if not post.is_page} == {True, False}
    assert max(len(post.title) for post in found) > 120
    assert max(len(post.authors) for post in found) == 3


def test_the_dates_go_back_three_years_from_now(core: Core) -> None:
    now = clock.now()
    out = [post.published_at for post in posts(core) if post.published_at]
    assert timedelta(days=2.5 * 365) < now - out[0] < timedelta(days=3.1 * 365)
    assert timedelta() < now - out[-1] < timedelta(days=7)
    assert len({at.year for at in out}) >= 3
    assert all(post.updated_at == post.published_at for post in posts(core) if post.published_at)
    assert all(post.created_at < post.updated_at <= now for post in posts(core))


def test_the_protected_post_opens_with_the_password_that_is_said(reader: CheckedClient) -> None:
    path = "/a-letter-from-the-barn/"
    assert "dancing shoe" not in reader.get(path).text
    assert reader.post(path, data={"password": "lantern"}).status_code == 302
    assert "dancing shoe" in reader.get(path).text


def test_hidden_texts_are_hidden(reader: CheckedClient) -> None:
    for name in ("notes-to-ourselves", "the-winter-shelf", "an-argument-about-umbrellas"):
        assert reader.get(f"/{name}/").status_code == 404


def test_nobody_can_log_in_as_a_sample_author(core: Core) -> None:
    with core.db.reading() as db:
        people = list(db.scalars(select(User)))
    assert len(people) == 3
    for person in people:
        assert person.password_hash is None
        assert person.role_name == "author"
        assert "Sample author" in person.bio


def test_readers_answer_each_other_and_one_waits(core: Core, reader: CheckedClient) -> None:
    page = reader.get("/what-a-long-walk-is-for/").text
    assert "comment-depth-2" in page
    assert "not in the picture" not in page
    with core.db.reading() as db:
        comments = list(db.scalars(select(Comment)))
        reactions = db.scalar(select(func.count()).select_from(Reaction))
    assert [comment.state for comment in comments].count("pending") == 1
    assert all(comment.created_at <= clock.now() for comment in comments)
    assert reactions == sum(sum(text.reactions.values()) for text in sample.texts())


def test_every_picture_is_small_described_and_shown(core: Core) -> None:
    shown = set().union(*(text.pictures for text in sample.texts()))
    assert shown == set(sample.PICTURES)
    assert shown == {path.name for path in (sample.FOLDER / "pictures").iterdir()}
    assert all(len(sample.picture(name)) <= 40 * 1024 for name in shown)
    with core.db.reading() as db:
        media = list(db.scalars(select(Media)))
    assert sorted(each.alt for each in media) == sorted(sample.PICTURES.values())
    assert all(core.storage.exists(key) for each in media for key in each.keys)


def test_running_it_twice_adds_nothing(filled: Flask, core: Core) -> None:
    tables = (Post, Revision, User, Media, Comment, Reaction)

    def counts() -> list[int | None]:
        with core.db.reading() as db:
            return [db.scalar(select(func.count()).select_from(table)) for table in tables]

    before = counts()
    for options in ((), ("--force",)):
        result = run_demo(filled, *options)
        assert result.exit_code == 0
        assert "nothing was added" in result.output
    assert counts() == before
