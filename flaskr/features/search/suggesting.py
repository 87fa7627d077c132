"""“Did you mean …?”: the indexed words closest to those that found nothing."""

from difflib import get_close_matches

from sqlalchemy.orm import Session

from flaskr.features.search.index import index_of
from flaskr.features.search.query import Query, Term

SHORTEST = 4
CLOSE = 0.75
# Words offered for comparison; in a larger blog the more frequent ones.
MOST_COMPARED = 3000


def suggest(db: Session, query: Query) -> Query | None:
    """Return the query with its unknown words replaced by known ones, if that finds something."""
    wanted = tuple(_known(db, term) for term in query.wanted)
    if wanted == query.wanted:
        return None
    changed = Query(wanted, query.excluded)
    return changed if index_of(db).find(db, changed, limit=1).hits else None


def _known(db: Session, term: Term) -> Term:
    words = tuple(_closest(db, word) for word in term.words)
    return term if words == term.words else Term(words)


def _closest(db: Session, word: str) -> str:
    if len(word) < SHORTEST:
        return word
    # People rarely mistype the first letter, and so only a small part of the words is read.
    known = index_of(db).words_with(db, word[0])
    if word in known:
        return word
    near = [other for other in known if abs(len(other) - len(word)) <= 2]
    near.sort(key=lambda other: known[other], reverse=True)
    return next(iter(get_close_matches(word, near[:MOST_COMPARED], n=1, cutoff=CLOSE)), word)
