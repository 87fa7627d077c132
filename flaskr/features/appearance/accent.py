"""The accent colour: as it was chosen, as it can be read, and as rules for the theme."""

from dataclasses import dataclass
from functools import lru_cache

from flaskr.lib import colours

# What accents stand on in the theme's tokens.css; where they can be read there, they can on paper.
_LIGHT, _DARK = (0.94, 0.025), (0.3, 0.035)
_GREY = 0.02


@dataclass(frozen=True)
class Shade:
    """The accent on one kind of page: as chosen, as shown, and the contrast of both."""

    page: str
    background: str
    chosen: str
    shown: str

    @property
    def is_corrected(self) -> bool:
        """Say whether another colour than the chosen one is shown."""
        return self.shown != self.chosen

    @property
    def sentence(self) -> str:
        """Say what was found, and what was done about it."""
        before = _written(colours.contrast(self.chosen, self.background))
        if not self.is_corrected:
            return f"{self.chosen} stays as it is on {self.page} pages: contrast {before} to 1."
        after = _written(colours.contrast(self.shown, self.background))
        change = "darker" if self.page == "light" else "lighter"
        return (
            f"{self.chosen} is hard to read on {self.page} pages (contrast {before} to 1, and text "
            f"needs 4.5), so {self.shown} is shown there: {change}, at {after} to 1."
        )


@lru_cache(maxsize=64)
def shades(accent: str) -> tuple[Shade, Shade]:
    """Return the accent on light and on dark pages."""
    _lightness, chroma, hue = colours.oklch(accent)
    made = []
    for page, (lightness, tint) in (("light", _LIGHT), ("dark", _DARK)):
        behind = colours.from_oklch(lightness, 0 if chroma < _GREY else tint, hue)
        made.append(Shade(page, behind, accent, colours.readable(accent, behind)))
    return made[0], made[1]


def rules(accent: str) -> str:
    """Return the rules that give the theme this accent."""
    light, dark = shades(accent)
    _lightness, chroma, hue = colours.oklch(accent)
    fill_light, fill_dark = colours.on(light.shown), colours.on(dark.shown)
    lines = [
        f"--accent: light-dark({light.shown}, {dark.shown});",
        f"--accent-fill: light-dark({light.shown}, {dark.shown});",
        f"--on-accent: light-dark({fill_light}, {fill_dark});",
    ]
    if chroma < _GREY:  # A grey has no hue that the rest could follow.
        lines += ["--accent-soft: var(--paper-sunk);", "--accent-line: var(--line-strong);"]
    else:
        lines.insert(0, f"--hue: {hue:.0f};")
    return "@layer tokens {\n  :root {\n    " + "\n    ".join(lines) + "\n  }\n}\n"


def _written(ratio: float) -> str:
    # Rounded down: 4.49 must not be shown as the 4.5 it misses.
    return f"{int(ratio * 10) / 10:.1f}"
