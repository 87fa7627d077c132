"""The picture of a run: a row for each work, a dot for each contender, faster to the right."""

from collections.abc import Sequence

from tests.load import contenders as who
from tests.load.rounds import Cell
from tests.load.svg import dot, line, number, scale_for, sheet, text

_WIDTH, _LEFT, _RIGHT, _TOP, _ROW = 860, 130, 760, 122, 34
_MARKS = {
    who.OURS: ("a", False),
    who.UNCACHED_SITE: ("a", True),
    who.NGINX: ("b", False),
    who.PAGE_FILES: ("c", False),
    who.WAITRESS: ("d", False),
    who.GRANIAN: ("d", True),
}
_LETTER = 6.8  # about the width of one in the legend


def race_chart(cells: Sequence[Cell], below: str) -> str:
    """Return the requests a second of everybody as SVG."""
    works = list(dict.fromkeys(cell.work for cell in cells))
    bottom = _TOP + len(works) * _ROW
    axis = scale_for([cell.requests_per_second for cell in cells], _LEFT, _RIGHT)
    parts = _legend([name for name in _MARKS if any(cell.contender == name for cell in cells)])
    for step in axis.steps():
        x = axis.at(step)
        parts += [line(x, _TOP, x, bottom), _label(x, bottom + 20, number(step))]
    parts.append(text(_WIDTH - 24, _TOP - 8, "flaskr", kind="quiet", anchor="end"))
    for row, work in enumerate(works):
        y = _TOP + row * _ROW + _ROW / 2
        found = {cell.contender: cell.requests_per_second for cell in cells if cell.work == work}
        places = [axis.at(rate) for rate in found.values()]
        parts += [text(24, y + 4, work), line(min(places), y, max(places), y)]
        # Ours last, so that nothing covers it.
        for name in reversed(_MARKS):
            if name in found:
                colour, hollow = _MARKS[name]
                parts.append(dot(axis.at(found[name]), y, colour, hollow=hollow))
        if who.OURS in found:
            parts.append(text(_WIDTH - 24, y + 4, number(found[who.OURS]), anchor="end"))
    return sheet(_WIDTH, bottom + 40, "Requests a second", below, parts)


def _legend(names: Sequence[str]) -> list[str]:
    parts, x = [], 30.0
    for name in names:
        colour, hollow = _MARKS[name]
        parts += [dot(x, 82, colour, hollow=hollow), text(x + 12, 86, name)]
        x += 34 + len(name) * _LETTER
    return parts


def _label(x: float, y: float, words: str) -> str:
    return text(x, y, words, kind="quiet", anchor="middle")
