"""Titles in any language become readable, unique addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flaskr.lib.slugs import is_slug, slugify, unique


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Hello, World!", "hello-world"),
        ("Straße nach Łódź: Ærø & Øst", "strasse-nach-lodz-aero-ost"),
        ("Crème brûlée — déjà vu", "creme-brulee-deja-vu"),
        ("It's Ana’s", "its-anas"),
        ("snake_case v2.0", "snake-case-v2-0"),
        ("你好，世界", "你好-世界"),
        ("Привет, мир", "привет-мир"),
        ("مرحبا بالعالم", "مرحبا-بالعالم"),
        ("がぎぐ ブログ", "がぎぐ-ブログ"),
        ("한국어 블로그", "한국어-블로그"),
        ("Йод", "йод"),
        ("--- !!! ---", "untitled"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("From C# to C++20", "from-c-sharp-to-c-plus-plus-20"),
        ("Issue #5 of # things", "issue-5-of-things"),
        ("1 + 1", "1-1"),
    ],
)
def test_a_title_becomes_a_slug(title, slug):
    assert slugify(title) == slug


def test_a_long_title_is_cut_between_words():
    assert slugify("one two three", limit=9) == "one-two"
    assert slugify("one two three", limit=7) == "one-two"
    assert slugify("unbreakable", limit=4) == "unbr"


def test_a_taken_slug_gets_the_next_free_number():
    assert unique("a", {"a", "a-2"}.__contains__) == "a-3"
    assert unique("b", {"a"}.__contains__) == "b"


def test_what_is_no_slug_is_told():
    assert is_slug("hello-world-2")
    assert is_slug("你好")
    assert not any(map(is_slug, ["", "Hello", "a--b", "-a", "a b", "a/b", "é"]))


@given(st.text(max_size=200))
def test_every_text_becomes_a_slug_within_the_limit(text):
    slug = slugify(text, limit=50)
    assert len(slug) <= 50
    assert is_slug(slug)
