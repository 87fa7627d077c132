"""The fonts that are shipped, as rules for the theme; tools/fonts.py made their files.

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
class Font:
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

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its upright files, the one with the commonest letters first."""
        return tuple(_file(self, name, "normal") for name in _RANGES)


SHIPPED = {
    "literata": Font("Literata", "literata", text=True, display=True),
    "garamond": Font("EB Garamond", "eb-garamond", text=True, display=True, scale=1.12),
    "figtree": Font("Figtree", "figtree", text=True, display=True, interface=True, is_serif=False),
    "bricolage": Font(
        "Bricolage Grotesque", "bricolage-grotesque", display=True, is_serif=False, has_italic=False
    ),
}


def preloads(fonts: str) -> tuple[str, ...]:
    """Return the names of the files that every page needs."""
    font = SHIPPED.get(fonts)
    return (_file(font, "latin", "normal"),) if font else ()


def rules(fonts: str, url: Callable[[str], str]) -> str:
    """Return the rules of a font; `url` gives the address of a static file. Empty for none."""
    font = SHIPPED.get(fonts)
    if font is None:
        return ""
    styles = _STYLES if font.has_italic else _STYLES[:1]
    faces = [_face(font, name, style, url) for style in styles for name in _RANGES]
    stack = f'"{font.family}", {_SERIF if font.is_serif else _SANS}'
    tokens = {
        "--text": stack if font.text else "",
        "--display": stack if font.display else "",
        "--sans": stack if font.interface else "",
    }
    lines = [f"{name}: {value};" for name, value in tokens.items() if value]
    if font.scale != 1.0:
        lines.append(f"--text-scale: {font.scale};")
    body = "\n    ".join(lines)
    return "\n".join([*faces, f"@layer tokens {{\n  :root {{\n    {body}\n  }}\n}}"])


def sample(name: str, url: Callable[[str], str]) -> str:
    """Return the rules that show a sample of a font beside its name in Studio."""
    font = SHIPPED[name]
    face = _face(font, "latin", "normal", url).replace("optional", "swap")
    return f'{face}\n.look-font-{name} > .look-sample {{ font-family: "{font.family}"; }}'


def _face(font: Font, name: str, style: str, url: Callable[[str], str]) -> str:
    return (
        f'@font-face {{ font-family: "{font.family}"; font-style: {style}; '
        "font-weight: 400 700; font-display: optional; "
        f'src: url("{url(_file(font, name, style))}") format("woff2"); '
        f"unicode-range: {_RANGES[name]}; }}"
    )


def _file(font: Font, name: str, style: str) -> str:
    return f"fonts/{font.stem}-{name}-{style}.woff2"
