"""What changed between two texts: by line first, then by word within the lines that changed."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_COMPARISONS = 4_000_000
"""Above this product of the numbers of words (or lines) a change is shown as a whole."""

# A word, or one character of the scripts that write none apart, or a sign, or white space.
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff"
_TOKEN = re.compile(rf"\s+|[{_UNSPACED}]|[^\W{_UNSPACED}]+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """Words that are `same`, `added` or `removed`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Block:
    """Lines that are the same in both texts, or that changed; `lines` counts those of the first,
    or of the second where it has more.
    """

    pieces: tuple[Piece, ...]
    lines: int

    @property
    def is_same(self) -> bool:
        """Whether nothing changed here."""
        return all(piece.kind == "same" for piece in self.pieces)

    @property
    def before(self) -> tuple[Piece, ...]:
        """What stood here."""
        return tuple(piece for piece in self.pieces if piece.kind != "added")

    @property
    def after(self) -> tuple[Piece, ...]:
        """What stands here."""
        return tuple(piece for piece in self.pieces if piece.kind != "removed")


@dataclass(frozen=True)
class Size:
    """How many words came and went."""

    added: int
    removed: int


def differences(old: str, new: str) -> tuple[Block, ...]:
    """Return both texts as blocks in order; line ends are LF."""
    before, after = _lines(old), _lines(new)
    found: list[Block] = []
    for word, i1, i2, j1, j2 in _opcodes(before, after):
        if word == "equal":
            found.append(_same(before[i1:i2]))
        elif i2 - i1 == j2 - j1:
            # As many lines as before are most often the same lines, each a little changed.
            found += [
                _changed(before[i1 + k : i1 + k + 1], after[j1 + k : j1 + k + 1])
                for k in range(i2 - i1)
            ]
        else:
            found.append(_changed(before[i1:i2], after[j1:j2]))
    return tuple(found)


def size_of_change(old: str, new: str) -> Size:
    """Return how many words are in one text and not in the other; moved words do not count."""
    before, after = Counter(old.split()), Counter(new.split())
    return Size(added=(after - before).total(), removed=(before - after).total())


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _same(lines: Sequence[str]) -> Block:
    return Block((Piece("same", "\n".join(lines)),), len(lines))


def _changed(old: Sequence[str], new: Sequence[str]) -> Block:
    return Block(tuple(_pieces(old, new)), max(len(old), len(new)))


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    before, after = _TOKEN.findall("\n".join(old)), _TOKEN.findall("\n".join(new))
    removed: list[str] = []
    added: list[str] = []
    codes = list(_opcodes(before, after))
    for place, (word, i1, i2, j1, j2) in enumerate(codes):
        same = "".join(before[i1:i2])
        # Changed words with only a space between them are one change to a reader.
        is_between = 0 < place < len(codes) - 1 and not same.strip() and "\n" not in same
        if word == "equal" and not is_between:
            yield from _change(removed, added)
            removed, added = [], []
            yield Piece("same", same)
        else:
            removed += before[i1:i2]
            added += after[j1:j2]
    yield from _change(removed, added)


def _change(removed: Sequence[str], added: Sequence[str]) -> Iterator[Piece]:
    if removed:
        yield Piece("removed", "".join(removed))
    if added:
        yield Piece("added", "".join(added))


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    most = min(len(old), len(new))
    start = next((i for i in range(most) if old[i] != new[i]), most)
    most -= start
    end = next((i for i in range(most) if old[-1 - i] != new[-1 - i]), most)
    old_end, new_end = len(old) - end, len(new) - end
    if start:
        yield "equal", 0, start, 0, start
    if (old_end - start) * (new_end - start) > MOST_COMPARISONS:
        yield "replace", start, old_end, start, new_end
    else:
        matcher = SequenceMatcher(None, old[start:old_end], new[start:new_end], autojunk=False)
        for word, i1, i2, j1, j2 in matcher.get_opcodes():
            yield word, start + i1, start + i2, start + j1, start + j2
    if end:
        yield "equal", old_end, len(old), new_end, len(new)
