"""Comments under a post and in Studio, over HTTP."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml import html as lxml_html

from flaskr.core import newest
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.comments import listing
from flaskr.features.comments.models import Comment
from flaskr.features.comments.storing import keep_comment
from flaskr.features.posts.models import Post
from flaskr.features.posts.publishing import publish, set_visibility
from flaskr.features.posts.writing import write
from flaskr.features.site.identity import change_site
from flaskr.lib import passwords
from tests.client import CheckedClient

AT = datetime(2026, 1, 1, 23, 30, tzinfo=UTC)


@pytest.fixture
def post(core: Core, ana: User) -> Post:
    return published(core, ana, "A walk")


def published(core: Core, author: User, title: str) -> Post:
    with core.db.transaction() as db:
        post = write(db, by=SYSTEM, title=title, body="Words.", author_ids=[author.id])
        return publish(post, by=SYSTEM)


def keep(core: Core, post: Post, name: str = "Cleo", **facts: Any) -> Comment:
    usual = {
        "author_email": "cleo@example.org",
        "author_url": "",
        "html": f"<p>{name} says this.</p>",
        "created_at": AT,
        "state": "approved",
        "kind": "comment",
    }
    with core.db.transaction() as db:
        return keep_comment(db, post.id, author_name=name, **{**usual, **facts})


def state_of(core: Core, comment: Comment) -> str:
    with core.db.reading() as db:
        found = db.get(Comment, comment.id)
        assert found is not None
        return found.state


def test_readers_see_approved_comments_in_their_thread(
    client: CheckedClient, core: Core, post: Post, ana: User
) -> None:
    with core.db.transaction() as db:
        change_site(db, by=SYSTEM, timezone="Europe/Berlin")
    first = keep(core, post, author_url="https://cleo.example/")
    keep(core, post, "Ana", parent_id=first.id, user_id=ana.id, created_at=AT + timedelta(hours=1))
    keep(core, post, "Spammer", state="spam")
    page = lxml_html.document_fromstring(client.get(post.path).text)
    assert page.xpath("string(//h2[@id='comments-title'])") == "2 comments"
    comments = page.xpath("//li[starts-with(@id, 'comment-')]")
    assert [item.get("class") for item in comments] == [
        "comment comment-depth-0",
        "comment comment-depth-1",
    ]
    assert comments[0].xpath("string(.//a[@rel='nofollow ugc']/@href)") == "https://cleo.example/"
    assert comments[0].xpath("string(.//time)") == "2 January 2026"
    assert "Cleo says this." in comments[0].text_content()
    assert [len(item.xpath(".//*[@class='comment-mark']")) for item in comments] == [0, 1]


def test_a_post_without_approved_comments_shows_none(
    client: CheckedClient, core: Core, post: Post
) -> None:
    keep(core, post, state="pending")
    page = client.get(post.path).text
    assert 'class="comment-list"' not in page
    assert "Write a comment" in page


def test_reactions_stand_before_comments(client: CheckedClient, core: Core, post: Post) -> None:
    keep(core, post)
    page = client.get(post.path).text
    assert page.index('id="reactions"') < page.index('id="comments"')


def test_comments_of_protected_and_private_posts_are_not_shown(
    client: CheckedClient, core: Core, post: Post, ana: User
) -> None:
    keep(core, post)
    client.log_in(ana)
    preview = f"/studio/posts/{post.id}/preview"
    assert "Cleo says this." in client.get(preview).text
    hashed = passwords.hash_password("open sesame")
    for visibility in ("password", "private"):
        with core.db.transaction() as db:
            set_visibility(db.merge(post), visibility, by=SYSTEM, password_hash=hashed)
        shown = client.get(preview)
        assert shown.status_code == 200
        assert "Cleo says this." not in shown.text


def test_studio_says_where_older_comments_may_be_and_about_how_many_there_are(
    client: CheckedClient,
    core: Core,
    post: Post,
    ana: User,
    eddy: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = published(core, eddy, "Of somebody else")
    keep(core, post, "Cleo")
    for n in range(3):
        keep(core, other, f"Visitor {n}", created_at=AT + timedelta(days=1 + n))
    monkeypatch.setattr(newest, "MOST_LOOKED_AT", 2)
    monkeypatch.setattr(listing, "MOST_COUNTED", 2)
    text = client.log_in(ana).get("/studio/comments/").text
    assert "None of the newest comments is on a post of yours." in text
    assert "Cleo" not in text
    older = re.search(r'href="([^"]*before=[^"]+)"', text)
    assert older
    assert "Cleo" in client.get(older[1].replace("&amp;", "&")).text
    assert "2+" in CheckedClient(client.application).log_in(eddy).get("/studio/comments/").text


def test_studio_says_where_comments_will_stand(client: CheckedClient, ana: User) -> None:
    page = client.log_in(ana).get("/studio/comments/").text
    assert "What readers write under posts stands here." in page


def test_studio_lists_comments_by_state_with_their_post(
    client: CheckedClient, core: Core, post: Post, eddy: User
) -> None:
    comment = keep(core, post)
    keep(core, post, "Spammer", state="spam", kind="trackback")
    client.log_in(eddy)
    everything = client.get("/studio/comments/").text
    assert f'href="/a-walk/#comment-{comment.id}"' in everything
    assert "cleo@example.org" in everything
    assert "Cleo says this." in everything
    assert "Spammer" not in everything
    spam = client.get("/studio/comments/?state=spam").text
    assert "Spammer says this." in spam
    assert "Trackback" in spam
    assert "No comment is in this state." in client.get("/studio/comments/?state=trash").text
    assert client.get("/studio/comments/?before=nonsense").status_code == 404


def test_studio_shows_a_long_comment_whole_before_it_is_approved(
    client: CheckedClient, core: Core, post: Post, ana: User, eddy: User
) -> None:
    words = "<p>" + "A long story. " * 100 + "<em>The end.</em></p>"
    comment = keep(core, post, html=words, state="pending", author_url="https://cleo.example/")
    theirs = keep(core, published(core, eddy, "Another"))
    url = f"/studio/comments/{comment.id}"
    assert f'href="{url}"' in client.log_in(ana).get("/studio/comments/").text
    page = client.get(url).text
    assert "<em>The end.</em>" in page
    assert 'href="/a-walk/"' in page
    assert 'href="https://cleo.example/"' in page
    assert f'action="{url}/approval"' in page
    assert f'action="{url}/approval/removal"' not in page
    assert client.get(f"/studio/comments/{theirs.id}").status_code == 403


def test_studio_s_list_goes_on_to_older_comments(
    client: CheckedClient, core: Core, post: Post, eddy: User
) -> None:
    for number in range(31):
        keep(core, post, f"Guest-{number:02}", created_at=AT + timedelta(minutes=number))
    page = lxml_html.document_fromstring(client.log_in(eddy).get("/studio/comments/").text)
    assert "Guest-00 says" not in page.text_content()
    older = client.get(page.xpath("string(//a[@rel='next']/@href)")).text
    assert "Guest-00 says" in older
    assert "Guest-01 says" not in older


def test_an_editor_approves_unapproves_and_puts_comments_away(
    client: CheckedClient, core: Core, post: Post, eddy: User
) -> None:
    comment = keep(core, post, state="pending")
    url = f"/studio/comments/{comment.id}"
    client.log_in(eddy)
    for path, state in (
        ("/approval", "approved"),
        ("/approval/removal", "pending"),
        ("/spam", "spam"),
        ("/trash", "trash"),
    ):
        came_from = "http://localhost/studio/comments/?state=pending"
        answer = client.post(f"{url}{path}", headers={"Referer": came_from})
        assert answer.location.startswith("/studio/comments/?state=pending")
        assert state_of(core, comment) == state
    assert "The comment by Cleo is in the trash." in client.get("/studio/comments/").text


def test_authors_see_and_moderate_comments_under_their_own_posts_only(
    client: CheckedClient, core: Core, post: Post, ana: User, eddy: User
) -> None:
    mine = keep(core, post)
    theirs = keep(core, published(core, eddy, "Another"), "Stranger")
    client.log_in(ana)
    page = client.get("/studio/comments/").text
    assert "Cleo says" in page
    assert "Stranger" not in page
    assert client.post(f"/studio/comments/{theirs.id}/trash").status_code == 403
    assert client.post(f"/studio/comments/{mine.id}/trash").status_code == 302
    assert (state_of(core, mine), state_of(core, theirs)) == ("trash", "approved")
    assert client.post("/studio/comments/0/trash").status_code == 404


def test_readers_and_visitors_do_not_moderate(
    client: CheckedClient, core: Core, post: Post, max: User
) -> None:
    comment = keep(core, post)
    assert client.post(f"/studio/comments/{comment.id}/trash").status_code == 302
    client.log_in(max)
    assert client.get("/studio/comments/").status_code == 403
    assert client.post(f"/studio/comments/{comment.id}/trash").status_code == 403
    assert state_of(core, comment) == "approved"
