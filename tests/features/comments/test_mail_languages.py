"""Mails about comments are in the site's language, as text and as HTML."""

import re
from datetime import UTC, datetime

import pytest
from lxml import html as lxml_html
from sqlalchemy.orm import Session

from flaskr.core.mail import Message
from flaskr.core.permissions import SYSTEM, VISITOR
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.comments import following, jobs, judging, posting, reporting
from flaskr.features.comments.models import Comment, CommentFollower
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import change_site
from flaskr.lib.languages import ENGLISH
from flaskr.web.themes import DEFAULT, language_for
from tests.features.posts.factories import published

URL = "https://blog.example"
AT = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
LANGUAGES = ("ar", "de", "es", "fr", "ja")


@pytest.fixture
def post(core: Core, db: Session, ana: User) -> Post:
    core.settings["SITE_URL"] = URL
    return published(db, ana, "Spaziergang")


def comment_on(db: Session, post: Post) -> Comment:
    words = posting.checked(body="Hallo!", name="Cleo", email="", website="", by=VISITOR)
    return posting.post_comment(db, post.id, words, by=VISITOR)


def all_mails(core: Core, db: Session, post: Post) -> list[Message]:
    """Return one of each mail that there is: news for the author, a report, question and news."""
    outbox: list[Message] = core.mail.outbox  # type: ignore[attr-defined]
    outbox.clear()
    comment = comment_on(db, post)
    jobs.tell_authors(core, post_id=post.id)
    comment.created_at = AT
    comment.reasons, comment.approved_at = "", AT
    db.flush()
    reporting.report(db, comment.id, reason="spam")
    jobs.tell_reported(core, comment_id=comment.id)
    follower = CommentFollower(post_id=post.id, email="bo@example.org", created_at=AT)
    db.add(follower)
    db.flush()
    jobs.ask_follower(core, follower_id=follower.id)
    following.confirm(follower)
    db.flush()
    jobs.tell_follower(core, follower_id=follower.id, comment_id=comment.id)
    following.leave(db, follower.id)
    return list(outbox)


def test_a_mail_is_in_the_language_of_the_site_with_its_dates_and_plurals(
    core: Core, db: Session, post: Post
) -> None:
    change_site(db, by=SYSTEM, language="de-AT", timezone="Europe/Berlin")
    told, reported, question, news = all_mails(core, db, post)
    assert told.subject == "1 Kommentar zu „Spaziergang“ — Flaskr"
    assert "Es ist der erste Kommentar dieser Person." in told.text
    assert "Freigeben, als Spam markieren oder löschen" in told.html
    assert reported.subject == "Ein Kommentar zu „Spaziergang“ wurde gemeldet — Flaskr"
    assert "Von 1 Person gemeldet: Es ist Spam oder Werbung." in reported.text
    assert "binnen 7 Tagen gelöscht" in question.text
    assert "Cleo schrieb am 5. März 2026 zu „Spaziergang“:" in news.text
    assert news.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_english_is_left_in_a_mail(core: Core, db: Session, post: Post, language: str) -> None:
    change_site(db, by=SYSTEM, language="en")
    english = {line for mail in all_mails(core, db, post) for line in own_lines(mail)}
    change_site(db, by=SYSTEM, language=language)
    for mail in all_mails(core, db, post):
        assert mail.language == language
        assert own_lines(mail)
        assert english.isdisjoint(own_lines(mail))
        assert "%(" not in mail.subject + mail.text
        page = lxml_html.document_fromstring(mail.html)
        assert page.get("lang") == language
        assert page.get("dir") == ("rtl" if language == "ar" else "ltr")
        assert page.findtext(".//title") == mail.subject


def own_lines(mail: Message) -> list[str]:
    """Return what a mail says itself: no quotation and no address."""
    lines = [mail.subject, *mail.text.splitlines()]
    return [line for line in lines if re.match(r"(?!> |https:|-- $).*\w", line)]


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_each_reason_is_a_whole_sentence(core: Core, language: str) -> None:
    say = language_for(core, language)
    assert say.tag == language
    stored = [
        f"{code}: 3" if "%(" in forms[0] else code
        for code, (_state, *forms) in judging.REASONS.items()
    ]
    said = judging.sentences(stored, say)
    assert len(said) == len(judging.REASONS)
    assert not [sentence for sentence in said if "%" in sentence]
    if language != "en":
        assert set(said).isdisjoint(judging.sentences(stored, ENGLISH))
    assert judging.sentences(["links: 1"]) == ["It has 1 link."]


def test_a_theme_of_one_s_own_may_say_it_otherwise(
    core: Core, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("theme")
    (folder / "translations").mkdir()
    (folder / "translations" / "de.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Read it"\nmsgstr "Ansehen"\n',
        encoding="utf-8",
    )
    core.settings["THEME"] = str(folder)
    say = language_for(core, "de")
    assert (say.gettext("Read it"), say.gettext("Stop following")) == (
        "Ansehen",
        "Nicht mehr folgen",
    )
    core.settings["THEME"] = str(DEFAULT)
