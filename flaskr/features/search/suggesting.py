"""“Did you mean …?”: indexed words that differ by one slip from those that found nothing."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from flaskr.features.search.documents import Place
from flaskr.features.search.index import index_of
from flaskr.features.search.query import Query, Term

SHORTEST = 4
LONGEST = 30
# Anybody may search, so what one query costs has a bound, however large the blog is: how many
# unknown words are looked up, and how each may differ, which is some hundred words to look for.
MOST_LOOKED_UP = 3

_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "абвгдежзиклмнопрстуфхцчшщъыьэюя",
)


def suggest(db: Session, query: Query) -> tuple[Query, int] | None:
    """Return the query with its unknown words replaced by known ones, and a post that it finds.

    None where it would find nothing.
    """
    closest = _Closest(db)
    wanted = tuple(closest.term(term) for term in query.wanted)
    if wanted == query.wanted:
        return None
    changed = Query(wanted, query.excluded)
    found = index_of(db).newest(db, changed, Place.ANYWHERE, 1).ids
    return (changed, found[0]) if found else None


def slips(word: str) -> Iterator[str]:
    """Give the words that may have been meant: one letter less, more, other, or two exchanged.

    The first letter stays: people rarely mistype it.
    """
    letters = next((each for each in _ALPHABETS if set(word) & set(each)), "")
    for place in range(1, len(word) + 1):
        before, after = word[:place], word[place:]
        yield from (before + letter + after for letter in letters)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in letters if letter != after[0])
        if len(after) > 1 and after[0] != after[1]:
            yield before + after[1] + after[0] + after[2:]


class _Closest:
    """Replaces words by known ones, the first few unknown ones of a query only."""

    def __init__(self, db: Session) -> None:
        self._db = db
        self._left = MOST_LOOKED_UP

    def term(self, term: Term) -> Term:
        words = tuple(self._word(word) for word in term.words)
        return term if words == term.words else Term(words)

    def _word(self, word: str) -> str:
        if not SHORTEST <= len(word) <= LONGEST or not self._left:
            return word
        index = index_of(self._db)
        if index.known(self._db, [word]):
            return word
        self._left -= 1
        return next(iter(index.known(self._db, list(dict.fromkeys(slips(word))))), word)
