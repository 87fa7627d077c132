"""Lists, newest first, of which each page looks at a bounded number of rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

Row = TypeVar("Row")
Place = tuple[datetime, int]
Conditions = Sequence[ColumnElement[bool]]

MOST_LOOKED_AT = 10_000
"""So many rows one page is looked for in; a search goes on behind them on the next page."""


@dataclass(frozen=True)
class Part(Generic[Row]):
    """Some rows, and the place after which the list goes on, None at its end."""

    rows: tuple[Row, ...]
    last: Place | None


def newest(
    db: Session,
    query: Select[Row],
    order: tuple[InstrumentedAttribute[datetime], InstrumentedAttribute[int]],
    *,
    among: Conditions,
    where: Conditions = (),
    before: Place | None = None,
    limit: int,
) -> Part[Row]:
    """Return the newest rows `among` those that an index holds in this order.

    What `where` says is asked of each row on the way, so they are fewer than `limit`, even none,
    although the list goes on, where more rows than a page may look at do not fit.
    """
    place = tuple_(*order)
    descending = [column.desc() for column in order]
    within = list(among)
    if before is not None:
        within.append(place < tuple_(*before))
    end = None
    if where:
        places = select(*order).where(*within).order_by(*descending)
        end = db.execute(places.offset(MOST_LOOKED_AT - 1).limit(1)).first()
        if end is not None:
            within.append(place >= tuple_(*end))
    found = query.where(*within, *where).order_by(*descending).limit(limit + 1)
    rows: list[Any] = list(db.scalars(found))
    last = None if end is None else (end[0], end[1])
    if len(rows) > limit:
        last = tuple(getattr(rows[limit - 1], column.key) for column in order)
    return Part(tuple(rows[:limit]), last)
