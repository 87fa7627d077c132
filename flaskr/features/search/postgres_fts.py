"""The index on PostgreSQL: a tsvector made here, not by the server's parser.

The server's parser and dictionaries depend on its locale and extensions; the words of
`words.py` do not. A word of the title stands in the vector once more as `=word`, one of title or
tags as `#word`, which the index tells apart; weights (A for titles, B for tags, D for text) are
for ranking only: to see one, the server would have to read the vector itself (see ADR 0020).
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from flaskr.features.search.documents import Document, Newest, Place
from flaskr.features.search.query import Query, Term

# PostgreSQL counts positions up to here; what follows is found, but not as part of a phrase.
_LAST_POSITION = 16383
_MOST_POSITIONS = 255
_MOST_COMPARED, _MOST_COUNTED = 20, 1000
# Above this share of all posts with a match, walking finds enough sooner than looking up.
_COMMON = 0.06
_MOST_WALKED, _MOST_MET = 20_000, 200
_FEW = 20

_DELETE = text("DELETE FROM search_posts WHERE post_id = :id")
_INSERT = text(
    """
    INSERT INTO search_posts (post_id, vector) VALUES (:id, CAST(:vector AS tsvector))
    ON CONFLICT (post_id) DO UPDATE SET vector = excluded.vector
    """
)
_ESTIMATE = text(
    """
    EXPLAIN (FORMAT JSON)
    SELECT post_id FROM search_posts WHERE vector @@ CAST(:query AS tsquery)
    """
)
_SIZE = text(
    """
    SELECT greatest(reltuples, 1) AS posts, (SELECT max(post_id) FROM search_posts) AS last
    FROM pg_class WHERE oid = CAST('search_posts' AS regclass)
    """
)
# Backward along the key: cheap where matches are close to each other, endless where they are rare.
_WALK = text(
    """
    SELECT post_id FROM search_posts
    WHERE post_id > :above AND vector @@ CAST(:query AS tsquery)
    ORDER BY post_id DESC LIMIT :limit
    """
)
# By the index of words: every match is looked at, however many they are. The sum keeps the planner
# from walking, which it takes for cheap: it does not count that each vector has to be unpacked.
_LOOK_UP = text(
    """
    SELECT post_id FROM search_posts WHERE vector @@ CAST(:query AS tsquery)
    ORDER BY post_id + 0 DESC LIMIT :limit
    """
)
_RANKED = text(
    """
    SELECT hit.post_id,
        ts_rank('{0.1, 0.1, 0.5, 1.0}', hit.vector, CAST(:query AS tsquery), 1) AS score
    FROM search_posts AS hit JOIN posts AS p ON p.id = hit.post_id
    WHERE hit.post_id = ANY(:ids)
    ORDER BY score DESC, p.published_at DESC, p.id DESC
    """
)
_COMMON_WORDS = text(
    """
    SELECT word FROM pg_stats, unnest(CAST(CAST(most_common_elems AS text) AS text[]))
        WITH ORDINALITY AS common (word, place)
    WHERE schemaname = current_schema() AND tablename = 'search_posts' AND attname = 'vector'
        AND word = ANY(:words)
    ORDER BY most_common_elem_freqs[place] DESC
    """
)
_KNOWN = text("SELECT word FROM search_known(CAST(:words AS text[])) AS word")
_COLLECT = text("ALTER INDEX search_posts_vector SET (fastupdate = on)")
_COLLECT_NO_MORE = text("ALTER INDEX search_posts_vector SET (fastupdate = off)")
_MERGE = text("SELECT gin_clean_pending_list(CAST('search_posts_vector' AS regclass))")
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


def newest(db: Session, query: Query, place: Place, limit: int) -> Newest:
    """Return the newest posts that have all that is wanted in one place, and nothing excluded."""
    excluded = "".join(f" & !({_phrase(term)})" for term in query.excluded)
    values = {"query": _all(query, place) + excluded}
    size = db.execute(_SIZE).one()
    plan = db.scalar(_ESTIMATE, values)[0]["Plan"]
    if plan["Plan Rows"] > _COMMON * size.posts:
        wanted, above = min(limit, _MOST_MET), (size.last or 0) - _MOST_WALKED
        met = db.scalars(_WALK, values | {"above": above, "limit": wanted + 1}).all()
        if len(met) > min(_FEW, wanted) or above <= 0:
            return Newest(tuple(met[:wanted]), len(met) > wanted or above > 0)
        # Its words are common, but not together: nothing is left but to look at all that have them.
    found = db.scalars(_LOOK_UP, values | {"limit": limit + 1}).all()
    return Newest(tuple(found[:limit]), len(found) > limit)


def ranked(db: Session, query: Query, ids: Sequence[int]) -> Sequence[int]:
    """Order posts: the better match first, then the newer one."""
    values = {"query": _all(query, Place.ANYWHERE), "ids": list(ids)}
    return db.scalars(_RANKED, values).all()


def known(db: Session, words: Sequence[str]) -> list[str]:
    """Return those of some words that posts have, those of more posts first.

    Of words that are common enough for the server's statistics only those are looked for.
    """
    found = list(db.scalars(_COMMON_WORDS, {"words": list(words)}))
    found = found or list(db.scalars(_KNOWN, {"words": list(words)}))[:_MOST_COMPARED]
    if len(found) < 2:
        return found
    queries = {word: Query((Term((word,)),)) for word in found}
    counts = {
        word: len(newest(db, query, Place.ANYWHERE, _MOST_COUNTED).ids)
        for word, query in queries.items()
    }
    return sorted(found, key=lambda word: -counts[word])


def count(db: Session) -> int:
    """Return how many posts are in the index."""
    return db.scalar(_COUNT) or 0


def prepare_for_many(db: Session) -> None:
    """Let the server collect changes of the index and write them together."""
    db.execute(_COLLECT)


def settle(db: Session) -> None:
    """Write each change at once, so that no search has to read through those that wait."""
    db.execute(_COLLECT_NO_MORE)
    db.execute(_MERGE)


def tidy(db: Session) -> None:
    """Forget posts that are gone; the server merges the index's parts by itself."""
    db.execute(_ORPHANS)


def _vector(document: Document) -> str:
    places: dict[str, list[str]] = {}
    position = 0
    for weight, part in (
        *(("", part) for part in document.marked),
        ("A", document.title),
        *(("B", tag) for tag in document.tags),
        ("D", document.body),
    ):
        for word in part.split():
            position = min(position + 1, _LAST_POSITION)
            found = places.setdefault(word, [])
            if len(found) < _MOST_POSITIONS:
                found.append(f"{position}{weight}")
        # No phrase goes from one part into the next.
        position += 2
    return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())


def _all(query: Query, place: Place) -> str:
    return " & ".join(f"({_phrase(term, place)})" for term in query.wanted)


def _phrase(term: Term, place: Place = Place.ANYWHERE) -> str:
    # Words hold letters, digits and marks only: there is no quote in them to escape.
    words = " <-> ".join(f"'{place}{word}'" for word in term.words)
    return words + (":*" if term.is_prefix else "")
