"""Colours: reading them, their contrast, and the nearest one that can be read."""

import math
import re
from functools import lru_cache

READABLE = 4.5
"""The contrast that text needs (WCAG 2.2, 1.4.3)."""

_HEX = re.compile(r"#?(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_STEP = 0.004

Triple = tuple[float, float, float]


def parse(text: str) -> str:
    """Return a colour as #rrggbb; raises ValueError where it is none."""
    if not _HEX.fullmatch(text):
        raise ValueError(f"“{text}” is no colour. Write one such as #0b6e75.")
    digits = text.lstrip("#").lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=64)
def readable(colour: str, background: str, *, least: float = READABLE) -> str:
    """Return the colour, made darker or lighter until it can be read on the background."""
    if contrast(colour, background) >= least:
        return colour
    lightness, chroma, hue = oklch(colour)
    step = -_STEP if _luminance(background) > 0.18 else _STEP
    while 0 < lightness < 1:
        lightness += step
        found = from_oklch(lightness, chroma, hue)
        if contrast(found, background) >= least:
            return found
    return "#000000" if step < 0 else "#ffffff"


def on(colour: str) -> str:
    """Return black or white, whichever is read better on the colour."""
    return max("#000000", "#ffffff", key=lambda text: contrast(text, colour))


def oklch(colour: str) -> Triple:
    """Return lightness (0 to 1), chroma and hue (degrees) in OKLCH (CSS Color 4)."""
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """Return the colour as #rrggbb, less vivid where a screen cannot show it."""
    while True:
        parts = _parts(lightness, chroma, math.radians(hue))
        if chroma <= 0 or all(-0.0005 <= part <= 1.0005 for part in parts):
            return "#" + "".join(f"{_byte(part):02x}" for part in parts)
        chroma = max(0.0, chroma - _STEP)


def _parts(lightness: float, chroma: float, angle: float) -> Triple:
    a, b = chroma * math.cos(angle), chroma * math.sin(angle)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _byte(part: float) -> int:
    part = min(1.0, max(0.0, part))
    coded = 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
    return round(coded * 255)


def _linear(colour: str) -> Triple:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _uncoded(red), _uncoded(green), _uncoded(blue)


def _uncoded(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
