"""Following comments by mail: nobody is mailed who has not said yes, and one click ends it."""

import re
from datetime import timedelta

import pytest
from lxml import html as lxml_html
from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.jobs.queue import JobRow
from flaskr.core.mail import Message
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.comments import following, jobs, moderating
from flaskr.features.comments.models import Comment, CommentFollower
from flaskr.features.posts import publishing
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import change_site
from tests.client import CheckedClient
from tests.features.comments.test_commenting import sent
from tests.features.posts.factories import published

URL = "https://blog.example"
CLEO = "cleo@example.org"


@pytest.fixture
def post(core: Core, db: Session, ana: User) -> Post:
    core.settings["SITE_URL"] = URL
    change_site(db, by=SYSTEM, comments="open", comments_hold_first=False)
    return published(db, ana, "A walk")


def run(core: Core, db: Session) -> list[Message]:
    """Do the work that waits for followers, and return the mails."""
    outbox: list[Message] = core.mail.outbox  # type: ignore[attr-defined]
    outbox.clear()
    for row in db.scalars(select(JobRow).where(JobRow.name.like("%follower"))).all():
        {following.ASK_JOB: jobs.ask_follower, following.TELL_JOB: jobs.tell_follower}[row.name](
            core, **row.args
        )
        db.delete(row)
    db.flush()
    return list(outbox)


def link_in(mail: Message) -> str:
    [link] = re.findall(rf"{URL}(/comments/following/\S+)", mail.text)
    return str(link)


def follow(client: CheckedClient, core: Core, db: Session, post: Post) -> str:
    """Follow a post as Cleo and return the link."""
    sent(client, post, email=CLEO, follow="y", body="The first words here.")
    [mail] = run(core, db)
    client.post(link_in(mail))
    return link_in(mail)


def test_who_said_yes_is_mailed_what_others_write_and_leaves_by_one_click(
    client: CheckedClient, core: Core, db: Session, post: Post
) -> None:
    sent(client, post, email=CLEO.upper(), follow="y")
    [mail] = run(core, db)
    assert (mail.to, mail.headers) == (CLEO, {})
    link = link_in(mail)
    sent(client, post, name="Bo", body="Before you said yes.")
    assert not db.scalars(select(JobRow).where(JobRow.name == following.TELL_JOB)).all()
    assert run(core, db) == []
    assert "Do you want to follow" in client.get(link).text
    assert db.scalars(select(CommentFollower.confirmed_at)).one() is None
    assert "You follow these comments" in client.get(client.post(link).location).text
    sent(client, post, name="Bo", body="After you said yes.")
    sent(client, post, email=CLEO, body="My own words.")
    [mail] = run(core, db)
    assert "After you said yes." in mail.text
    assert mail.headers == {
        "List-Unsubscribe": f"<{URL}{link}/removal>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert client.get(f"{link}/removal").location == link
    for _ in range(2):
        answer = client.post(f"{link}/removal", data={"List-Unsubscribe": "One-Click"})
        assert "You get no more mails" in client.get(answer.location).text
    assert db.scalars(select(CommentFollower)).all() == []
    sent(client, post, name="Bo", body="After you left.")
    assert run(core, db) == []
    assert client.post(link).status_code == 404


def test_followers_hear_of_a_comment_once_when_readers_see_it(
    client: CheckedClient, core: Core, db: Session, post: Post
) -> None:
    follow(client, core, db, post)
    change_site(db, by=SYSTEM, comments="moderated")
    sent(client, post, name="Bo", body="It waits for somebody.")
    assert run(core, db) == []
    comment = db.scalars(select(Comment).order_by(Comment.id.desc())).first()
    assert comment is not None
    for _ in range(2):
        moderating.approve(comment, by=SYSTEM)
        moderating.unapprove(comment, by=SYSTEM)
    assert run(core, db) == []  # hidden again before the mail went out
    comment.followers_told_at = None
    moderating.approve(comment, by=SYSTEM)
    assert len(run(core, db)) == 1
    moderating.unapprove(comment, by=SYSTEM)
    moderating.approve(comment, by=SYSTEM)
    assert run(core, db) == []
    comment.followers_told_at = None
    moderating.unapprove(comment, by=SYSTEM)
    comment.created_at -= timedelta(days=8)
    moderating.approve(comment, by=SYSTEM)
    assert run(core, db) == []


def test_nobody_is_asked_twice_or_often(
    client: CheckedClient, core: Core, db: Session, post: Post, ana: User
) -> None:
    for n in range(2):
        sent(client, post, email=CLEO, follow="y", body=f"Words number {n}.")
    assert len(run(core, db)) == 1
    for n in range(following.MOST_QUESTIONS + 2):
        other = published(db, ana, f"Post {n}")
        sent(client, other, email=CLEO, follow="y", body=f"Other words {n}.")
    assert len(run(core, db)) == following.MOST_QUESTIONS - 1
    sent(client, post, email="x@example.org", follow="y", subject="Offer", body="Spam.")
    sent(client, post, follow="y", body="Without an address.")
    sent(client, post, email="y@example.org", body="Without the box.")
    assert run(core, db) == []
    db.query(CommentFollower).update(
        {CommentFollower.created_at: clock.now() - following.ASKED_FOR - timedelta(minutes=1)}
    )
    following.forget_unanswered(db)
    assert db.scalars(select(CommentFollower)).all() == []


def test_a_wrong_link_tells_nothing(
    client: CheckedClient, core: Core, db: Session, post: Post
) -> None:
    link = follow(client, core, db, post)
    for wrong in (link[:-1], link + "0", re.sub(r"/(\d+)/", r"/9\1/", link)):
        assert client.get(wrong).status_code == 404
        assert client.post(wrong).status_code == 404
        assert client.post(f"{wrong}/removal").status_code == 404
    assert len(db.scalars(select(CommentFollower)).all()) == 1


@pytest.mark.parametrize("visibility", ["private", "password"])
def test_a_post_that_not_everybody_reads_is_nobody_s_news(
    client: CheckedClient, core: Core, db: Session, post: Post, visibility: str
) -> None:
    link = follow(client, core, db, post)
    sent(client, post, name="Bo", body="Words that nobody will see.")
    sent(client, post, name="Di", email="di@example.org", follow="y", body="Nor these.")
    publishing.set_visibility(post, visibility, by=SYSTEM, password_hash="x" * 60)
    assert run(core, db) == []
    assert "A walk" not in client.get(link).text


def test_the_box_is_there_only_where_mail_can_go_out(
    client: CheckedClient, core: Core, post: Post
) -> None:
    boxes = "//input[@name='follow']"
    assert len(lxml_html.document_fromstring(client.get(post.path).text).xpath(boxes)) == 1
    shown = sent(client, post, email=CLEO, follow="y", then="preview").text
    assert lxml_html.document_fromstring(shown).xpath(f"{boxes}/@checked") == ["checked"]
    core.settings["SITE_URL"] = ""
    assert lxml_html.document_fromstring(client.get(post.path).text).xpath(boxes) == []
    core.settings.update(SITE_URL=URL, MAIL="console")
    assert lxml_html.document_fromstring(client.get(post.path).text).xpath(boxes) == []
