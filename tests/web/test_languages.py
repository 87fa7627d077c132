"""Public pages in the site's language."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from flaskr.core.permissions import SYSTEM
from flaskr.features.accounts.models import User
from flaskr.features.posts import publishing, writing
from flaskr.features.site.identity import change_site
from tests.client import CheckedClient
from tools import translations

AT = datetime(2025, 3, 5, 12, tzinfo=UTC)
LANGUAGES = ("ar", "de", "es", "fr", "ja")


@pytest.fixture
def post(db: Session, ana: User) -> None:
    publishing.publish(
        writing.write(db, by=ana.actor, title="Eins", body="Text"), by=ana.actor, at=AT
    )


def test_every_language_has_every_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert sorted(path.stem for path in translations.FOLDER.glob("*.po")) == sorted(LANGUAGES)
    assert translations.main(["--check"]) == 0, capsys.readouterr().out


def test_a_message_that_is_missing_or_has_other_places_is_told(tmp_path: Path) -> None:
    wanted = translations.Catalog()
    wanted.add("New")
    wanted.add("Error %(status)s")
    language = translations.Catalog(locale="de")
    language.add("Error %(status)s", "Fehler %(state)s")
    assert translations.missing(language, wanted) == ["New", "Error %(status)s"]
    assert "%(number)s comment" in str([message.id for message in translations.messages()])


@pytest.mark.parametrize(
    ("language", "words", "day"),
    [
        ("de", ("Suche", "Zum Inhalt springen", "Datenschutz"), "5. März 2025"),
        ("fr-CA", ("Rechercher", "Vie privée"), "5 mars 2025"),
        ("ja", ("検索", "プライバシー"), "2025年3月5日"),
        ("ar", ("بحث", "الخصوصية", 'dir="rtl"'), "5 مارس 2025"),
        ("en", ("Search", "Skip to the content", 'dir="ltr"'), "5 March 2025"),
        ("nl", ("Search", 'lang="nl"'), "5 March 2025"),
    ],
)
def test_pages_are_in_the_language_of_the_site(
    client: CheckedClient, db: Session, post: None, language: str, words: tuple[str, ...], day: str
) -> None:
    change_site(db, by=SYSTEM, language=language)
    page = client.get("/eins/").text
    for word in (*words, day):
        assert word in page
    assert client.get("/archive/2025/3/").status_code == 200


def test_titles_months_and_errors_are_too(client: CheckedClient, db: Session, post: None) -> None:
    change_site(db, by=SYSTEM, language="de")
    assert '<h1 class="page-title">März 2025</h1>' in client.get("/archive/2025/3/").text
    assert ">März</a>" in client.get("/archive/").text
    assert "<title>Schlagwörter — " in client.get("/tags/").text
    missing = client.get("/nothing/here").text
    assert "Unter dieser Adresse gibt es nichts." in missing
    assert "1 Beitrag<" in client.get("/author/ana/").text


def test_another_language_changes_what_was_made_before(
    client: CheckedClient, db: Session, post: None
) -> None:
    for language, word in (("de", "Suche"), ("en", "Search"), ("es", "Buscar"), ("de", "Suche")):
        change_site(db, by=SYSTEM, language=language)
        assert f">{word}<" in client.get("/search").text.replace("</svg>", ">")


def test_a_value_in_a_message_is_escaped(app: Flask, client: CheckedClient, db: Session) -> None:
    change_site(db, by=SYSTEM, language="fr")
    page = client.get("/search?q=%3Cb%3Ezz%3C/b%3E").text
    assert "« &lt;b&gt;zz&lt;/b&gt; »" in page
