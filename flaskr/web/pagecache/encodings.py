"""The encodings that pages are sent in (RFC 9110, section 8.4), and choosing one."""

import gzip as _gzip
import sys
import zlib
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec

GZIP, ZSTD, BROTLI, PLAIN = "gzip", "zstd", "br", ""
SUFFIXES = {GZIP: ".gz", ZSTD: ".zst", BROTLI: ".br", PLAIN: ""}
_GZIP_LEVEL = 6
_ZSTD_LEVEL = 12
_BROTLI_QUALITY = 6
_MOST_REMEMBERED = 200

_IN_LIBRARY = sys.version_info >= (3, 14)

Encoder = Callable[[bytes], bytes]


def encoders() -> dict[str, Encoder]:
    """Return the encodings at hand, the best first; a package is loaded when it is first used."""
    found: dict[str, Encoder] = {}
    if find_spec("compression.zstd" if _IN_LIBRARY else "backports"):
        found[ZSTD] = zstd
    if find_spec("brotli"):
        found[BROTLI] = brotli
    return {**found, GZIP: gzip, PLAIN: bytes}


def gzip(data: bytes) -> bytes:
    """Return the data as gzip (RFC 1952); the same data gives the same bytes."""
    return _gzip.compress(data, _GZIP_LEVEL, mtime=0)


def unzip(data: bytes) -> bytes:
    """Return what `gzip` was given."""
    return zlib.decompress(data, 31)


def zstd(data: bytes) -> bytes:
    """Return the data as Zstandard (RFC 8878)."""
    made: bytes = import_module("compression.zstd" if _IN_LIBRARY else "backports.zstd").compress(
        data, level=_ZSTD_LEVEL
    )
    return made


def brotli(data: bytes) -> bytes:
    """Return the data as Brotli (RFC 7932)."""
    import brotli as package

    made: bytes = package.compress(data, quality=_BROTLI_QUALITY)
    return made


class Chooser:
    """Chooses the best encoding that a browser takes, and remembers what the usual ones ask."""

    def __init__(self, available: Iterable[str]) -> None:
        self._available = tuple(available)
        self._known: dict[str, str] = {}

    def __call__(self, accepted: str) -> str:
        """Return the encoding for an Accept-Encoding header."""
        known = self._known.get(accepted)
        if known is None:
            known = choose(accepted, self._available)
            # Browsers send a handful of different ones; somebody may send any.
            if len(self._known) < _MOST_REMEMBERED:
                self._known[accepted] = known
        return known


def choose(accepted: str, available: Iterable[str]) -> str:
    """Return the first available encoding among those accepted with the highest weight."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _semicolon, rule = part.partition(";")
        weights[name.strip()] = _weight(rule)
    rest = weights.get("*", 0.0)
    best, most = PLAIN, 0.0
    for encoding in available:
        weight = weights.get(encoding, rest)
        if encoding != PLAIN and weight > most:
            best, most = encoding, weight
    return best


def _weight(text: str) -> float:
    name, _equals, number = text.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(number)
    except ValueError:
        return 0.0
