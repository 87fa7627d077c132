"""Folding: from text to the words that are indexed and looked for, the same on every database.

Case, diacritics of Latin, Greek, Cyrillic, Hebrew and Arabic letters, and the width of letters
make no difference. Scripts without spaces between words are cut into single characters, and a
run of them is looked for as a phrase: so any part of a Chinese or Japanese text is found.
"""

import re
import unicodedata

LONGEST_WORD = 100
# A tsvector of PostgreSQL holds 1 MB; this keeps the largest text well below.
LONGEST_TEXT = 300_000

# Letters that Unicode does not decompose.
_SPELLED = {
    "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i",
}  # fmt: skip

_WITHOUT_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]"
)


class _Folding(dict[int, str]):
    """What each character becomes; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


_FOLDING = _Folding()


def words_of(text: str) -> list[str]:
    """Return the folded words of a text in order."""
    return [word[:LONGEST_WORD] for word in fold(normal(text[:LONGEST_TEXT])).split()]


def folded(text: str) -> str:
    """Return the folded words of a text with one space between them, as the index takes it."""
    return " ".join(words_of(text))


def normal(text: str) -> str:
    """Return the text composed (NFC), as `fold` and `origins` expect it."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return a composed text's folded words with white space between them."""
    return text.translate(_FOLDING)


def origins(text: str) -> "list[int] | range":
    """Return for each character of `fold(text)`, and for its end, where it comes from."""
    if all(len(_FOLDING[ord(character)]) == 1 for character in set(text)):
        return range(len(text) + 1)
    lengths = [len(_FOLDING[ord(character)]) for character in text]
    found: list[int] = []
    for index, length in enumerate(lengths):
        found.extend([index] * length)
    return [*found, len(text)]


def _fold_character(character: str) -> str:
    # Twice: some letters only have a lower case after decomposition, such as the Kelvin sign’s K.
    letters = unicodedata.normalize("NFKD", character).casefold()
    letters = unicodedata.normalize("NFKD", letters)
    kept = [_kept(letter) for letter in letters if not _is_diacritic(letter)]
    folded = unicodedata.normalize("NFC", "".join(kept))
    if folded.isspace():
        return " "
    return f" {folded} " if _WITHOUT_SPACES.match(folded) else folded


def _is_diacritic(letter: str) -> bool:
    # 10 to 35 are the points of Hebrew and Arabic, from 200 on marks above and below letters;
    # what lies between and below makes another letter, such as the voicing marks of Kana.
    combining = unicodedata.combining(letter)
    return 10 <= combining <= 35 or combining >= 200


def _kept(letter: str) -> str:
    is_part_of_word = unicodedata.category(letter)[0] in "LNM"
    return _SPELLED.get(letter, letter if is_part_of_word else " ")
