"""Finding: which posts match, in which order, at a cost that has a bound.

Matches in titles come first, then those in titles and tags, then the rest. Of each kind the newest
are looked for, and so many that what is best can be told; a common word costs no more than others.
"""

from collections.abc import Collection
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


@dataclass(frozen=True)
class Matches:
    """The public posts that match, newest first: in titles, in titles or tags, and anywhere."""

    in_title: tuple[int, ...]
    in_tags: tuple[int, ...]
    anywhere: tuple[int, ...]
    has_more: bool

    @property
    def all(self) -> list[int]:
        """All of them, those in titles first; at most as many as match anywhere."""
        whole = dict.fromkeys([*self.in_title, *self.in_tags, *self.anywhere])
        return list(whole)[: len(self.anywhere)]


def find(db: Session, query: Query, *, limit: int, offset: int = 0) -> Found:
    """Return the public posts that match: title before tags before text, then the better match."""
    matches = matching(db, query)
    order = matches.all
    if offset >= len(order):
        return Found()
    ids = best_of(db, query, matches, order, offset)[offset : offset + limit]
    return Found(tuple(ids), len(order), matches.has_more)


def matching(db: Session, query: Query) -> Matches:
    """Return the posts that match, in no order of how well they do."""
    index = index_of(db)
    anywhere = index.newest(db, query, Place.ANYWHERE, MOST_FOUND)
    if not anywhere.ids:
        return Matches((), (), (), has_more=False)
    return Matches(
        index.newest(db, query, Place.TITLE, MOST_RANKED).ids,
        index.newest(db, query, Place.TAGS, MOST_RANKED).ids,
        anywhere.ids,
        anywhere.has_more,
    )


def best_of(
    db: Session, query: Query, matches: Matches, ids: list[int], offset: int = 0
) -> list[int]:
    """Return those of the matches that are asked for, best first.

    So many as are put into order are not looked at for results from beyond them on (`offset`).
    """
    best, rest = ids[:MOST_RANKED], ids[MOST_RANKED:]
    if offset < len(best):
        classes = dict.fromkeys(best, 2)
        places: tuple[tuple[int, Collection[int]], ...] = (
            (1, matches.in_tags),
            (0, matches.in_title),
        )
        for number, found in places:
            classes.update((id, number) for id in found if id in classes)
        # Sorting keeps what is equal in order: the better match within each class.
        best = sorted(index_of(db).ranked(db, query, best), key=lambda id: classes[id])
    return [*best, *rest]
