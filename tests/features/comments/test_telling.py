"""Authors hear by mail of what readers wrote, and see to it by a link."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.jobs.queue import JobRow
from flaskr.core.mail import Message
from flaskr.core.permissions import SYSTEM, VISITOR
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.comments import jobs, moderating, posting, telling
from flaskr.features.comments.judging import Signs
from flaskr.features.comments.models import Comment
from flaskr.features.posts import writing
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import change_site
from tests.client import CheckedClient
from tests.features.posts.factories import published

URL = "https://blog.example"


@pytest.fixture
def post(core: Core, db: Session, ana: User) -> Post:
    core.settings["SITE_URL"] = URL
    return published(db, ana, "A walk")


def say(
    db: Session, post: Post, body: str, *, by: User | None = None, trap: bool = False
) -> Comment:
    actor = by.actor if by else VISITOR
    words = posting.checked(body=body, name="Cleo", email="", website="", by=actor)
    return posting.post_comment(db, post.id, words, by=actor, signs=Signs(is_trapped=trap))


def mails(core: Core, post: Post) -> list[Message]:
    outbox: list[Message] = core.mail.outbox  # type: ignore[attr-defined]
    outbox.clear()
    jobs.tell_authors(core, post_id=post.id)
    return list(outbox)


def waiting(db: Session) -> list[datetime]:
    return list(db.scalars(select(JobRow.run_at).where(JobRow.name == telling.JOB)))


def test_an_author_is_told_once_of_each_comment(db: Session, core: Core, post: Post) -> None:
    say(db, post, "The first *words*.")
    say(db, post, "The second words.")
    [at] = waiting(db)
    assert timedelta() < at - clock.now() <= timedelta(seconds=telling.EVERY)
    assert int(at.timestamp()) % telling.EVERY == 0
    [mail] = mails(core, post)
    assert mail.to == "ana@example.org"
    assert mail.subject == "2 comments on “A walk” — Flaskr"
    assert mail.text.index("The first *words*.") < mail.text.index("The second words.")
    assert "It is the first comment of this person." in mail.text
    assert mails(core, post) == []
    say(db, post, "The third words.")
    [mail] = mails(core, post)
    assert "The third" in mail.text
    assert "The first" not in mail.text


def test_nobody_is_told_of_spam_or_of_their_own_words_or_against_their_will(
    db: Session, core: Core, post: Post, ana: User, eddy: User
) -> None:
    say(db, post, "Great offer", trap=True)
    assert waiting(db) == []
    say(db, post, "I wrote this.", by=ana)
    assert mails(core, post) == []
    writing.set_authors(post, [ana.id, eddy.id], by=SYSTEM)
    say(db, post, "I wrote this too.", by=ana)
    assert [mail.to for mail in mails(core, post)] == ["eddy@example.org"]
    db.get_one(User, eddy.id).disabled_at = clock.now()
    db.flush()
    say(db, post, "And this.", by=ana)
    assert mails(core, post) == []
    db.get_one(User, eddy.id).disabled_at = None
    change_site(db, by=SYSTEM, comments_mail=False)
    say(db, post, "Quietly.", by=ana)
    assert mails(core, post) == []


def test_a_flood_is_one_mail(db: Session, core: Core, post: Post) -> None:
    for n in range(telling.MOST_IN_A_MAIL + 5):
        say(db, post, f"Words number {n}, as many as there are.")
    assert len(waiting(db)) == 1
    [mail] = mails(core, post)
    assert "5 more are in Studio." in mail.text
    assert db.scalar(select(func.count()).where(Comment.told_at.is_(None))) == 0


def test_a_comment_is_seen_to_by_its_link_without_logging_in(
    client: CheckedClient, db: Session, core: Core, post: Post
) -> None:
    comment = say(db, post, "Please *look*.")
    [mail] = mails(core, post)
    [link] = re.findall(rf"{URL}(/comments/\S+/moderation/\S+)", mail.text)
    page = client.get(link)
    assert "<em>look</em>" in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert comment.state == "pending"
    assert client.post(link, data={"then": "approved"}).location == link
    db.refresh(comment)
    assert comment.state == "approved"
    assert "You can change your mind" in client.get(link).text
    assert client.post(link, data={"then": "gone"}).status_code == 422


def test_a_link_is_for_one_comment_and_one_user_and_a_while(
    client: CheckedClient, db: Session, core: Core, post: Post, ana: User, eddy: User
) -> None:
    comment = say(db, post, "Please look.")
    other = say(db, post, "And here.")
    [mail] = mails(core, post)
    link = re.findall(rf"{URL}(/comments/\S+/moderation/\S+)", mail.text)[0]
    start, _id, _word, user_id, until, key = link.rsplit("/", 5)
    for wrong in (
        f"{start}/{other.id}/moderation/{user_id}/{until}/{key}",
        f"{start}/{comment.id}/moderation/{eddy.id}/{until}/{key}",
        f"{start}/{comment.id}/moderation/{user_id}/{int(until) + 1}/{key}",
        f"{start}/{comment.id}/moderation/{user_id}/{until}/{key[:-1]}",
    ):
        assert client.get(wrong).status_code == 404
        assert client.post(wrong, data={"then": "approved"}).status_code == 404
    secret = core.settings["SECRET_KEY"]
    late = int(clock.now().timestamp()) // 86_400 - 1
    key = telling.moderator_key(secret, comment.id, ana.id, late)
    over = client.get(f"/comments/{comment.id}/moderation/{ana.id}/{late}/{key}")
    assert over.status_code == 404
    assert "Log in to see to the comment" in over.text
    # Whose rights are gone has no use of a link.
    writing.set_authors(post, [eddy.id], by=SYSTEM)
    assert client.get(link).status_code == 403
    assert client.post(link, data={"then": "approved"}).status_code == 403
    db.get_one(User, ana.id).disabled_at = clock.now()
    db.flush()
    assert client.get(link).status_code == 404
    db.refresh(comment)
    assert comment.state == "pending"


def test_without_an_address_of_the_site_a_mail_has_no_links(
    db: Session, core: Core, post: Post
) -> None:
    core.settings["SITE_URL"] = ""
    comment = say(db, post, "Please look.")
    moderating.approve(comment, by=SYSTEM)
    [mail] = mails(core, post)
    assert "/comments/" not in mail.text
    assert "SITE_URL" in mail.text
