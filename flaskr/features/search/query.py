"""The language of the search field: words, “quoted phrases” and -excluded ones."""

import re
from dataclasses import dataclass

from flaskr.features.search.words import words_of

LONGEST_QUERY = 300
MOST_TERMS = 16
SHORTEST_PREFIX = 2

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂", '"'))
_TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))')
# What no page may hold: controls, lone surrogates and non-characters.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane * 0x10000 + end) for plane in range(1, 17) for end in (0xFFFE, 0xFFFF))
    + "]"
)


@dataclass(frozen=True)
class Term:
    """Folded words that follow each other; the last one may be the beginning of a word."""

    words: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True)
class Query:
    """What is looked for: all `wanted` terms and none of the `excluded` ones."""

    wanted: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is something to look for; exclusions alone are nothing."""
        return bool(self.wanted)


def cleaned(text: str) -> str:
    """Return what was typed as it can be shown again: one line of at most 300 characters."""
    return " ".join(_UNPRINTABLE.sub(" ", text[: 2 * LONGEST_QUERY]).split())[:LONGEST_QUERY]


def parse(text: str) -> Query:
    """Read a query; every text is one, whatever signs it holds.

    The last word is taken for the beginning of one, unless it is quoted, excluded or one letter.
    """
    wanted: list[Term] = []
    excluded: list[Term] = []
    is_open = False
    for found in list(_TERM.finditer(text.translate(_QUOTES)))[:MOST_TERMS]:
        words = tuple(words_of(found["phrase"] or found["word"] or ""))
        is_open = bool(words) and found["word"] is not None and not found["minus"]
        if words:
            (excluded if found["minus"] else wanted).append(Term(words))
    if is_open and len(wanted[-1].words[-1]) >= SHORTEST_PREFIX:
        wanted[-1] = Term(wanted[-1].words, is_prefix=True)
    return Query(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(excluded)))
