"""Writing comments, over HTTP: the form below a post, the preview, and one's own comment."""

import re
from datetime import timedelta
from typing import Any

import pytest
from lxml import html as lxml_html

from flaskr.core import clock
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.comments import listing, posting, signing
from flaskr.features.comments.models import Comment
from flaskr.features.comments.storing import keep_comment
from flaskr.features.posts import publishing, writing
from flaskr.features.posts.models import Post
from flaskr.features.posts.publishing import set_visibility
from flaskr.features.site.identity import change_site
from flaskr.lib import passwords
from tests.client import CheckedClient
from tests.features.posts.factories import published

TEXT = "The *ice* was thick enough."


@pytest.fixture
def post(core: Core, ana: User) -> Post:
    with core.db.transaction() as db:
        change_site(db, by=SYSTEM, comments="open", comments_hold_first=False)
        return published(db, ana, "A walk")


def fields_below(client: CheckedClient, post: Post, **entered: str) -> dict[str, str]:
    """Return what the form on a post's page sends."""
    page = lxml_html.document_fromstring(client.get(post.path).text)
    [form] = [each for each in page.forms if each.get("action") == f"/comments/posts/{post.id}"]
    return {**dict(form.fields), "body": TEXT, "name": "Cleo", "then": "post", **entered}


def sent(client: CheckedClient, post: Post, **entered: str) -> Any:
    return client.post(f"/comments/posts/{post.id}", data=fields_below(client, post, **entered))


def stored(core: Core) -> list[Comment]:
    with core.db.reading() as db:
        return list(db.query(Comment).order_by(Comment.id))


def test_a_reader_comments_and_sees_it_below_the_post(
    client: CheckedClient, core: Core, post: Post
) -> None:
    answer = sent(client, post, email="Cleo@Example.org", website="cleo.example")
    assert answer.status_code == 303
    own = client.get(answer.location)
    assert own.headers["Cache-Control"] == "private, no-store"
    assert own.headers["Referrer-Policy"] == "same-origin"
    assert "Your comment is posted" in own.text
    [place] = re.findall(r'href="([^"]+)">See it', own.text)
    [comment] = stored(core)
    assert place == f"{post.path}#comment-{comment.id}"
    below = client.get(post.path).text
    assert "<em>ice</em> was thick" in below
    assert 'href="https://cleo.example"' in below
    assert comment.author_email == "cleo@example.org"
    assert "cleo@example.org" not in below
    assert client.get(f"/comments/{comment.id}").location == place


def test_a_preview_stores_nothing_and_its_form_goes_on(
    client: CheckedClient, core: Core, post: Post
) -> None:
    shown = sent(client, post, then="preview", website="cleo.example")
    assert shown.status_code == 200
    assert "<em>ice</em> was thick" in shown.text
    assert stored(core) == []
    [form] = lxml_html.document_fromstring(shown.text).xpath("//form[@class='comment-form']")
    assert (form.fields["body"].strip(), form.fields["name"]) == (TEXT, "Cleo")
    key = core.settings["SECRET_KEY"]
    assert signing.seconds_since(key, post.id, form.fields["token"]) in {0, 1, 2}
    answer = client.post(form.get("action"), data={**dict(form.fields), "then": "post"})
    assert answer.status_code == 303
    [comment] = stored(core)
    assert (comment.reasons or [""])[0].startswith("fast: ")


def test_answers_stand_below_what_they_answer(
    client: CheckedClient, core: Core, post: Post
) -> None:
    sent(client, post)
    [first] = stored(core)
    page = lxml_html.document_fromstring(client.get(post.path).text)
    [link, _report] = page.xpath("//p[@class='comment-answer']/a")
    assert link.get("aria-label") == "Answer Cleo"
    shown = client.get(link.get("href"))
    assert "<em>ice</em> was thick" in shown.text
    [form] = lxml_html.document_fromstring(shown.text).xpath("//form[@class='comment-form']")
    client.post(form.get("action"), data={**dict(form.fields), "body": "Not here.", "name": "Bo"})
    answer = stored(core)[1]
    assert answer.parent_id == first.id


def test_an_account_s_name_stands_above_its_comments(
    client: CheckedClient, core: Core, post: Post, ana: User
) -> None:
    client.log_in(ana)
    assert "You write as" not in client.get(post.path).text
    assert "You write as Ana." in client.get(f"/comments/posts/{post.id}/new").text
    client.get(sent(client, post, name="").location)
    [comment] = stored(core)
    assert (comment.author_name, comment.user_id) == ("Ana", ana.id)
    assert 'class="comment-mark"' in client.get(post.path).text


def test_what_is_wrong_is_said_and_nothing_is_lost(
    client: CheckedClient, core: Core, post: Post
) -> None:
    shown = sent(client, post, name="", email="no address", website="cleo.example")
    assert shown.status_code == 422
    assert "Give a name, any name." in shown.text
    [form] = lxml_html.document_fromstring(shown.text).xpath("//form[@class='comment-form']")
    assert form.fields["body"].strip() == TEXT
    assert form.fields["website"] == "cleo.example"
    name = form.xpath(".//input[@name='name']")[0]
    assert name.get("aria-invalid") == "true"
    assert stored(core) == []


def test_a_program_that_fills_in_everything_is_thanked_and_not_shown(
    client: CheckedClient, core: Core, post: Post
) -> None:
    own = client.get(sent(client, post, subject="Great offer").location)
    assert "Your comment waits for approval" in own.text
    assert "spam" not in own.text.lower()
    assert [comment.state for comment in stored(core)] == ["spam"]
    client.post(f"/comments/posts/{post.id}", data={"body": "Blind.", "name": "X"})
    assert stored(core)[1].reasons == ["unsigned"]


def test_a_comment_that_comes_too_late_is_given_back(
    client: CheckedClient, core: Core, post: Post
) -> None:
    entered = fields_below(client, post)
    with core.db.transaction() as db:
        writing.set_comments(db.merge(post), "closed", by=SYSTEM)
    shown = client.post(f"/comments/posts/{post.id}", data=entered)
    assert shown.status_code == 409
    assert TEXT in shown.text
    assert stored(core) == []
    assert client.get(f"/comments/posts/{post.id}/new").status_code == 409
    assert 'action="/comments/' not in client.get(post.path).text


def test_a_page_has_no_form_once_comments_have_ended(
    client: CheckedClient, core: Core, post: Post
) -> None:
    with core.db.transaction() as db:
        change_site(db, by=SYSTEM, comments_days=7)
        publishing.redate(db.merge(post), by=SYSTEM, at=clock.now() - timedelta(days=6))
    assert 'action="/comments/' in client.get(post.path).text
    with core.db.transaction() as db:
        publishing.redate(db.merge(post), by=SYSTEM, at=clock.now() - timedelta(days=8))
    assert 'action="/comments/' not in client.get(post.path).text


def test_too_many_comments_are_not_taken_and_not_lost(
    client: CheckedClient, core: Core, post: Post
) -> None:
    for n in range(10):
        assert sent(client, post, body=f"Comment {n}").status_code == 303
    shown = sent(client, post, body="One too many")
    assert shown.status_code == 429
    assert "One too many" in shown.text
    assert "Nothing is lost" in shown.text
    assert len(stored(core)) == 10
    assert sent(client, post, body="A look", then="preview").status_code == 200


def test_a_comment_is_changed_and_deleted_and_brought_back_by_its_link(
    client: CheckedClient, core: Core, post: Post
) -> None:
    own = sent(client, post).location
    assert "15 more minutes" in client.get(own).text
    edit = client.get(f"{own}/edit")
    assert TEXT in edit.text
    assert "Never shown" not in edit.text
    preview = client.post(own, data={"body": "**Other** words", "then": "preview"})
    assert "<strong>Other</strong> words" in preview.text
    assert client.post(own, data={"body": " "}).status_code == 422
    [form] = lxml_html.document_fromstring(edit.text).xpath("//form[@class='comment-form']")
    changed = {**dict(form.fields), "body": "**Other** words", "then": "post"}
    assert client.post(form.get("action"), data=changed).location == own
    client.post(f"{own}/deletion")
    assert "Your comment is deleted" in client.get(own).text
    assert [comment.state for comment in stored(core)] == ["trash"]
    client.post(f"{own}/deletion/removal")
    assert [comment.body for comment in stored(core)] == ["**Other** words"]


def test_only_its_own_link_changes_a_comment_and_only_for_a_while(
    client: CheckedClient, core: Core, post: Post
) -> None:
    own = sent(client, post).location
    other = sent(client, post, body="Another").location
    id, key = re.findall(r"/comments/(\d+)/own/(\w+)", own)[0]
    _id, strange = re.findall(r"/comments/(\d+)/own/(\w+)", other)[0]
    for wrong in (strange, key[:-1], "x", key.upper() + "é"):
        base = f"/comments/{id}/own/{wrong}"
        assert client.get(base).status_code == 404
        assert client.get(f"{base}/edit").status_code == 404
        for path in (base, f"{base}/deletion", f"{base}/deletion/removal"):
            assert client.post(path, data={"body": "Mine now"}).status_code == 404
    with core.db.transaction() as db:
        comment = db.get_one(Comment, int(id))
        comment.created_at = clock.now() - posting.OWN_FOR - timedelta(seconds=1)
    assert f"{own}/deletion" not in client.get(own).text
    assert client.post(own, data={"body": "Late"}).status_code == 403
    assert client.post(f"{own}/deletion").status_code == 403
    assert [comment.body for comment in stored(core)] == [TEXT, "Another"]


def test_the_same_words_from_elsewhere_do_not_lead_to_another_s_comment(
    client: CheckedClient, core: Core, post: Post
) -> None:
    first = sent(client, post).location
    assert sent(client, post).location == first
    entered = fields_below(client, post)
    for elsewhere in ({"User-Agent": "Another browser"}, {}):
        address = {"REMOTE_ADDR": "127.0.0.1" if elsewhere else "203.0.113.9"}
        answer = client.post(
            f"/comments/posts/{post.id}", data=entered, headers=elsewhere, environ_base=address
        )
        assert answer.location != first
    assert len(stored(core)) == 3


def test_previews_are_limited_too(client: CheckedClient, post: Post) -> None:
    for _ in range(60):
        assert sent(client, post, then="preview").status_code == 200
    shown = sent(client, post, then="preview")
    assert shown.status_code == 429
    assert "Nothing is lost" in shown.text


def test_a_form_of_another_post_or_of_nobody_is_not_signed(core: Core, post: Post) -> None:
    key = core.settings["SECRET_KEY"]
    made = signing.timed_form_token(key, post.id)
    assert signing.seconds_since(key, post.id, made) in {0, 1}
    assert signing.seconds_since(key, post.id, signing.form_token(key, post.id)) == -1
    at, _dot, signature = made.partition(".")
    for wrong in ("", ".", "0", f"{int(at) - 60}.{signature}", f"0.{signature}", "²." + signature):
        assert signing.seconds_since(key, post.id, wrong) is None, wrong
    assert signing.seconds_since(key, post.id + 1, made) is None
    assert signing.seconds_since("another", post.id, made) is None


def test_the_page_with_a_form_is_the_same_for_everybody(
    client: CheckedClient, core: Core, post: Post, ana: User
) -> None:
    first = client.get(post.path).text
    sent(client, post, name="Cleo Example", then="preview")
    assert CheckedClient(client.application).get(post.path).text == first
    assert "Cleo Example" not in first


def test_a_protected_post_takes_and_shows_no_comments(
    client: CheckedClient, core: Core, post: Post
) -> None:
    sent(client, post)
    [comment] = stored(core)
    assert client.get(f"/comments/{comment.id}").status_code == 302
    entered = fields_below(client, post)
    with core.db.transaction() as db:
        hashed = passwords.hash_password("open sesame")
        set_visibility(db.merge(post), "password", by=SYSTEM, password_hash=hashed)
    assert client.post(f"/comments/posts/{post.id}", data=entered).status_code == 404
    assert client.get(f"/comments/posts/{post.id}/new").status_code == 404
    assert client.get(f"/comments/{comment.id}").status_code == 404
    assert client.post("/comments/posts/999999", data=entered).status_code == 404


def test_a_long_thread_is_paged_and_each_comment_has_an_address(
    client: CheckedClient, core: Core, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    with core.db.transaction() as db:
        kept = [
            keep_comment(
                db, post.id, author_name=f"Guest {n}", author_email="", author_url="",
                html=f"<p>Number-{n}.</p>", created_at=clock.now() + timedelta(seconds=n),
                state="approved",
            ).id
            for n in range(listing.PAGE_LENGTH + 3)
        ]  # fmt: skip
    first = client.get(post.path).text
    assert f"{len(kept)} comments" in first
    assert "Number-0." in first
    assert "Number-101." not in first
    second = client.get(f"{post.path}?comments=2").text
    assert "Number-101." in second
    assert "Number-0." not in second
    assert 'href="?comments=2#comments"' in first
    assert 'href="?#comments"' in second
    assert client.get(f"/comments/{kept[-1]}").location.endswith(
        f"/a-walk/?comments=2#comment-{kept[-1]}"
    )
    for odd in ("99", "0", "-1", "x", "9" * 40):
        assert client.get(f"{post.path}?comments={odd}").status_code == 200
    assert "Number-101." in client.get(f"{post.path}?comments=99").text


def test_studio_says_why_a_comment_waits(
    client: CheckedClient, core: Core, post: Post, eddy: User
) -> None:
    sent(client, post, body="https://a.example https://b.example https://c.example")
    [comment] = stored(core)
    client.log_in(eddy)
    assert "It has 3 links." in client.get("/studio/comments/?state=pending").text
    assert "It has 3 links." in client.get(f"/studio/comments/{comment.id}").text
