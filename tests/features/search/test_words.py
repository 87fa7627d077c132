"""Folding text into words, and reading queries."""

import pytest

from flaskr.features.search.query import Query, Term, cleaned, parse
from flaskr.features.search.words import fold, origins, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Crème Brûlée, naïve!", ["creme", "brulee", "naive"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("Ångström Łódź æsir", ["angstrom", "lodz", "aesir"]),
        ("Cre\u0300me", ["creme"]),
        ("Ёлка Ἀθῆναι", ["елка", "αθηναι"]),
        ("日本語 text", ["日", "本", "語", "text"]),
        ("がか", ["が", "か"]),
        ("ｶﾅ Ｆｌａｓｋ", ["カ", "ナ", "flask"]),
        ("한국어", ["한", "국", "어"]),
        ("हिन्दी", ["हिन्दी"]),
        ("snake_case x-ray l’été", ["snake", "case", "x", "ray", "l", "ete"]),
        ("🎉 \0 '\" \\ () :*", []),
    ],
)
def test_text_is_folded_into_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_each_folded_character_knows_where_it_comes_from() -> None:
    text = "Straße 日本 é"
    folded, where = fold(text), origins(text)
    assert len(where) == len(folded) + 1
    assert text[where[folded.index("本")]] == "本"
    assert where[folded.index("ss")] == where[folded.index("ss") + 1] == text.index("ß")
    assert where[-1] == len(text)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Query()),
        ("one two", Query((Term(("one",)), Term(("two",), is_prefix=True)))),
        ('"one two" x', Query((Term(("one", "two")), Term(("x",))))),
        ('"one two"', Query((Term(("one", "two")),))),
        ("“one two”", Query((Term(("one", "two")),))),
        ('never "closed', Query((Term(("never",)), Term(("closed",))))),
        ("one -two", Query((Term(("one",)),), (Term(("two",)),))),
        ('one -"two three"', Query((Term(("one",)),), (Term(("two", "three")),))),
        ("-only", Query((), (Term(("only",)),))),
        ("x-ray", Query((Term(("x", "ray"), is_prefix=True),))),
        ("one one", Query((Term(("one",)), Term(("one",), is_prefix=True)))),
        ("日本", Query((Term(("日", "本")),))),
        ('- -- "" -"" "-"', Query()),
        ("a AND NOT (b OR c*)", None),
    ],
)
def test_every_text_is_a_query(text: str, query: Query | None) -> None:
    if query is None:
        assert [term.words for term in parse(text).wanted] == [
            ("a",), ("and",), ("not",), ("b",), ("or",), ("c",),
        ]  # fmt: skip
    else:
        assert parse(text) == query


def test_exclusions_alone_look_for_nothing() -> None:
    assert not parse("-only")
    assert parse("one -only")


def test_a_query_is_shown_as_one_line_of_printable_characters() -> None:
    assert cleaned(" a\0\n b\ud800\ufffe\U0001ffff ") == "a b"
    assert cleaned("🏳️‍🌈 日本") == "🏳️‍🌈 日本"
    assert len(cleaned("word " * 2000)) <= 300
