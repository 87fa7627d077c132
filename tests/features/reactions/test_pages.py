"""Reactions over HTTP, in Studio and on the command line."""

import pytest
from flask import Flask

from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts.models import Post
from flaskr.features.posts.publishing import publish, set_visibility
from flaskr.features.posts.writing import write
from flaskr.features.reactions.listing import counts_of
from tests.client import CheckedClient


@pytest.fixture
def post(core: Core, ana: User) -> Post:
    with core.db.transaction() as db:
        return publish(write(db, by=ana.actor, title="A walk", body="Words."), by=ana.actor)


def counts(core: Core, post: Post) -> dict[str, int]:
    with core.db.reading() as db:
        return counts_of(db, post.id)


def test_a_click_counts_and_a_second_one_takes_it_back(
    client: CheckedClient, core: Core, post: Post
) -> None:
    answer = client.post(f"/reactions/{post.id}/heart")
    assert (answer.status_code, answer.location) == (303, "/a-walk/#reactions")
    assert counts(core, post) == {"heart": 1}
    client.post(f"/reactions/{post.id}/heart")
    assert counts(core, post) == {}
    assert "Set-Cookie" not in answer.headers


def test_the_buttons_under_a_post_react(client: CheckedClient, core: Core, post: Post) -> None:
    page = client.get(post.path).text
    assert f'action="/reactions/{post.id}"' in page
    assert page.count('name="kind"') == 3
    client.post(f"/reactions/{post.id}", data={"kind": "smile"})
    assert counts(core, post) == {"smile": 1}
    assert '<span class="reaction-count">1</span>' in client.get(post.path).text


def test_other_browsers_and_addresses_count_as_others(
    client: CheckedClient, core: Core, post: Post
) -> None:
    url = f"/reactions/{post.id}/heart"
    client.post(url)
    client.post(url, headers={"User-Agent": "Another"})
    client.post(url, environ_base={"REMOTE_ADDR": "203.0.113.7"})
    assert counts(core, post) == {"heart": 3}


def test_drafts_and_private_posts_answer_404_and_show_no_buttons(
    client: CheckedClient, core: Core, post: Post, ana: User
) -> None:
    with core.db.transaction() as db:
        draft = write(db, by=ana.actor, title="A draft", body="Words.")
        set_visibility(db.merge(post), "private", by=SYSTEM)
    for url in (
        f"/reactions/{draft.id}/heart",
        f"/reactions/{post.id}/heart",
        "/reactions/0/heart",
    ):
        assert client.post(url).status_code == 404
    preview = client.log_in(ana).get(f"/studio/posts/{draft.id}/preview")
    assert preview.status_code == 200
    assert "/reactions/" not in preview.text


def test_an_unknown_kind_answers_404(client: CheckedClient, post: Post) -> None:
    assert client.post(f"/reactions/{post.id}/dislike").status_code == 404
    assert client.post(f"/reactions/{post.id}").status_code == 404


def test_pages_take_no_reactions(client: CheckedClient, core: Core, ana: User) -> None:
    with core.db.transaction() as db:
        page = write(db, by=SYSTEM, title="Imprint", body="Us.", kind="page", author_ids=[ana.id])
        publish(page, by=SYSTEM)
    assert "/reactions/" not in client.get(page.path).text


def test_whoever_clicks_without_end_is_slowed_down(client: CheckedClient, post: Post) -> None:
    url = f"/reactions/{post.id}/heart"
    answers = [client.post(url).status_code for _ in range(31)]
    assert answers == [303] * 30 + [429]
    elsewhere = client.post(url, environ_base={"REMOTE_ADDR": "203.0.113.7"})
    assert elsewhere.status_code == 303


def test_another_sites_page_cannot_react_for_its_visitor(
    client: CheckedClient, core: Core, post: Post
) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(f"/reactions/{post.id}/heart", headers=headers).status_code == 403
    assert counts(core, post) == {}


def test_authors_see_the_list_in_studio_and_readers_do_not(
    client: CheckedClient, post: Post, ana: User, max: User
) -> None:
    url = "/studio/reactions/"
    assert client.get(url).status_code == 302
    assert "No reactions" in client.log_in(ana).get(url).text
    client.post(f"/reactions/{post.id}/heart")
    shown = client.get(url).text
    assert '<a href="/a-walk/">A walk</a>' in shown
    assert "Reactions: 1" in shown
    assert client.log_in(max).get(url).status_code == 403


def test_the_command_lists_the_most_reacted_posts(
    client: CheckedClient, app: Flask, post: Post
) -> None:
    client.post(f"/reactions/{post.id}/heart")
    result = app.test_cli_runner().invoke(args=["reactions", "top"])
    assert (result.exit_code, result.output) == (0, "1\t/a-walk/\tA walk\n")
