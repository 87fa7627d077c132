"""Where two sequences differ."""

from hypothesis import given
from hypothesis import strategies as st

from flaskr.lib.aligning import MOST_PAIRS, Change, changes


def test_changes_are_as_few_as_can_be():
    assert changes("abcdef", "abcdef") == []
    assert changes("", "ab") == [Change(0, 0, 0, 2)]
    assert changes("ab", "") == [Change(0, 2, 0, 0)]
    assert changes(list("abcdef"), list("abxdyef")) == [Change(2, 3, 2, 3), Change(4, 4, 4, 5)]
    assert changes(list("abcd"), list("bcda")) == [Change(0, 1, 0, 0), Change(4, 4, 3, 4)]


def test_sequences_too_long_to_compare_differ_as_wholes():
    length = int(MOST_PAIRS**0.5) + 1
    old, new = ["a", "x"] * (length // 2 + 1), ["b", "x"] * (length // 2 + 1)
    (change,) = changes(old, new)
    assert change == Change(0, len(old) - 1, 0, len(new) - 1)


words = st.lists(st.sampled_from("abcd"), max_size=12)


@given(words, words)
def test_the_new_one_is_made_from_the_old_one_by_the_changes(old, new):
    made: list[str] = []
    place = 0
    for start, end, new_start, new_end in changes(old, new):
        assert start > place or (start == place == 0)
        made += old[place:start] + new[new_start:new_end]
        place = end
    assert made + old[place:] == new
