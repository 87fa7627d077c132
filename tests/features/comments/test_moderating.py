"""Moderating many comments at once, and taking it back."""

from datetime import UTC, datetime, timedelta

import pytest
from lxml import html as lxml_html
from sqlalchemy.orm import Session

from flaskr.core.errors import Denied
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.comments import moderating, undoing
from flaskr.features.comments.models import Comment
from flaskr.features.comments.storing import keep_comment
from flaskr.features.posts.models import Post
from tests.client import CheckedClient
from tests.features.posts.factories import published

AT = datetime(2026, 1, 1, tzinfo=UTC)
STATES = ("pending", "pending", "spam", "approved")


@pytest.fixture
def post(core: Core, ana: User) -> Post:
    with core.db.transaction() as db:
        return published(db, ana, "A walk")


@pytest.fixture
def ids(core: Core, post: Post) -> list[int]:
    with core.db.transaction() as db:
        return [
            keep_comment(
                db, post.id, author_name=f"Guest {n}", author_email="", author_url="",
                html="<p>Words</p>", created_at=AT + timedelta(minutes=n), state=state,
            ).id
            for n, state in enumerate(STATES)
        ]  # fmt: skip


def states(core: Core, ids: list[int]) -> tuple[str, ...]:
    with core.db.reading() as db:
        return tuple(db.get_one(Comment, id).state for id in ids)


def test_those_chosen_are_put_into_one_state_and_back_into_theirs(
    client: CheckedClient, core: Core, ids: list[int], eddy: User
) -> None:
    client.log_in(eddy)
    came = {"Referer": "http://localhost/studio/comments/?state=pending"}
    chosen = {"comment": [str(id) for id in ids], "then": "spam"}
    done = client.post("/studio/comments/moderation", data=chosen, headers=came)
    assert states(core, ids) == ("spam",) * 4
    page = client.get(done.location).text
    assert "3 comments are marked as spam." in page
    [form] = lxml_html.document_fromstring(page).xpath("//form[.//input[@name='undo']]")
    came = {"Referer": f"http://localhost{done.location}"}
    undone = client.post(form.get("action"), data=dict(form.fields), headers=came)
    assert states(core, ids) == STATES
    assert undone.location.count("undo=") == 1
    assert "Undone: 3 comments are as before." in client.get(undone.location).text


def test_one_comment_s_moderation_is_undone_too(
    client: CheckedClient, core: Core, ids: list[int], eddy: User
) -> None:
    client.log_in(eddy)
    done = client.post(f"/studio/comments/{ids[0]}/trash")
    assert done.location == f"/studio/comments/?undo=pending%3A{ids[0]}"
    assert f'value="pending:{ids[0]}"' in client.get(done.location).text
    client.post("/studio/comments/moderation", data={"undo": f"pending:{ids[0]}"})
    assert states(core, ids) == STATES


def test_what_is_no_choice_changes_nothing(
    client: CheckedClient, core: Core, ids: list[int], eddy: User
) -> None:
    client.log_in(eddy)
    for sent in (
        {"then": "spam"},
        {"comment": str(ids[0]), "then": "gone"},
        {"comment": ["x", "-1", "99999999999999"], "then": "spam"},
        {"undo": "~::gone:1~spam:x.-1.0.99999999999"},
    ):
        done = client.post("/studio/comments/moderation", data=sent)
        assert "Choose comments first" in client.get(done.location).text
    assert states(core, ids) == STATES


def test_nothing_is_done_if_one_of_them_is_not_theirs(
    client: CheckedClient, core: Core, ids: list[int], ana: User, eddy: User
) -> None:
    with core.db.transaction() as db:
        other = keep_comment(
            db, published(db, eddy, "Another").id, author_name="X", author_email="",
            author_url="", html="<p>Words</p>", created_at=AT, state="pending",
        )  # fmt: skip
    client.log_in(ana)
    chosen = {"comment": [str(id) for id in (*ids, other.id)], "then": "trash"}
    assert client.post("/studio/comments/moderation", data=chosen).status_code == 403
    undo = {"undo": f"trash:{other.id}"}
    assert client.post("/studio/comments/moderation", data=undo).status_code == 403
    assert states(core, [*ids, other.id]) == (*STATES, "pending")


def test_moderating_many_says_what_each_was(db: Session, core: Core, ids: list[int]) -> None:
    before = moderating.moderate(db, {ids[0]: "approved", ids[3]: "approved", 0: "spam"}, by=SYSTEM)
    assert before == {ids[0]: "pending"}
    with pytest.raises(Denied):
        moderating.moderate(db, {ids[0]: "spam"}, by=User(id=0, role_name="reader").actor)


def test_what_undoes_is_read_as_it_was_written() -> None:
    states = {4: "pending", 9: "pending", 7: "spam"}
    assert undoing.written(states) == "pending:4.9~spam:7"
    assert undoing.read("pending:4.9~spam:7") == states
    assert len(undoing.read("spam:" + ".".join(map(str, range(1, 500))))) == undoing.MOST
