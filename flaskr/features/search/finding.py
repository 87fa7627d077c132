"""Finding: which posts match, in which order, at a cost that has a bound.

Matches in titles come first, then those in titles and tags, then the rest. Of each kind the newest
are looked for, and so many that what is best can be told; a common word costs no more than others.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from flaskr.features.search.documents import Place
from flaskr.features.search.index import index_of
from flaskr.features.search.query import Query

MOST_FOUND = 1000
"""At most so many posts that match are looked for; then it is only known that there are more."""
MOST_RANKED = 200
"""How many of them are put into order by how well they match; what follows comes newest first."""


@dataclass(frozen=True)
class Found:
    """Some of the posts that match, best first, and how many there are in all.

    `total` is at most MOST_FOUND; where there are more, `has_more` says so. It is 0 beyond the
    last one.
    """

    ids: tuple[int, ...] = ()
    total: int = 0
    has_more: bool = False


def find(db: Session, query: Query, *, limit: int, offset: int = 0) -> Found:
    """Return the public posts that match: title before tags before text, then the better match."""
    index = index_of(db)
    anywhere = index.newest(db, query, Place.ANYWHERE, MOST_FOUND)
    total = len(anywhere.ids)
    if offset >= total:
        return Found()
    in_title = index.newest(db, query, Place.TITLE, MOST_RANKED).ids
    in_tags = index.newest(db, query, Place.TAGS, MOST_RANKED).ids
    order = list(dict.fromkeys([*in_title, *in_tags, *anywhere.ids]))[:total]
    best, rest = order[:MOST_RANKED], order[MOST_RANKED:]
    if offset < len(best):
        classes = dict.fromkeys(best, 2)
        for number, found in ((1, in_tags), (0, in_title)):
            classes.update((id, number) for id in found if id in classes)
        # Sorting keeps what is equal in order: the better match within each class.
        best = sorted(index.ranked(db, query, best), key=lambda id: classes[id])
    ids = [*best, *rest][offset : offset + limit]
    return Found(tuple(ids), total, anywhere.has_more)
