"""Makes the fonts in flaskr/web/static/fonts from the files of Fontsource packages.

    python -m tools.fonts FOLDER

FOLDER holds the unpacked npm packages `@fontsource-variable/<family>` under the families' names.
Needs fonttools and brotli, which nothing else here does; the results are committed.
"""

import shutil
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "flaskr" / "web" / "static" / "fonts"
FAMILIES = {
    "bricolage-grotesque": ("normal",),
    "eb-garamond": ("normal", "italic"),
    "figtree": ("normal", "italic"),
    "literata": ("normal", "italic"),
}
WEIGHTS = (400, 700)
# What Western European texts need; the rest of the Latin letters are a file of their own, which
# a browser asks for when a page has one of them.
RANGES = {
    "latin": (
        "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+0178,U+02C6,U+02DA,U+02DC,U+2010-2015,"
        "U+2018-201E,U+2020-2022,U+2026,U+2030,U+2032-2033,U+2039-203A,U+2044,U+20AC,U+2116,"
        "U+2122,U+2190-2193,U+2212"
    ),
    "latin-ext": (
        "U+0100-0130,U+0132-0151,U+0154-0177,U+0179-017F,U+0218-021B,U+0237,U+1E02-1E03,"
        "U+1E80-1E85,U+1E9E,U+1EF2-1EF3"
    ),
}
FEATURES = ["kern", "liga", "ccmp", "locl", "mark", "mkmk", "tnum", "lnum"]


def main(folder: Path) -> None:
    """Write every font and its licence."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for family, styles in FAMILIES.items():
        package = folder / family
        shutil.copy(package / "LICENSE", TARGET / f"{family}-LICENSE.txt")
        for style in styles:
            for name, characters in RANGES.items():
                source = package / "files" / f"{family}-{name}-wght-{style}.woff2"
                target = TARGET / f"{family}-{name}-{style}.woff2"
                _subset(source, target, characters)
                print(target.name, target.stat().st_size)


def _subset(source: Path, target: Path, characters: str) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = _anew(TTFont(source), TTFont)
    font = _anew(instancer.instantiateVariableFont(font, {"wght": WEIGHTS}), TTFont)
    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.name_IDs = [0, 1, 2, 13, 14]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(characters))
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)


def _anew(font: Any, make: Any) -> Any:
    # What was read lazily from a packed file is not whole; written and read again it is.
    font.flavor = None
    written = BytesIO()
    font.save(written)
    written.seek(0)
    return make(written)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
