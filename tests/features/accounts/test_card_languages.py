"""Logging in, registering and seeing to a comment by a link are in the site's language."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment
from lxml import html as lxml_html
from sqlalchemy.orm import Session

from flaskr.core.permissions import SYSTEM, VISITOR
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.comments import jobs, posting
from flaskr.features.site.identity import change_site
from tests.client import CheckedClient
from tests.features.posts.factories import published
from tools import translations

LANGUAGES = ("ar", "de", "es", "fr", "ja")
# Seen before a site has a language.
IN_ENGLISH = {"set_up.html", "unclaimed.html"}
CARDS = [path for path in translations.cards() if path.parent.name != "components"]


@pytest.fixture
def moderation(core: Core, db: Session, ana: User) -> str:
    """Return the path of a page where a comment is seen to by a link."""
    core.settings["SITE_URL"] = "https://blog.example"
    post = published(db, ana, "一")
    words = posting.checked(body="一", name="一", email="", website="", by=VISITOR)
    posting.post_comment(db, post.id, words, by=VISITOR)
    jobs.tell_authors(core, post_id=post.id)
    mail = core.mail.outbox[-1]  # type: ignore[attr-defined]
    [path] = re.findall(r"https://blog.example(/comments/\S+/moderation/\S+)", mail.text)
    return str(path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_english_is_left_on_a_card(
    client: CheckedClient, db: Session, moderation: str, language: str
) -> None:
    change_site(db, by=SYSTEM, title="一", registration="open")
    english = pages(client, moderation)
    change_site(db, by=SYSTEM, language=language)
    translated = pages(client, moderation)
    for before, after in zip(english, translated, strict=True):
        assert len(said(before)) > 2
        assert set(said(before)).isdisjoint(said(after))
        assert lxml_html.document_fromstring(after).get("lang") == language


def pages(client: CheckedClient, moderation: str) -> list[str]:
    """Return cards: to look at, with errors of fields, with a refusal, and with a note."""
    empty = {"username": "", "password": ""}
    wrong = {"username": "ana", "password": "wrong"}
    seen_to = client.post(moderation, data={"then": "approved"}).location
    return [
        client.get("/auth/login").text,
        client.post("/auth/login", data=empty).text,
        client.post("/auth/login", data=wrong).text,
        client.get("/auth/register").text,
        client.post("/auth/register", data=empty).text,
        client.get("/auth/logout").text,
        client.get(seen_to).text,
    ]


def said(page: str) -> list[str]:
    """Return the words of a page that somebody reads, those for programs left out."""
    body = lxml_html.document_fromstring(page).find("body")
    texts = (" ".join(text.split()) for text in body.xpath(".//text()"))
    return [text for text in texts if re.search(r"[^\W\d_一]", text)]


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.name)
def test_a_card_has_no_words_that_cannot_be_translated(path: Path) -> None:
    assert path.name in IN_ENGLISH or list(bare_words(path.read_text("utf-8"))) == []


def test_words_that_cannot_be_translated_are_found() -> None:
    assert list(bare_words('<p class="a">{{ _("Yes") }} <b>no{# not #}</b> {{ "é" }}</p>')) == [
        "no"
    ]
    assert list(bare_words('{{ button("Save it", kind="primary") }}')) == ["Save it"]


def bare_words(template: str) -> Iterator[str]:
    """Give what a template says itself: text between tags, and sentences outside `_("…")`."""
    tokens = list(Environment().lex(template))
    data = "".join(text for _line, kind, text in tokens if kind == "data")
    yield from re.findall(r"[^\W\d_]+", re.sub(r"<[^<>]*>", " ", data))
    code = [(kind, text) for _line, kind, text in tokens if kind not in {"data", "whitespace"}]
    for number, (kind, text) in enumerate(code):
        is_wrapped = code[max(number - 2, 0) : number] == [("name", "_"), ("operator", "(")]
        if kind == "string" and re.match(r"[A-Z][a-z]", text[1:]) and not is_wrapped:
            yield text[1:-1]
