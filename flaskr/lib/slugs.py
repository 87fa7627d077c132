"""Makes the readable last part of an address from a title."""

import re
import unicodedata
from collections.abc import Callable

# Letters that Unicode does not decompose, in the spelling readers of the language know.
_SPELLED = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l",
        "ħ": "h", "ŧ": "t", "ŋ": "ng", "ı": "i", "ĸ": "k", "ſ": "s", "ƒ": "f",
        "'": None, "’": None, "ʼ": None,
    }
)  # fmt: skip
_OTHER = re.compile(r"[\W_]+")
# After a letter these are a part of the name: C++, C#, Google+. Elsewhere "#" marks a number.
_SIGNS = re.compile(r"(?<=[^\W_])(?:\++|#(?!\w))")
_SIGN_NAMES = {"+": "-plus", "#": "-sharp"}


def slugify(text: str, *, fallback: str = "untitled", limit: int = 80) -> str:
    """Make a slug of up to `limit` characters, cut between words; `fallback` if nothing is left.

    Latin letters lose their diacritics, letters of other scripts stay (NFC), apostrophes go, the
    signs of C++ and C# are spelled out, and everything else between two words becomes one hyphen.
    """
    words = _OTHER.sub("-", _SIGNS.sub(_spelled_sign, _folded(text))).strip("-")
    return _cut(words, limit) or fallback


def unique(slug: str, taken: Callable[[str], bool]) -> str:
    """Give the slug, or the first of `slug-2`, `slug-3`, … that is not taken."""
    candidate, number = slug, 1
    while taken(candidate):
        number += 1
        candidate = f"{slug}-{number}"
    return candidate


def is_slug(text: str) -> bool:
    """Tell whether a text could have come from `slugify`, whatever its length."""
    return bool(text) and slugify(text, fallback="", limit=len(text)) == text


def _folded(text: str) -> str:
    # Lower case twice: some letters only have one after decomposition, such as the Kelvin sign's K.
    letters = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_SPELLED)
    kept: list[str] = []
    base = ""
    for letter in letters:
        if not unicodedata.combining(letter):
            base = letter
            kept.append(letter)
        elif not base.isascii():
            kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept))


def _spelled_sign(signs: re.Match[str]) -> str:
    return "".join(_SIGN_NAMES[sign] for sign in signs[0]) + "-"


def _cut(words: str, limit: int) -> str:
    if len(words) <= limit:
        return words
    end = words.rfind("-", 0, limit + 1)
    return words[: end if end > 0 else limit].strip("-")
