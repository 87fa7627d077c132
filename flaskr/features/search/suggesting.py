"""“Did you mean …?”: the indexed words closest to those that found nothing."""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches

from sqlalchemy.orm import Session

from flaskr.features.search.index import index_of
from flaskr.features.search.query import Query, Term

SHORTEST = 4
LONGEST = 30
CLOSE = 0.75
# Anybody may search, so what one query costs has a bound: how many unknown words are looked up,
# each with how many words it is compared, and how many words are kept for that.
MOST_LOOKED_UP = 3
MOST_COMPARED = 3000
MOST_WORDS = 50_000

Words = Mapping[str, Sequence[str]]
"""Indexed words by their first letter, those in more posts first."""


def frequent_words(db: Session) -> Words:
    """Return the words that are in the most posts; this reads the whole index."""
    words: dict[str, list[str]] = {}
    shortest, longest = SHORTEST - 2, LONGEST + 2
    for word in index_of(db).words(db, shortest=shortest, longest=longest, limit=MOST_WORDS):
        words.setdefault(word[0], []).append(word)
    return words


def suggest(db: Session, query: Query, *, words: Callable[[], Words]) -> Query | None:
    """Return the query with its unknown words replaced by known ones, if that finds something."""
    closest = _Closest(words)
    wanted = tuple(closest.term(term) for term in query.wanted)
    if wanted == query.wanted:
        return None
    changed = Query(wanted, query.excluded)
    return changed if index_of(db).find(db, changed, limit=1).hits else None


class _Closest:
    """Replaces words by known ones, the first few unknown ones of a query only."""

    def __init__(self, words: Callable[[], Words]) -> None:
        self._words = words
        self._left = MOST_LOOKED_UP

    def term(self, term: Term) -> Term:
        words = tuple(self._word(word) for word in term.words)
        return term if words == term.words else Term(words)

    def _word(self, word: str) -> str:
        if not SHORTEST <= len(word) <= LONGEST or not self._left:
            return word
        # People rarely mistype the first letter, and so only a small part of the words is compared.
        known = self._words().get(word[0], ())
        if word in known:
            return word
        self._left -= 1
        near = [other for other in known if abs(len(other) - len(word)) <= 2]
        return next(iter(get_close_matches(word, near[:MOST_COMPARED], n=1, cutoff=CLOSE)), word)
