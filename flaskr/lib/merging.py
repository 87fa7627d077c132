"""Two versions of a text that grew out of the same one, merged by paragraph.

This is the three-way merge of diff3 (Khanna, Kunal and Pierce, “A Formal Investigation of
Diff3”, 2007) with paragraphs in the place of lines, and with one relief: changes of two
neighbouring paragraphs do not meet, as each paragraph is a thought of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flaskr.lib.aligning import changes


@dataclass(frozen=True)
class Conflict:
    """A place that both versions changed, each in its own way; an empty side took it out."""

    base: str
    mine: str
    theirs: str

    @property
    def both(self) -> str:
        """My side, then theirs, as paragraphs of their own."""
        return self.mine + self.theirs


@dataclass(frozen=True)
class Merged:
    """What became of two versions: text that is settled, and conflicts, in order.

    `ending` is the line ends at the end of the whole text, which the parts do without.
    """

    parts: tuple[str | Conflict, ...]
    ending: str = ""

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The places where somebody has to choose."""
        return tuple(part for part in self.parts if isinstance(part, Conflict))

    @property
    def places(self) -> tuple[tuple[int, Conflict], ...]:
        """The conflicts, each with where it begins in the text, as scripts count: in UTF-16."""
        found: list[tuple[int, Conflict]] = []
        at = 0
        for part in self.parts:
            if isinstance(part, Conflict):
                found.append((at, part))
            whole = part if isinstance(part, str) else part.both
            at += len(whole.encode("utf-16-le")) // 2
        return tuple(found)

    @property
    def text(self) -> str:
        """The whole text, with both sides of each conflict: no word of either is left out."""
        parts = (part if isinstance(part, str) else part.both for part in self.parts)
        return "".join(parts).rstrip("\n") + self.ending


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Merge two versions of `base`; line ends are LF."""
    if theirs in {mine, base}:
        return _whole(mine)
    if mine == base:
        return _whole(theirs)
    old, left, right = paragraphs(base), paragraphs(mine), paragraphs(theirs)
    ending = _ending(theirs if _ending(mine) == _ending(base) else mine)
    return Merged(tuple(part for part in _parts(old, left, right) if part), ending)


def paragraphs(text: str) -> list[str]:
    """Split a text into its paragraphs, each with the blank lines after it.

    The last one gets a blank line too: it is the same paragraph when another one follows it.
    """
    found: list[list[str]] = []
    was_blank = True
    lines = text.rstrip("\n") + "\n\n" if text else ""
    for line in lines.splitlines(keepends=True):
        is_blank = not line.strip()
        if not found or (was_blank and not is_blank):
            found.append([])
        found[-1].append(line)
        was_blank = is_blank
    return ["".join(each) for each in found]


def _whole(text: str) -> Merged:
    return Merged((text.rstrip("\n"),), _ending(text))


def _ending(text: str) -> str:
    return text[len(text.rstrip("\n")) :]


@dataclass(frozen=True)
class _Change:
    start: int
    end: int
    new: Sequence[str]


def _parts(
    old: Sequence[str], left: Sequence[str], right: Sequence[str]
) -> Iterator[str | Conflict]:
    ours, others = _changes(old, left), _changes(old, right)
    place = 0
    while ours or others:
        start = min(change.start for change in (*ours[:1], *others[:1]))
        mine, theirs, end = _meeting(ours, others)
        yield "".join(old[place:start])
        del ours[: len(mine)], others[: len(theirs)]
        yield _settled(old, start, end, mine, theirs)
        place = end
    yield "".join(old[place:])


def _meeting(
    ours: Sequence[_Change], others: Sequence[_Change]
) -> tuple[list[_Change], list[_Change], int]:
    """Return the next changes of both sides that meet, and where the last of them ends."""
    first, is_mine = min(
        [(change, True) for change in ours[:1]] + [(change, False) for change in others[:1]],
        key=lambda each: (each[0].start, each[0].end),
    )
    taken: dict[bool, list[_Change]] = {True: [], False: []}
    taken[is_mine].append(first)
    start, end = first.start, first.end
    while True:
        for side, found in ((True, ours), (False, others)):
            waiting = found[len(taken[side]) :]
            if waiting and _meets(waiting[0], start, end):
                taken[side].append(waiting[0])
                end = max(end, waiting[0].end)
                break
        else:
            return taken[True], taken[False], end


def _meets(change: _Change, start: int, end: int) -> bool:
    if start == end:
        # Two things put in at one place: nobody knows their order.
        return change.start == change.end == start
    if change.start == change.end:
        # Something put in within what the other one changed.
        return start < change.start < end
    return change.start < end


def _settled(
    old: Sequence[str], start: int, end: int, ours: Sequence[_Change], others: Sequence[_Change]
) -> str | Conflict:
    base = "".join(old[start:end])
    mine, theirs = _applied(old, start, end, ours), _applied(old, start, end, others)
    if mine == theirs or not others:
        return mine
    if not ours:
        return theirs
    return Conflict(base, mine, theirs)


def _applied(old: Sequence[str], start: int, end: int, changes: Sequence[_Change]) -> str:
    parts: list[str] = []
    for change in changes:
        parts += [*old[start : change.start], *change.new]
        start = change.end
    return "".join([*parts, *old[start:end]])


def _changes(old: Sequence[str], new: Sequence[str]) -> list[_Change]:
    return [
        _Change(start, end, new[new_start:new_end])
        for start, end, new_start, new_end in changes(old, new)
    ]
