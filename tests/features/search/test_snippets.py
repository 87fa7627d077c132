"""Snippets show and mark what was found."""

import pytest

from flaskr.features.search.query import parse
from flaskr.features.search.snippets import LENGTH, snippet


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("A walk by the lake.", "walk", "A <mark>walk</mark> by the lake."),
        ("A walk by the lake.", "lake wal", "A <mark>walk</mark> by the <mark>lake</mark>."),
        ("Zoë’s dog", "zoe", "<mark>Zoë</mark>’s dog"),
        ("Cre\u0300me Straße", "creme strasse", "<mark>Crème</mark> <mark>Straße</mark>"),
        ("今日は東京へ行った。", "東京", "今日は<mark>東京</mark>へ行った。"),
        ("a naïve dog", '"naive dog"', "a <mark>naïve dog</mark>"),
        ("naïve old dog", '"naive dog"', None),
        ("lakes lake", '"lake"', "lakes <mark>lake</mark>"),
        ("1 < 2 & <b>walk</b>", "walk", "1 &lt; 2 &amp; &lt;b&gt;<mark>walk</mark>&lt;/b&gt;"),
        ("nothing here", "walk", None),
    ],
)
def test_a_snippet_marks_what_was_found(text: str, query: str, shown: str | None) -> None:
    made = snippet(text, parse(query))
    assert made == shown


def test_a_long_text_is_cut_between_words_around_what_was_found() -> None:
    text = "before it " * 100 + "the lake and the dog " + "after that " * 100
    made = snippet(text, parse("lake dog"))
    assert made is not None
    assert made[0] + made[-1] == "……"
    assert "<mark>lake</mark> and the <mark>dog</mark>" in made
    assert made.strip("…").split()[0] in {"before", "it"}
    assert made.strip("…").split()[-1] in {"after", "that"}
    assert len(made) < LENGTH + 40


def test_the_part_with_the_most_words_is_shown() -> None:
    text = "lake " + "filler " * 100 + "dog by the lake " + "filler " * 100
    made = snippet(text, parse("dog lake"))
    assert made is not None
    assert "<mark>dog</mark> by the <mark>lake</mark>" in made


def test_a_text_without_spaces_is_cut_too() -> None:
    made = snippet("山" * 3000 + "東京" + "川" * 3000, parse("東京"))
    assert made is not None
    assert "<mark>東京</mark>" in made
    assert len(made) < LENGTH + 40


def test_a_word_inside_another_is_not_marked() -> None:
    assert snippet("walkers sidewalk walk", parse('"walk"')) == "walkers sidewalk <mark>walk</mark>"
