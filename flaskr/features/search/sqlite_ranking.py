"""Ranking on SQLite: how well each of a bounded number of posts matches.

FTS5's own `bm25` reads the whole list of each word to learn how many posts have it; for a common
word of a large blog that takes longer than all the rest. So the formula is applied here, with the
words counted in the folded texts, and with how rare a word is estimated from the newest posts.
"""

from collections.abc import Mapping, Sequence
from json import dumps
from math import log
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from flaskr.features.search.query import Query, Term
from flaskr.features.search.sqlite_matching import matching, phrase

# Okapi BM25's usual constants, and how much more a word counts in a title or in a tag.
_SATURATION, _LENGTH = 1.2, 0.75
_IN_TITLE, _IN_TAGS = 10, 5
# Characters of a text in which words are counted: a very long one costs no more than others.
_COUNTED = 4_000
_SAMPLE = 100

_POSTS = text(
    f"""
    SELECT hit.rowid AS id, hit.title, hit.tags, substr(hit.body, 1, {_COUNTED}) AS body,
        p.published_at
    FROM search_posts AS hit JOIN posts AS p ON p.id = hit.rowid
    WHERE hit.rowid IN (SELECT value FROM json_each(:ids))
    """  # noqa: S608  (a number of our own)
)
_LAST = text("SELECT rowid FROM search_posts ORDER BY rowid DESC LIMIT 1")


def ranked(db: Session, query: Query, ids: Sequence[int]) -> Sequence[int]:
    """Order posts: the better match first, then the newer one."""
    rows = list(db.execute(_POSTS, {"ids": dumps(ids)}))
    rows.sort(key=lambda row: (row.published_at, row.id), reverse=True)
    weights = _weights(db, query)
    average = sum(len(row.body) for row in rows) / len(rows) + 1
    score = {row.id: _score(row, weights, average) for row in rows}
    return sorted(score, key=lambda id: -score[id])


def _score(row: Any, weights: Mapping[Term, float], average: float) -> float:
    damping = _SATURATION * (1 - _LENGTH + _LENGTH * len(row.body) / average)
    total = 0.0
    for term, weight in weights.items():
        times = (
            _IN_TITLE * _times(row.title, term)
            + _IN_TAGS * _times(row.tags, term)
            + _times(row.body, term)
        )
        total += weight * times / (times + damping)
    return total


def _times(text: str, term: Term) -> int:
    words = " ".join(term.words)
    if words not in text:
        return 0
    words, text = f" {words}", f" {text} "
    if f"{words}{words}" in text:
        # Each needs two spaces of its own, or of equal ones that follow each other half count.
        words, text = words.replace(" ", "  "), text.replace(" ", "  ")
    return text.count(words if term.is_prefix else f"{words} ")


def _weights(db: Session, query: Query) -> dict[Term, float]:
    """Return how much each term counts: the more, the fewer posts have it."""
    if len(query.wanted) == 1:
        return {query.wanted[0]: 1.0}
    last = db.scalar(_LAST) or 1
    return {term: log(1 + last / _frequency(db, term, last)) for term in query.wanted}


def _frequency(db: Session, term: Term, last: int) -> float:
    found = matching(db, phrase(term), _SAMPLE)
    if len(found) < _SAMPLE:
        return len(found) or 1
    return _SAMPLE * last / (last - found[-1] + 1)
