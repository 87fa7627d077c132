"""The index on PostgreSQL: a tsvector made here, not by the server's parser.

The server's parser and dictionaries depend on its locale and extensions; the words of
`words.py` do not. Titles have the weight A, tags B, text D.
"""

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from flaskr.features.search.documents import Document
from flaskr.features.search.hits import Found, Hit
from flaskr.features.search.query import Query, Term

# PostgreSQL counts positions up to here; what follows is found, but not as part of a phrase.
_LAST_POSITION = 16383
_MOST_POSITIONS = 255

_DELETE = text("DELETE FROM search_posts WHERE post_id = :id")
_INSERT = text(
    """
    INSERT INTO search_posts (post_id, vector) VALUES (:id, CAST(:vector AS tsvector))
    ON CONFLICT (post_id) DO UPDATE SET vector = excluded.vector
    """
)
_FIND = text(
    """
    SELECT p.id, count(*) OVER () AS total
    FROM search_posts AS hit JOIN posts AS p ON p.id = hit.post_id
    WHERE hit.vector @@ CAST(:query AS tsquery)
        AND p.published_at IS NOT NULL AND p.trashed_at IS NULL AND p.visibility <> 'private'
    ORDER BY
        CASE
            WHEN hit.vector @@ CAST(:in_title AS tsquery) THEN 0
            WHEN hit.vector @@ CAST(:in_tags AS tsquery) THEN 1
            ELSE 2
        END,
        ts_rank('{0.1, 0.1, 0.5, 1.0}', hit.vector, CAST(:query AS tsquery), 1) DESC,
        p.published_at DESC, p.id DESC
    LIMIT :limit OFFSET :offset
    """
)
_WORDS = text(
    """
    SELECT word FROM ts_stat('SELECT vector FROM search_posts')
    WHERE length(word) BETWEEN :shortest AND :longest ORDER BY ndoc DESC, word LIMIT :limit
    """
)
_ORPHANS = text("DELETE FROM search_posts WHERE post_id NOT IN (SELECT id FROM posts)")
_COUNT = text("SELECT count(*) FROM search_posts")


def add_many(db: Session, documents: Iterable[Document]) -> None:
    """Put posts into the index that are not in it."""
    rows = [{"id": each.post_id, "vector": _vector(each)} for each in documents]
    if rows:
        db.execute(_INSERT, rows)


def remove(db: Session, post_id: int) -> None:
    """Take a post out of the index; one that is not there is no error."""
    db.execute(_DELETE, {"id": post_id})


def find(db: Session, query: Query, *, limit: int, offset: int = 0) -> Found:
    """Return the public posts that match: title before tags before text, then newer ones."""
    excluded = "".join(f" & !({_phrase(term)})" for term in query.excluded)
    values = {
        "query": _all(query, "") + excluded,
        "in_title": _all(query, "A"),
        "in_tags": _all(query, "AB"),
        "limit": limit,
        "offset": offset,
    }
    rows = db.execute(_FIND, values).all()
    return Found(tuple(Hit(row.id) for row in rows), rows[0].total if rows else 0)


def words(db: Session, *, shortest: int, longest: int, limit: int) -> list[str]:
    """Return the indexed words of such lengths, those in the most posts first."""
    lengths = {"shortest": shortest, "longest": longest}
    return list(db.scalars(_WORDS, {**lengths, "limit": limit}))


def count(db: Session) -> int:
    """Return how many posts are in the index."""
    return db.scalar(_COUNT) or 0


def prepare_for_many(db: Session) -> None:
    """Do nothing: the server collects changes of the index by itself."""


def settle(db: Session) -> None:
    """Do nothing."""


def tidy(db: Session) -> None:
    """Forget posts that are gone; the server merges the index's parts by itself."""
    db.execute(_ORPHANS)


def _vector(document: Document) -> str:
    places: dict[str, list[str]] = {}
    position = 0
    tags = (("B", tag) for tag in document.tags)
    for weight, part in (("A", document.title), *tags, ("D", document.body)):
        for word in part.split():
            position = min(position + 1, _LAST_POSITION)
            found = places.setdefault(word, [])
            if len(found) < _MOST_POSITIONS:
                found.append(f"{position}{weight}")
        # No phrase goes from one part into the next.
        position += 2
    return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())


def _all(query: Query, weights: str) -> str:
    return " & ".join(f"({_phrase(term, weights)})" for term in query.wanted)


def _phrase(term: Term, weights: str = "") -> str:
    # Words hold letters, digits and marks only: there is no quote in them to escape.
    *first, last = term.words
    marks = ("*" if term.is_prefix else "") + weights
    words = [f"'{word}'" + (f":{weights}" if weights else "") for word in first]
    return " <-> ".join([*words, f"'{last}'" + (f":{marks}" if marks else "")])
