"""Two versions of a text are merged by paragraph, and no word is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flaskr.lib.merging import Conflict, merge, paragraphs

BASE = "One.\n\nTwo.\n\nThree.\n"


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        ("One!\n\nTwo.\n\nThree.\n", BASE, "One!\n\nTwo.\n\nThree.\n"),
        (BASE, "One.\n\nTwo.\n\nThree!\n", "One.\n\nTwo.\n\nThree!\n"),
        ("One!\n\nTwo.\n\nThree.\n", "One.\n\nTwo.\n\nThree!\n", "One!\n\nTwo.\n\nThree!\n"),
        ("One!\n\nTwo.\n\nThree.\n", "One.\n\nTwo!\n\nThree.\n", "One!\n\nTwo!\n\nThree.\n"),
        ("One.\n\nThree.\n", "One.\n\nTwo.\n\nThree.\n\nFour.", "One.\n\nThree.\n\nFour."),
        (f"Zero.\n\n{BASE}", f"{BASE}\nFour.\n", f"Zero.\n\n{BASE}\nFour.\n"),
        ("One!\n\nTwo.\n\nThree.\n", "One!\n\nTwo.\n\nThree.\n", "One!\n\nTwo.\n\nThree.\n"),
        ("One.\n\nThree.\n", "One.\n\nThree.\n", "One.\n\nThree.\n"),
        ("One.\n\nTwo and\n\na half.\n\nThree.\n", f"{BASE}\n> Four",
         "One.\n\nTwo and\n\na half.\n\nThree.\n\n> Four"),
        ("", BASE, ""),
        ("One.\n\nTwo.\n\nThree.", f"Zero.\n\n{BASE}", "Zero.\n\nOne.\n\nTwo.\n\nThree."),
    ],
)  # fmt: skip
def test_changes_of_different_paragraphs_are_both_made(mine, theirs, merged):
    found = merge(BASE, mine, theirs)
    assert (found.conflicts, found.text) == ((), merged)


@pytest.mark.parametrize(
    ("mine", "theirs", "conflict", "text"),
    [
        ("One.\n\n2.\n\nThree.\n", "One.\n\nII.\n\nThree.\n",
         Conflict("Two.\n\n", "2.\n\n", "II.\n\n"), "One.\n\n2.\n\nII.\n\nThree.\n"),
        ("One.\n\nThree.\n", "One.\n\nII.\n\nThree.\n",
         Conflict("Two.\n\n", "", "II.\n\n"), "One.\n\nII.\n\nThree.\n"),
        (f"{BASE}\nFour.\n", f"{BASE}\nIV.\n",
         Conflict("", "Four.\n\n", "IV.\n\n"), f"{BASE}\nFour.\n\nIV.\n"),
        ("One.\n\nMerry.\n", "One.\n\nTwo!\n\nThree.\n",
         Conflict("Two.\n\nThree.\n\n", "Merry.\n\n", "Two!\n\nThree.\n\n"),
         "One.\n\nMerry.\n\nTwo!\n\nThree.\n"),
    ],
)  # fmt: skip
def test_two_changes_of_one_place_are_a_conflict_that_keeps_both(mine, theirs, conflict, text):
    found = merge(BASE, mine, theirs)
    assert found.conflicts == (conflict,)
    assert found.text == text


@pytest.mark.parametrize(
    "mine", ["One.\n\nNew.\n\nTwo.\n\nThree.\n", "One.\n\nTwo.\n\nNew.\n\nThree.\n"]
)
def test_a_paragraph_put_in_beside_a_changed_one_is_no_conflict(mine):
    theirs = BASE.replace("Two.", "Two!")
    for sides in ((mine, theirs), (theirs, mine)):
        found = merge(BASE, *sides)
        assert (found.conflicts, found.text) == ((), mine.replace("Two.", "Two!"))


def test_a_conflict_says_where_it_begins_as_scripts_count():
    found = merge("🦉\n\nTwo.\n\n🦉", "🦉\n\n2.\n\n🦉", "🦉\n\nII.\n\n🦉")
    ((at, conflict),) = found.places
    assert conflict == Conflict("Two.\n\n", "2.\n\n", "II.\n\n")
    assert at == len("🦉🦉") + len("\n\n")  # an owl takes two places in UTF-16


@given(st.text("ab \n"))
def test_paragraphs_are_the_text_itself(text):
    parts = paragraphs(text)
    assert "".join(parts).rstrip("\n") == text.rstrip("\n")
    assert all(part.endswith("\n") for part in parts)


words = st.lists(st.sampled_from(["ant", "bee", "cat", "dog", "elk"]), max_size=7)


@given(words, words, words)
def test_no_word_that_one_side_added_is_left_out(base, mine, theirs):
    texts = ["\n\n".join(each) for each in (base, mine, theirs)]
    merged = merge(*texts)
    kept = merged.text.split()
    for side in (mine, theirs):
        assert set(side) - set(base) <= set(kept)
    assert len(kept) <= len(base) + len(mine) + len(theirs)
    assert sorted(merge(texts[0], texts[2], texts[1]).text.split()) == sorted(kept)
    if base == theirs:
        assert kept == mine
