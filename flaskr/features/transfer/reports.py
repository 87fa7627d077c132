"""Reports: what came over and what did not, in numbers and item by item."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from flaskr.core.errors import NotFound
from flaskr.features.transfer.models import KINDS, OUTCOMES, REMARKED, Import, ImportItem
from flaskr.lib import keyset

NAMES = {
    "post": "Posts",
    "page": "Pages",
    "tag": "Tags",
    "author": "Authors",
    "file": "Files",
    "comment": "Comments",
    "other": "Other",
}
REMARKS = "remarks"
_WORST_FIRST = ("failed", "skipped", "kept", "note")


@dataclass(frozen=True)
class Line:
    """A kind's numbers: how many the source has, and by outcome what became of them."""

    kind: str
    name: str
    found: int
    by_outcome: dict[str, int]

    @property
    def here(self) -> int:
        """How many of them are on this site now."""
        return sum(self.by_outcome.get(word, 0) for word in ("created", "updated", "unchanged"))


@dataclass(frozen=True)
class Page:
    """Some items of a report, with a cursor to those after them."""

    items: tuple[ImportItem, ...]
    following: str | None


def summary(db: Session, row: Import) -> list[Line]:
    """Return the numbers of each kind that the source has or the report names."""
    query = (
        select(ImportItem.kind, ImportItem.outcome, func.count(ImportItem.id))
        .where(ImportItem.import_id == row.id)
        .group_by(ImportItem.kind, ImportItem.outcome)
    )
    numbers: dict[str, dict[str, int]] = {}
    for kind, outcome, count in db.execute(query):
        numbers.setdefault(kind, {})[outcome] = count
    return [
        Line(kind, NAMES[kind], row.counts.get(kind, 0), numbers.get(kind, {}))
        for kind in KINDS
        if row.counts.get(kind) or kind in numbers
    ]


def outcomes_of(lines: list[Line]) -> dict[str, int]:
    """Return how many items have each outcome, in the order of OUTCOMES."""
    totals = {word: sum(line.by_outcome.get(word, 0) for line in lines) for word in OUTCOMES}
    return {word: count for word, count in totals.items() if count}


def items(
    db: Session, row: Import, *, outcome: str = "", kind: str = "", after: str = "", limit: int = 50
) -> Page:
    """Return items in the order in which they came; raises NotFound for a bad cursor.

    `outcome` may be REMARKS: everything that the report has something to say about.
    """
    query = select(ImportItem).where(ImportItem.import_id == row.id)
    if outcome == REMARKS:
        query = query.where(REMARKED)
    elif outcome:
        query = query.where(ImportItem.outcome == outcome)
    if kind:
        query = query.where(ImportItem.kind == kind)
    if after:
        try:
            query = query.where(ImportItem.id > keyset.decode(after, int)[0])
        except ValueError as error:
            raise NotFound("This page of the report does not exist.") from error
    found = list(db.scalars(query.order_by(ImportItem.id).limit(limit + 1)))
    following = keyset.encode(found[limit - 1].id) if len(found) > limit else None
    return Page(tuple(found[:limit]), following)


def remarks(db: Session, row: Import, *, limit: int) -> list[ImportItem]:
    """Return the items that a person should look at, the worst first."""
    worst = {word: rank for rank, word in enumerate(_WORST_FIRST)}
    query = (
        select(ImportItem)
        .where(ImportItem.import_id == row.id, REMARKED)
        .order_by(case(worst, value=ImportItem.outcome, else_=len(worst)), ImportItem.id)
    )
    return list(db.scalars(query.limit(limit)))


def as_data(db: Session, row: Import) -> dict[str, Any]:
    """Return the whole report as plain data, for machines."""
    return {
        "import": row.id,
        "format": row.format,
        "name": row.name,
        "source": row.source,
        "mode": row.mode,
        "state": row.state,
        "error": row.error,
        "counts": {
            line.kind: {"found": line.found, **line.by_outcome} for line in summary(db, row)
        },
        "items": [
            {
                "kind": item.kind,
                "key": item.key,
                "title": item.title,
                "outcome": item.outcome,
                "message": item.message,
                "target": item.target_id,
            }
            for item in _every_item(db, row)
        ],
    }


def _every_item(db: Session, row: Import) -> Iterator[ImportItem]:
    query = select(ImportItem).where(ImportItem.import_id == row.id).order_by(ImportItem.id)
    yield from db.scalars(query.execution_options(yield_per=500))
