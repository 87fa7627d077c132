"""Languages: messages, plurals and dates as each language has them."""

from datetime import date
from pathlib import Path

import pytest

from flaskr.lib.languages import is_right_to_left, language_of

GERMAN = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"
msgid "Search"
msgstr "Suche"
msgid "Request %(id)s"
msgstr "Anfrage %(id)s"
msgid "%(number)s post"
msgid_plural "%(number)s posts"
msgstr[0] "%(number)s Beitrag"
msgstr[1] "%(number)s Beiträge"
"""
ARABIC = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"
msgid "%(number)s post"
msgid_plural "%(number)s posts"
msgstr[0] "none"
msgstr[1] "one"
msgstr[2] "two"
msgstr[3] "%(number)s few"
msgstr[4] "%(number)s hundred"
msgstr[5] "%(number)s many"
"""
DAY = date(2026, 3, 5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "de.po").write_text(GERMAN, encoding="utf-8")
    (tmp_path / "ar.po").write_text(ARABIC, encoding="utf-8")
    for tag in ("fr", "ja", "cs"):
        (tmp_path / f"{tag}.po").write_text('msgid ""\nmsgstr ""\n', encoding="utf-8")
    return tmp_path


def test_a_message_is_said_in_the_language(folder: Path) -> None:
    german = language_of("de-AT", [folder])
    assert german.gettext("Search") == "Suche"
    assert german.gettext("Request %(id)s", id="7%") == "Anfrage 7%"
    assert german.gettext("What nobody has translated, 100%") == "What nobody has translated, 100%"


@pytest.mark.parametrize(
    ("tag", "number", "said"),
    [
        ("en", 1, "1 post"), ("en", 1234, "1,234 posts"), ("de", 1, "1 Beitrag"),
        ("de", 1234, "1.234 Beiträge"), ("ar", 0, "none"), ("ar", 2, "two"), ("ar", 7, "7 few"),
        ("ar", 11, "11 many"), ("ar", 100, "100 hundred"),
    ],
)  # fmt: skip
def test_each_language_has_its_own_plurals(folder: Path, tag: str, number: int, said: str) -> None:
    assert (
        language_of(tag, [folder]).ngettext("%(number)s post", "%(number)s posts", number) == said
    )


@pytest.mark.parametrize(
    ("tag", "long", "short", "month", "of_year"),
    [
        ("en", "5 March 2026", "5 Mar 2026", "March", "March 2026"),
        ("de", "5. März 2026", "05.03.2026", "März", "März 2026"),
        ("fr", "5 mars 2026", "5 mars 2026", "mars", "mars 2026"),
        ("ja", "2026年3月5日", "2026/03/05", "3月", "2026年3月"),
        ("cs", "5. března 2026", "5. 3. 2026", "březen", "březen 2026"),
        ("ar", "5 مارس 2026", "05\u200f/03\u200f/2026", "مارس", "مارس 2026"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(
    folder: Path, tag: str, long: str, short: str, month: str, of_year: str
) -> None:
    language_of("ja", [folder])  # of which another must take nothing over
    language = language_of(tag, [folder])
    written = (language.date, language.date_short, language.month, language.month_of_year)
    assert [write(DAY) for write in written] == [long, short, month, of_year]


@pytest.mark.parametrize("tag", ["nl", "xx", "../de", "", "de/../fr", "en-GB"])
def test_a_language_without_a_catalog_is_english(folder: Path, tag: str) -> None:
    language = language_of(tag, [folder])
    assert (language.tag, language.date(DAY)) == ("en", "5 March 2026")


def test_a_theme_of_ones_own_may_say_it_otherwise(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "de.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
        'msgid "Search"\nmsgstr "Finden"\n',
        encoding="utf-8",
    )
    german = language_of("de", [own, folder])
    assert german.gettext("Search") == "Finden"
    assert german.gettext("Request %(id)s", id=1) == "Anfrage 1"


def test_some_languages_are_written_from_right_to_left() -> None:
    assert is_right_to_left("ar-EG")
    assert is_right_to_left("HE")
    assert not is_right_to_left("arn")
