"""Readers report comments, and moderators see to them."""

from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select

from flaskr.core import clock
from flaskr.core.errors import Denied, NotFound
from flaskr.core.mail import MemoryMail
from flaskr.core.permissions import Role
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.comments import clearing, jobs, moderating, reporting
from flaskr.features.comments.models import Comment, CommentReport
from flaskr.features.comments.storing import keep_comment
from tests.client import CheckedClient
from tests.conftest import person
from tests.features.posts.factories import published


@pytest.fixture
def comment(core: Core, ana: User) -> Comment:
    with core.db.transaction() as db:
        post = published(db, ana, "A lake")
        return keep_comment(
            db, post.id, author_name="Max", author_email="", author_url="", html="<p>Watches</p>",
            created_at=clock.now(), state="approved",
        )  # fmt: skip


def reports(core: Core) -> list[CommentReport]:
    with core.db.reading() as db:
        return list(db.scalars(select(CommentReport).order_by(CommentReport.id)))


def test_a_reader_reports_without_an_account_or_a_script(
    client: CheckedClient, core: Core, comment: Comment
) -> None:
    address = f"/comments/{comment.id}/report"
    assert f'href="{address}"' in client.get("/a-lake/").text
    form = client.get(address).text
    assert "Watches" in form
    assert "It is spam or advertising" in form
    answer = client.post(address, data={"reason": "spam", "note": "Sells <watches>"})
    assert (answer.status_code, answer.location) == (303, f"{address}/thanks")
    assert "look at the comment" in client.get(answer.location).text
    (row,) = reports(core)
    assert (row.reason, row.note) == ("spam", "Sells <watches>")
    assert "Watches" in client.get("/a-lake/").text


def test_what_is_missing_is_said_and_the_note_kept(
    client: CheckedClient, core: Core, comment: Comment
) -> None:
    address = f"/comments/{comment.id}/report"
    answer = client.post(address, data={"reason": "", "note": "Typed words"})
    assert answer.status_code == 422
    assert "Choose what is wrong" in answer.text
    assert "Typed words" in answer.text
    long = client.post(address, data={"reason": "spam", "note": "x" * 501})
    assert long.status_code == 422
    assert reports(core) == []


def test_one_visitor_reports_a_comment_once_and_others_too(
    client: CheckedClient, core: Core, comment: Comment
) -> None:
    address = f"/comments/{comment.id}/report"
    for reason in ("spam", "abuse"):
        client.post(address, data={"reason": reason})
    client.post(address, data={"reason": "abuse"}, headers={"User-Agent": "Another"})
    assert [row.reason for row in reports(core)] == ["abuse", "abuse"]
    assert reporting.sentences(reports(core)) == [
        "Reported by 2 readers: It insults or threatens somebody."
    ]


def test_programs_and_floods_reach_nobody(
    client: CheckedClient, core: Core, comment: Comment
) -> None:
    address = f"/comments/{comment.id}/report"
    trapped = client.post(address, data={"reason": "spam", "subject": "Hi"})
    assert trapped.status_code == 303
    assert reports(core) == []
    answers = [client.post(address, data={"reason": "spam"}).status_code for _ in range(12)]
    assert answers[0] == 303
    assert answers[-1] == 429


def test_only_what_readers_see_can_be_reported(
    client: CheckedClient, core: Core, comment: Comment, olga: User
) -> None:
    with core.db.transaction() as db:
        moderating.unapprove(db.get_one(Comment, comment.id), by=olga.actor)
    for path in ("report", "report/thanks"):
        assert client.get(f"/comments/{comment.id}/{path}").status_code == 404
    assert client.post(f"/comments/{comment.id}/report", data={"reason": "spam"}).status_code == 404
    with core.db.transaction() as db, pytest.raises(NotFound):
        reporting.report(db, 2_000_000_000, reason="spam")


def test_moderators_see_what_was_said_and_keep_or_hide(
    client: CheckedClient, core: Core, comment: Comment, ana: User
) -> None:
    client.post(f"/comments/{comment.id}/report", data={"reason": "private", "note": "My number"})
    client.log_in(ana)
    page = client.get("/studio/comments/?state=reported").text
    assert "It tells something private" in page
    assert "“My number”" in page
    own = f"/studio/comments/{comment.id}"
    assert "My number" in client.get(own).text
    answer = client.post(f"{own}/approval", follow_redirects=True)
    assert "stays as it is" in answer.text
    assert "Nothing is reported" in client.get("/studio/comments/?state=reported").text
    undo = html.fromstring(answer.text).xpath("//input[@name='undo']/@value")[0]
    client.post("/studio/comments/moderation", data={"undo": undo})
    assert "“My number”" in client.get("/studio/comments/?state=reported").text
    chosen = {"comment": comment.id, "then": "approved"}
    client.post("/studio/comments/moderation", data=chosen)
    assert "Nothing is reported" in client.get("/studio/comments/?state=reported").text
    client.post(f"/comments/{comment.id}/report", data={"reason": "private"})
    assert "Nothing is reported" in client.get("/studio/comments/?state=reported").text


def test_deciding_about_a_comment_answers_its_reports(
    core: Core, comment: Comment, olga: User, max: User
) -> None:
    with core.db.transaction() as db:
        reporting.report(db, comment.id, reason="spam", sender="a")
        row = db.get_one(Comment, comment.id)
        with pytest.raises(Denied):
            moderating.approve(row, by=max.actor)
        moderating.mark_as_spam(row, by=olga.actor)
        assert row.reported_at is None
        moderating.approve(row, by=olga.actor)
        row.edited_at = clock.now() + timedelta(seconds=1)
        reporting.report(db, comment.id, reason="spam", sender="b")
        assert row.reported_at is not None


def test_authors_hear_of_it_once_by_mail(core: Core, comment: Comment, ana: User) -> None:
    assert isinstance(core.mail, MemoryMail)
    with core.db.transaction() as db:
        db.get_one(User, ana.id).email = "ana@example.org"
        reporting.report(db, comment.id, reason="spam", note="Watches!", sender="a")
    jobs.tell_reported(core, comment_id=comment.id)
    (mail,) = core.mail.outbox
    assert "A lake" in mail.subject
    assert "It is spam or advertising" in mail.text
    assert "“Watches!”" in mail.text
    with core.db.transaction() as db:
        moderating.approve(db.get_one(Comment, comment.id), by=ana.actor)
    jobs.tell_reported(core, comment_id=comment.id)
    assert len(core.mail.outbox) == 1


def test_who_reported_is_forgotten_after_an_hour(core: Core, comment: Comment) -> None:
    with core.db.transaction() as db:
        reporting.report(db, comment.id, reason="spam", sender="somebody")
        row = db.scalars(select(CommentReport)).one()
        row.created_at = clock.now() - timedelta(minutes=61)
        db.flush()
        clearing.forget_senders(db)
        db.refresh(row)
        assert row.sender is None


def test_what_hid_a_reported_comment_is_undone_with_its_reports(
    core: Core, comment: Comment, olga: User
) -> None:
    with core.db.transaction() as db:
        reporting.report(db, comment.id, reason="spam", sender="a")
        before = moderating.moderate(db, {comment.id: "trash"}, by=olga.actor)
        assert before == {comment.id: "reported"}
        row = db.get_one(Comment, comment.id)
        assert (row.state, row.reported_at) == ("trash", None)
        moderating.moderate(db, before, by=olga.actor)
        assert row.standing == "reported"


def test_two_reports_of_one_sender_at_once_are_one(own_app: Flask) -> None:
    core: Core = own_app.extensions["flaskr"]
    olga = person(core, "olga", Role.OWNER)
    with core.db.transaction() as db:
        post = published(db, olga, "A post")
        id = keep_comment(
            db, post.id, author_name="Max", author_email="", author_url="", html="<p>Hm</p>",
            created_at=clock.now(), state="approved",
        ).id  # fmt: skip

    def click() -> None:
        with core.db.transaction() as db:
            reporting.report(db, id, reason="spam", sender="a")

    threads = [Thread(target=click) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with core.db.reading() as db:
        assert db.scalar(select(func.count()).select_from(CommentReport)) == 1
