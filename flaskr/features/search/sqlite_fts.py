"""The index on SQLite: an FTS5 table whose text is folded already.

Its tokenizer `ascii` takes every character beyond ASCII for a part of a word, so it cuts at the
spaces that `words.py` wrote and nowhere else, whatever Unicode a build of SQLite knows. A word of
the title stands in `marks` once more as `=word`, one of title or tags as `#word`: so the posts
that have it there are a list of their own (see ADR 0020).
"""

from collections.abc import Iterable, Sequence
from json import dumps

from sqlalchemy import text
from sqlalchemy.orm import Session

from flaskr.features.search.documents import Document
from flaskr.features.search.query import Term
from flaskr.features.search.sqlite_matching import matching, newest, phrase
from flaskr.features.search.sqlite_ranking import ranked

__all__ = [
    "add_many",
    "count",
    "known",
    "newest",
    "prepare_for_many",
    "ranked",
    "remove",
    "settle",
    "tidy",
]

# Stands between tags, so that no phrase goes from one to the next; no query has it.
_BETWEEN = " · "
_MOST_COMPARED, _MOST_COUNTED = 20, 1000

_DELETE = text("DELETE FROM search_posts WHERE rowid = :id")
_INSERT = text(
    """
    INSERT INTO search_posts (rowid, title, tags, body, marks)
    VALUES (:id, :title, :tags, :body, :marks)
    """
)
_KNOWN = text(
    """
    SELECT value FROM json_each(:words)
    WHERE EXISTS (SELECT 1 FROM search_words WHERE term = value)
    """
)
_ORPHANS = text("DELETE FROM search_posts WHERE rowid NOT IN (SELECT id FROM posts)")
_OPTIMIZE = text("INSERT INTO search_posts (search_posts) VALUES ('optimize')")
_CONFIGURE = text("INSERT INTO search_posts (search_posts, rank) VALUES (:name, :value)")
# Bytes of words that wait in memory: FTS5's own choice, and one by which 10,000 posts become a
# few parts of the index instead of hundreds that have to be merged again.
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
            "marks": _BETWEEN.join(each.marked),
        }
        for each in documents
    ]
    if rows:
        db.execute(_INSERT, rows)


def remove(db: Session, post_id: int) -> None:
    """Take a post out of the index; one that is not there is no error."""
    db.execute(_DELETE, {"id": post_id})


def known(db: Session, words: Sequence[str]) -> list[str]:
    """Return those of some words that posts have, those of more posts first."""
    found = list(db.scalars(_KNOWN, {"words": dumps(words)}))[:_MOST_COMPARED]
    if len(found) < 2:
        return found
    counts = {word: len(matching(db, phrase(Term((word,))), _MOST_COUNTED)) for word in found}
    return sorted(found, key=lambda word: -counts[word])


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
