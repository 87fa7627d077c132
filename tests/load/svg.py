"""Drawing: a sheet of SVG with axes on which each step is ten times the last."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

# A picture in a page knows the reader's colours by the browser's setting alone, so it brings its
# own ground; without it, dark words could stand on a dark page.
_STYLE = """
svg { --ground: #fdfdfc; --ink: #26292e; --quiet: #686e78; --line: #e2e4e8; --a: #2459d6;
  --b: #76797f; --c: #0b8577; --d: #b4590a; --e: #8b3fb5; --f: #b3284f; --g: #4d7c0f; }
@media (prefers-color-scheme: dark) { svg { --ground: #17191d; --ink: #e8eaee; --quiet: #a0a7b3;
  --line: #32363d; --a: #7ea6ff; --b: #a9adb6; --c: #42c9b8; --d: #f2a24e; --e: #cf93f0;
  --f: #ff8ba9; --g: #a3d35b; } }
text { font: 13px system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; fill: var(--ink); }
.title { font-size: 17px; font-weight: 600; }
.quiet { fill: var(--quiet); font-size: 12px; }
.ground { fill: var(--ground); stroke: var(--line); }
.line { stroke: var(--line); }
"""


@dataclass(frozen=True)
class Scale:
    """Places of numbers from `low` to `high`, both powers of ten, between two edges."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of a number."""
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def steps(self) -> list[float]:
        """Return the powers of ten that the axis shows."""
        first, last = round(math.log10(self.low)), round(math.log10(self.high))
        return [10.0**power for power in range(first, last + 1)]


def scale_for(values: Sequence[float], start: float, end: float) -> Scale:
    """Return the scale that holds all the numbers, which are above zero."""
    low = math.floor(math.log10(min(values)))
    high = math.ceil(math.log10(max(values)))
    return Scale(10.0**low, 10.0 ** max(high, low + 1), start, end)


def sheet(width: int, height: int, title: str, below: str, parts: Sequence[str]) -> str:
    """Return the whole picture; `below` stands in small letters under the title."""
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    edge = f'width="{width - 1}" height="{height - 1}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{_STYLE}</style>",
        f'<rect class="ground" x=".5" y=".5" {edge} rx="8"/>',
        text(24, 36, title, kind="title"),
        text(24, 57, below, kind="quiet"),
        *parts,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def text(x: float, y: float, words: str, *, kind: str = "", anchor: str = "start") -> str:
    """Return words at a place."""
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    """Return a thin line, such as an axis has."""
    return f'<line class="line" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'


def dot(x: float, y: float, colour: str, *, hollow: bool = False) -> str:
    """Return a dot in a colour of the palette, `a` to `g`."""
    fill = "var(--ground)" if hollow else f"var(--{colour})"
    return (
        f'<circle cx="{x}" cy="{y}" r="5.5" fill="{fill}" stroke="var(--{colour})" '
        'stroke-width="2.2"/>'
    )


def path(points: Sequence[tuple[float, float]], colour: str) -> str:
    """Return a line through the points in a colour of the palette."""
    places = " ".join(f"{x},{y}" for x, y in points)
    return (
        f'<polyline points="{places}" fill="none" stroke="var(--{colour})" stroke-width="2.2" '
        'stroke-linejoin="round"/>'
    )


def number(value: float) -> str:
    """Return a number as an axis shows it: 0.1, 10, 1,000."""
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"
