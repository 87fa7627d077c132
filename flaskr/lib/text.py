"""Counts, shortens, folds plain text, in scripts with and without spaces between words."""

import math
import re
import unicodedata

# Adults read English non-fiction silently at 238 words a minute on average, rounded here (Marc
# Brysbaert, "How many words do we read per minute?", Journal of Memory and Language 109, 2019).
WORDS_PER_MINUTE = 240
# What Medium counts with for texts in Chinese, Japanese and Korean ("Read time", its help centre).
CJK_CHARACTERS_PER_MINUTE = 500

_CJK = (
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff"
)
_CJK_CHARACTER = re.compile(f"[{_CJK}]")
_WORD = re.compile(rf"[^\W_{_CJK}]+(?:['’.,:-][^\W_{_CJK}]+)*")
_LAST_WORD = re.compile(rf"[^\s{_CJK}\u3000-\u303f\uff00-\uff0f]+$")


def excerpt(text: str, *, length: int = 200) -> str:
    """Shorten text to at most `length` characters of whole words, ending with "…" when it was cut.

    Between Chinese and Japanese characters it may be cut, and inside a word that alone is too long.
    """
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    room = max(length - 1, 0)
    shortened = line[:room]
    if _is_inside_word(line, room):
        shortened = _LAST_WORD.sub("", shortened) or _without_half_character(line, room)
    return shortened.rstrip(" ,;:.–—-、。，；：") + "…"


def word_count(text: str) -> int:
    """Count words; every Chinese or Japanese character counts as one."""
    return len(_WORD.findall(text)) + len(_CJK_CHARACTER.findall(text))


def reading_minutes(text: str) -> int:
    """Estimate how many minutes it takes to read, at least one."""
    words = len(_WORD.findall(text)) / WORDS_PER_MINUTE
    characters = len(_CJK_CHARACTER.findall(text)) / CJK_CHARACTERS_PER_MINUTE
    return max(1, math.ceil(words + characters))


def folded(text: str) -> str:
    """Return what two spellings of one text have in common (Unicode, D145), spaces aside."""
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    return unicodedata.normalize("NFC", line.casefold())


def initials(name: str) -> str:
    """Give the first letters of a name's first and last word in capitals, or "?" if it has none."""
    words = [letters for word in name.split() if (letters := _WORD_START.search(word))]
    if not words:
        return "?"
    if _CJK_CHARACTER.match(words[0][0]):
        return words[0][0]
    ends = words[:1] if len(words) == 1 else [words[0], words[-1]]
    return unicodedata.normalize("NFC", "".join(each[0].upper()[0] for each in ends))


_WORD_START = re.compile(r"[^\W_]")


def _is_inside_word(line: str, position: int) -> bool:
    here, before = line[position : position + 1], line[position - 1 : position]
    return bool(_LAST_WORD.match(here)) and bool(_LAST_WORD.match(before))


def _without_half_character(line: str, end: int) -> str:
    # A mark or a joiner belongs to the character before it.
    while end > 0 and (unicodedata.combining(line[end]) or line[end] in "\u200d\ufe0f"):
        end -= 1
    return line[:end]
