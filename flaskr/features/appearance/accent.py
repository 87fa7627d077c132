"""The accent colour: as it was chosen, as it can be read, and as rules for the theme."""

from dataclasses import dataclass
from functools import lru_cache

from flaskr.lib import colours
from flaskr.lib.languages import Language

# What accents stand on in the theme's tokens.css; where they can be read there, they can on paper.
_LIGHT, _DARK = (0.94, 0.025), (0.3, 0.035)
_GREY = 0.02
_STAYS = (
    "%(chosen)s stays as it is on dark pages: contrast %(before)s to 1.",
    "%(chosen)s stays as it is on light pages: contrast %(before)s to 1.",
)
_CORRECTED = (
    (
        "%(chosen)s is hard to read on dark pages (contrast %(before)s to 1, and text needs 4.5), "
        "so %(shown)s is shown there: lighter, at %(after)s to 1."
    ),
    (
        "%(chosen)s is hard to read on light pages (contrast %(before)s to 1, and text needs 4.5), "
        "so %(shown)s is shown there: darker, at %(after)s to 1."
    ),
)
SENTENCES = (*_STAYS, *_CORRECTED)
"""What is said of an accent, on dark and on light pages, for those who translate."""


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

    def sentence(self, say: Language) -> str:
        """Say what was found, and what was done about it."""
        before = _written(colours.contrast(self.chosen, self.background))
        is_light = self.page == "light"
        if not self.is_corrected:
            return say.gettext(_STAYS[is_light], chosen=self.chosen, before=before)
        after = _written(colours.contrast(self.shown, self.background))
        return say.gettext(
            _CORRECTED[is_light], chosen=self.chosen, shown=self.shown, before=before, after=after
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
