"""The picture of growth: what each page costs at each number of posts."""

from collections.abc import Mapping

from tests.load.svg import dot, line, number, path, scale_for, sheet, text

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 860, 480, 70, 700, 84, 424
_COLOURS = "acdefgb"
_APART = 17  # between the names at the ends of lines


def growth_chart(costs: Mapping[str, Mapping[int, float]], below: str) -> str:
    """Return milliseconds a request by page and number of posts as SVG."""
    sizes = sorted({size for found in costs.values() for size in found})
    across = scale_for(sizes, _LEFT, _RIGHT)
    up = scale_for([cost for found in costs.values() for cost in found.values()], _BOTTOM, _TOP)
    parts = []
    for step in up.steps():
        y = up.at(step)
        parts += [line(_LEFT, y, _RIGHT, y)]
        parts.append(text(_LEFT - 10, y + 4, f"{step:g} ms", kind="quiet", anchor="end"))
    for size in sizes:
        words = f"{number(size)} posts" if size == sizes[-1] else number(size)
        parts.append(text(across.at(size), _BOTTOM + 24, words, kind="quiet", anchor="middle"))
    ends = _names({page: up.at(found[max(found)]) for page, found in costs.items() if found})
    for (page, found), colour in zip(costs.items(), _COLOURS, strict=False):
        if not found:
            continue
        points = [(across.at(size), up.at(cost)) for size, cost in sorted(found.items())]
        parts += [path(points, colour), *(dot(x, y, colour) for x, y in points)]
        cost = found[max(found)]
        parts.append(text(_RIGHT + 16, ends[page] + 4, f"{page}, {cost:.2g} ms"))
    return sheet(_WIDTH, _HEIGHT, "Time for a page, uncached", below, parts)


def _names(places: Mapping[str, float]) -> dict[str, float]:
    """Return where the names stand: beside their lines, but not on one another."""
    found: dict[str, float] = {}
    last = float("-inf")
    for page, place in sorted(places.items(), key=lambda pair: pair[1]):
        last = max(place, last + _APART)
        found[page] = last
    return found
