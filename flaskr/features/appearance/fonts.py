"""The pairs of fonts that are shipped, as rules for the theme; tools/fonts.py made their files.

A font that is not there when the page is drawn is not used on it (`font-display: optional`): so
no line ever jumps, and from the second page on it is there. It is asked for early by a preload.
"""

from collections.abc import Callable
from dataclasses import dataclass

_STYLES = ("normal", "italic")
_RANGES = {
    "latin": (
        "U+0020-007E, U+00A0-00FF, U+0131, U+0152-0153, U+0178, U+02C6, U+02DA, U+02DC, "
        "U+2010-2015, U+2018-201E, U+2020-2022, U+2026, U+2030, U+2032-2033, U+2039-203A, U+2044, "
        "U+20AC, U+2116, U+2122, U+2190-2193, U+2212"
    ),
    "latin-ext": (
        "U+0100-0130, U+0132-0151, U+0154-0177, U+0179-017F, U+0218-021B, U+0237, U+1E02-1E03, "
        "U+1E80-1E85, U+1E9E, U+1EF2-1EF3"
    ),
}
_SERIF = 'Georgia, "Noto Serif", serif'
_SANS = "system-ui, sans-serif"


@dataclass(frozen=True)
class Pair:
    """A font that is shipped, and what it is used for; what it is not used for is the system's.

    `family` is its name, `stem` what its files' names begin with; `scale` evens out letters that
    are smaller than others of the same size.
    """

    family: str
    stem: str
    text: bool = False
    display: bool = False
    interface: bool = False
    is_serif: bool = True
    has_italic: bool = True
    scale: float = 1.0


PAIRS = {
    "literata": Pair("Literata", "literata", text=True, display=True),
    "garamond": Pair("EB Garamond", "eb-garamond", text=True, display=True, scale=1.12),
    "figtree": Pair("Figtree", "figtree", text=True, display=True, interface=True, is_serif=False),
    "bricolage": Pair(
        "Bricolage Grotesque", "bricolage-grotesque", display=True, is_serif=False, has_italic=False
    ),
}


def preloads(fonts: str) -> tuple[str, ...]:
    """Return the names of the files that every page needs."""
    pair = PAIRS.get(fonts)
    return (_file(pair, "latin", "normal"),) if pair else ()


def rules(fonts: str, url: Callable[[str], str]) -> str:
    """Return the rules of a pair; `url` gives the address of a static file. Empty for none."""
    pair = PAIRS.get(fonts)
    if pair is None:
        return ""
    styles = _STYLES if pair.has_italic else _STYLES[:1]
    faces = [_face(pair, name, style, url) for style in styles for name in _RANGES]
    stack = f'"{pair.family}", {_SERIF if pair.is_serif else _SANS}'
    tokens = {
        "--text": stack if pair.text else "",
        "--display": stack if pair.display else "",
        "--sans": stack if pair.interface else "",
    }
    lines = [f"{name}: {value};" for name, value in tokens.items() if value]
    if pair.scale != 1.0:
        lines.append(f"--text-scale: {pair.scale};")
    body = "\n    ".join(lines)
    return "\n".join([*faces, f"@layer tokens {{\n  :root {{\n    {body}\n  }}\n}}"])


def sample(name: str, url: Callable[[str], str]) -> str:
    """Return the rules that show a sample of a font beside its name in Studio."""
    pair = PAIRS[name]
    face = _face(pair, "latin", "normal", url).replace("optional", "swap")
    return f'{face}\n.look-font-{name} > .look-sample {{ font-family: "{pair.family}"; }}'


def _face(pair: Pair, name: str, style: str, url: Callable[[str], str]) -> str:
    return (
        f'@font-face {{ font-family: "{pair.family}"; font-style: {style}; '
        "font-weight: 400 700; font-display: optional; "
        f'src: url("{url(_file(pair, name, style))}") format("woff2"); '
        f"unicode-range: {_RANGES[name]}; }}"
    )


def _file(pair: Pair, name: str, style: str) -> str:
    return f"fonts/{pair.stem}-{name}-{style}.woff2"
