"""What changed between two texts is shown by words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flaskr.lib.differences import Piece, Size, differences, size_of_change


def shown(old: str, new: str) -> str:
    signs = {"same": "{}", "added": "+{}+", "removed": "-{}-"}
    blocks = differences(old, new)
    return "|".join(
        "".join(signs[piece.kind].format(piece.text) for piece in block.pieces) for block in blocks
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ""),
        ("", "One", "+One+"),
        ("One", "", "-One-"),
        ("The heron.", "The heron.", "The heron."),
        ("The heron.", "The grey heron.", "The +grey +heron."),
        ("The old heron.", "The new heron.", "The -old-+new+ heron."),
        ("See the old oak there", "See one big oak there", "See -the old-+one big+ oak there"),
        ("a\nThe heron\nb", "a\nA heron\nb", "a|-The-+A+ heron|b"),
        ("a\nb", "a\nx\nb", "a|+x+|b"),
        ("a b\nc d", "a x\nc y", "a -b-+x+|c -d-+y+"),
        ("a b", "a b x\ny z", "a b+ x\ny z+"),
        ("湖のサギ", "湖の白サギ", "湖の+白+サギ"),
    ],
)
def test_changed_words_are_marked_within_their_line(old, new, expected):
    assert shown(old, new) == expected


def test_the_two_sides_of_a_block_are_what_stood_and_what_stands():
    _, block, _ = differences("a\nThe heron\nb", "a\nA heron\nb")
    assert block.before == (Piece("removed", "The"), Piece("same", " heron"))
    assert block.after == (Piece("added", "A"), Piece("same", " heron"))
    assert not block.is_same


def test_texts_with_nothing_in_common_are_not_compared_word_by_word():
    old, new = "a x " * 20_000, "b x " * 20_000
    (block,) = differences(old, new)
    assert [piece.kind for piece in block.pieces] == ["removed", "added", "same"]


def test_the_size_of_a_change_counts_words():
    assert size_of_change("one two two three", "one two four") == Size(added=1, removed=2)
    assert size_of_change("one two", "two one") == Size(0, 0)


texts = st.text("ab .\n", max_size=30)


@given(texts, texts)
def test_both_texts_can_be_read_from_their_differences(old, new):
    blocks = differences(old, new)
    # An empty text has no lines, and one that is a single empty line looks like it.
    before = [_text(b.before) for b in blocks if b.before]
    after = [_text(b.after) for b in blocks if b.after]
    assert "".join("".join(before).split()) == "".join(old.split())
    assert "".join("".join(after).split()) == "".join(new.split())


def _text(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)
