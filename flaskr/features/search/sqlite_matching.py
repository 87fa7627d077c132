"""Matching on SQLite: the newest posts that have the words of a query in one place.

FTS5 keeps for each word the posts that have it, ordered by number. Read from the newest on and
left after enough of them, such a list costs the same however long it is.
"""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from flaskr.features.search.documents import Newest, Place
from flaskr.features.search.query import Query, Term

# Beginnings of up to this length, marks included, have a list of their own in the index.
_LONGEST_LISTED = 4

_NEWEST = text(
    """
    SELECT rowid FROM search_posts WHERE search_posts MATCH :query
    ORDER BY rowid DESC LIMIT :limit
    """
)


def newest(db: Session, query: Query, place: Place, limit: int) -> Newest:
    """Return the newest posts that have all that is wanted in one place, and nothing excluded."""
    last = query.wanted[-1]
    if last.is_prefix and len(place + last.words[-1]) > _LONGEST_LISTED:
        # The lists of all words that begin so would be read to their ends and merged. Where
        # enough posts have the word itself there is no need to.
        exact = Query((*query.wanted[:-1], Term(last.words)), query.excluded)
        whole = newest(db, exact, place, limit)
        if whole.has_more:
            return whole
    wanted = " AND ".join(phrase(term, place) for term in query.wanted)
    excluded = "".join(f" NOT {phrase(term)}" for term in query.excluded)
    found = matching(db, f"({wanted}){excluded}", limit + 1)
    return Newest(tuple(found[:limit]), len(found) > limit)


def matching(db: Session, query: str, limit: int) -> Sequence[int]:
    """Return the newest posts that match a query in FTS5's language."""
    return db.scalars(_NEWEST, {"query": query, "limit": limit}).all()


def phrase(term: Term, place: Place = Place.ANYWHERE) -> str:
    """Write a term in FTS5's language."""
    # Words hold letters, digits and marks only: there is no quote in them to escape.
    words = " ".join(place + word for word in term.words)
    return f'"{words}"' + ("*" if term.is_prefix else "")
