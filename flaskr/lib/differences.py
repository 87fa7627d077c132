"""What changed between two texts: by line first, then by word within the lines that changed."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flaskr.lib.aligning import changes

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
    place = 0
    for start, end, new_start, new_end in changes(before, after):
        found += _same(before[place:start])
        if end - start == new_end - new_start:
            # As many lines as before are most often the same lines, each a little changed.
            pairs = zip(before[start:end], after[new_start:new_end], strict=True)
            found += [_changed([one], [other]) for one, other in pairs]
        else:
            found.append(_changed(before[start:end], after[new_start:new_end]))
        place = end
    return (*found, *_same(before[place:]))


def size_of_change(old: str, new: str) -> Size:
    """Return how many words are in one text and not in the other; moved words do not count."""
    before, after = Counter(old.split()), Counter(new.split())
    return Size(added=(after - before).total(), removed=(before - after).total())


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _same(lines: Sequence[str]) -> list[Block]:
    return [Block((Piece("same", "\n".join(lines)),), len(lines))] if lines else []


def _changed(old: Sequence[str], new: Sequence[str]) -> Block:
    return Block(tuple(_pieces(old, new)), max(len(old), len(new)))


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    before, after = _TOKEN.findall("\n".join(old)), _TOKEN.findall("\n".join(new))
    removed = added = ""
    place = 0
    for start, end, new_start, new_end in changes(before, after):
        same = "".join(before[place:start])
        if (removed or added) and not same.strip() and "\n" not in same:
            # Changed words with only a space between them are one change to a reader.
            removed, added = removed + same, added + same
        else:
            yield from _told(removed, added, same)
            removed = added = ""
        removed += "".join(before[start:end])
        added += "".join(after[new_start:new_end])
        place = end
    yield from _told(removed, added, "".join(before[place:]))


def _told(removed: str, added: str, same: str) -> Iterator[Piece]:
    """Give what changed, and what is the same after it."""
    for kind, text in (("removed", removed), ("added", added), ("same", same)):
        if text:
            yield Piece(kind, text)
