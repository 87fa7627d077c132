"""Suggestions mend one slip of each word, and cost little, whatever is asked."""

import pytest
from sqlalchemy.orm import Session

from flaskr.features.accounts.models import User
from flaskr.features.search import suggesting
from flaskr.features.search.finding import find
from flaskr.features.search.index import index_of
from flaskr.features.search.query import Query, parse
from flaskr.features.search.suggesting import LONGEST, slips, suggest
from tests.client import CheckedClient
from tests.features.search.test_index import make


def better(db: Session, typed: str) -> Query:
    """Return what is suggested instead of what was typed."""
    suggested = suggest(db, parse(typed))
    assert suggested is not None, typed
    assert suggested[1] in find(db, suggested[0], limit=100).ids
    return suggested[0]


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("mountain", "mountian"), ("river", "rivver"), ("forest", "forst"), ("meadow", "meadew"),
        ("meadow", "meadows"), ("вода", "водда"), ("λιμνη", "λιμμη"),
    ],
)  # fmt: skip
def test_one_slip_is_mended(db: Session, ana: User, known: str, typed: str) -> None:
    make(db, ana, "One", f"some {known} there")
    assert [term.words for term in better(db, typed).wanted] == [(known,)]


@pytest.mark.parametrize("typed", ["mountain", "mauntian", "nountain", "lke", "x" * 31, "東京東京"])
def test_what_is_no_slip_is_left_alone(db: Session, ana: User, typed: str) -> None:
    make(db, ana, "One", "mountain lake " + "x" * 30)
    assert suggest(db, parse(typed)) is None


def test_a_few_unknown_words_are_replaced_and_no_more(db: Session, ana: User) -> None:
    make(db, ana, "One", "mountain river forest meadow")
    for typed, meant in (
        ("mountian rivver forrest", ("mountain", "river", "forest")),
        ("mountain river meadoww", ("mountain", "river", "meadow")),
    ):
        assert tuple(term.words[0] for term in better(db, typed).wanted) == meant
    assert suggest(db, parse("mountian rivver forrest meadoww")) is None


def test_of_two_words_the_more_frequent_one_was_meant(db: Session, ana: User) -> None:
    make(db, ana, "One", "lamp camp")
    make(db, ana, "Two", "lamb")
    make(db, ana, "Three", "lamb")
    assert better(db, '"lamx"').wanted[0].words == ("lamb",)
    assert index_of(db).known(db, ["lamp", "lump", "lamb"]) == ["lamb", "lamp"]


def test_the_words_looked_for_are_few_and_keep_the_first_letter() -> None:
    longest = list(slips("abc" * (LONGEST // 3)))
    assert len(longest) < 60 * LONGEST
    assert all(word.startswith("a") for word in longest)
    assert {"lake", "lakke", "like", "ake"} & set(slips("lkae")) == {"lake"}


def test_a_long_query_for_nothing_looks_up_a_few_words(
    client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    made = suggesting.slips
    monkeypatch.setattr(suggesting, "slips", lambda word: asked.append(word) or made(word))
    query = " ".join(f"unknown{number}" for number in range(40))
    assert "Nothing was found" in client.get("/search", query_string={"q": query}).text
    assert asked == ["unknown0", "unknown1", "unknown2"]
