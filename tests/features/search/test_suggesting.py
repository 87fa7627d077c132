"""Suggestions cost little, whatever is asked."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.search import suggesting, views
from flaskr.features.search.query import parse
from flaskr.features.search.suggesting import Words, frequent_words, suggest
from tests.client import CheckedClient
from tests.features.search.test_index import make


def words_of(db: Session) -> Callable[[], Words]:
    """Give the words of the index, to be read when they are asked for."""
    return lambda: frequent_words(db)


def test_the_words_of_the_index_come_by_first_letter_the_frequent_ones_first(
    db: Session, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(db, ana, "One", "lake lamp a " + "l" * 40)
    make(db, ana, "Two", "lamp mountain")
    words = frequent_words(db)
    assert list(words["l"]) == ["lamp", "lake"]
    assert list(words["m"]) == ["mountain"]
    assert "a" not in words
    monkeypatch.setattr(suggesting, "MOST_WORDS", 1)
    assert frequent_words(db) == {"l": ["lamp"]}


def test_a_few_unknown_words_are_replaced_and_no_more(db: Session, ana: User) -> None:
    make(db, ana, "One", "mountain river forest meadow")
    for known, typed, better in (
        ("mountain", "mountian rivver forrest", ("mountain", "river", "forest")),
        ("meadow", "mountain river meadoww", ("mountain", "river", "meadow")),
    ):
        query = suggest(db, parse(typed), words=words_of(db))
        assert query is not None, known
        assert tuple(term.words[0] for term in query.wanted) == better
    four = parse("mountian rivver forrest meadoww")
    assert suggest(db, four, words=words_of(db)) is None


def test_twenty_queries_for_nothing_read_the_words_once(
    client: CheckedClient, core: Core, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    def counted(db: Session) -> Words:
        read.append(1)
        return frequent_words(db)

    monkeypatch.setattr(views, "frequent_words", counted)
    with core.db.transaction() as db:
        make(db, ana, "Mountain")
    assert client.get("/search?q=mountain").status_code == 200
    assert read == []
    for number in range(20):
        assert "Nothing was found" in client.get(f"/search?q=unknown{number}+other{number}").text
    assert "Did you mean" in client.get("/search?q=mountian").text
    assert read == [1]
