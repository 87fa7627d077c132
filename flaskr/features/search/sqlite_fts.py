"""The index on SQLite: an FTS5 table whose text is folded already.

Its tokenizer `ascii` takes every character beyond ASCII for a part of a word, so it cuts at the
spaces that `words.py` wrote and nowhere else, whatever Unicode a build of SQLite knows.
"""

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from flaskr.features.search.documents import Document
from flaskr.features.search.hits import Found, Hit
from flaskr.features.search.query import Query, Term

# Stands between tags, so that no phrase goes from one to the next; no query has it.
_BETWEEN = " · "

_DELETE = text("DELETE FROM search_posts WHERE rowid = :id")
_INSERT = text(
    "INSERT INTO search_posts (rowid, title, tags, body) VALUES (:id, :title, :tags, :body)"
)
_FIND = text(
    """
    SELECT p.id, count(*) OVER () AS total
    FROM (
        SELECT rowid AS id, bm25(search_posts, 10.0, 5.0, 1.0) AS score
        FROM search_posts WHERE search_posts MATCH :query
    ) AS hit JOIN posts AS p ON p.id = hit.id
    WHERE p.published_at IS NOT NULL AND p.trashed_at IS NULL AND p.visibility <> 'private'
    ORDER BY
        CASE
            WHEN p.id IN (SELECT rowid FROM search_posts WHERE search_posts MATCH :in_title) THEN 0
            WHEN p.id IN (SELECT rowid FROM search_posts WHERE search_posts MATCH :in_tags) THEN 1
            ELSE 2
        END,
        hit.score, p.published_at DESC, p.id DESC
    LIMIT :limit OFFSET :offset
    """
)
_WORDS = text(
    """
    SELECT term FROM search_words WHERE length(term) BETWEEN :shortest AND :longest
    ORDER BY doc DESC, term LIMIT :limit
    """
)
_ORPHANS = text("DELETE FROM search_posts WHERE rowid NOT IN (SELECT id FROM posts)")
_OPTIMIZE = text("INSERT INTO search_posts (search_posts) VALUES ('optimize')")
_CONFIGURE = text("INSERT INTO search_posts (search_posts, rank) VALUES (:name, :value)")
# Bytes of words that wait in memory: FTS5's own choice, and one by which 10,000 posts become one
# or two parts of the index instead of a hundred that have to be merged again.
_MEMORY, _MUCH_MEMORY = 1 << 20, 64 << 20
_COUNT = text("SELECT count(*) FROM search_posts")


def add_many(db: Session, documents: Iterable[Document]) -> None:
    """Put posts into the index that are not in it."""
    rows = [
        {
            "id": each.post_id,
            "title": each.title,
            "tags": _BETWEEN.join(each.tags),
            "body": each.body,
        }
        for each in documents
    ]
    if rows:
        db.execute(_INSERT, rows)


def remove(db: Session, post_id: int) -> None:
    """Take a post out of the index; one that is not there is no error."""
    db.execute(_DELETE, {"id": post_id})


def find(db: Session, query: Query, *, limit: int, offset: int = 0) -> Found:
    """Return the public posts that match: title before tags before text, then newer ones."""
    wanted = " AND ".join(map(_phrase, query.wanted))
    excluded = "".join(f" NOT {_phrase(term)}" for term in query.excluded)
    values = {
        "query": f"({wanted}){excluded}",
        "in_title": f"{{title}} : ({wanted})",
        "in_tags": f"{{title tags}} : ({wanted})",
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
    """Collect more words in memory before they are written, and merge what is written later."""
    _configure(db, hashsize=_MUCH_MEMORY, automerge=16)


def settle(db: Session) -> None:
    """Merge as FTS5 does by itself, a little with each change."""
    _configure(db, hashsize=_MEMORY, automerge=4)


def tidy(db: Session) -> None:
    """Forget posts that are gone, and merge the index's parts into one."""
    db.execute(_ORPHANS)
    db.execute(_OPTIMIZE)


def _configure(db: Session, **values: int) -> None:
    for name, value in values.items():
        db.execute(_CONFIGURE, {"name": name, "value": value})


def _phrase(term: Term) -> str:
    # Words hold letters, digits and marks only: there is no quote in them to escape.
    return f'"{" ".join(term.words)}"' + ("*" if term.is_prefix else "")
