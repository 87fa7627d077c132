"""Texts are counted and shortened by words, and by characters where words have no spaces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flaskr.lib.text import excerpt, initials, reading_minutes, word_count


def test_a_short_text_is_its_own_excerpt():
    assert excerpt("Hello\n  world.") == "Hello world."


def test_an_excerpt_ends_after_a_whole_word():
    assert excerpt("The quick, brown fox", length=12) == "The quick…"
    assert excerpt("The quick brown fox", length=10) == "The quick…"


def test_a_chinese_excerpt_may_end_after_any_character():
    assert excerpt("我能吞下玻璃而不伤身体", length=5) == "我能吞下…"


def test_one_endless_word_is_cut():
    assert excerpt("x" * 50, length=10) == "x" * 9 + "…"


@given(st.text(), st.integers(min_value=1, max_value=60))
def test_an_excerpt_is_never_longer_than_asked(text, length):
    assert len(excerpt(text, length=length)) <= length


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("one, two-three — it's 3.5", 4), ("你好 world", 3), ("…!?", 0), ("Ünïcode", 1)],
)
def test_words_are_counted(text, count):
    assert word_count(text) == count


def test_reading_takes_at_least_a_minute():
    assert reading_minutes("") == 1
    assert reading_minutes("word " * 481) == 3
    assert reading_minutes("字" * 1001) == 3


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ana Maria Lopez", "AL"),
        ("olga", "O"),
        ("", "?"),
        ("élodie ß", "ÉS"),
        ("王小明", "王"),
        ("@max", "M"),
    ],
)
def test_a_name_has_initials(name, letters):
    assert initials(name) == letters
