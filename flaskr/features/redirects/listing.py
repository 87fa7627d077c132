"""Reading redirects and missing pages for those who see to them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy.orm import Session

from flaskr.features.redirects.models import MissingPage
from flaskr.features.site.models import Redirect

SHOWN = 50
SORTS = ("path", "hits", "newest")


@dataclass(frozen=True)
class Slice:
    """Some redirects, and where the next ones begin; None at the end."""

    rows: Sequence[Redirect]
    following: str | None


def redirects(db: Session, *, q: str = "", sort: str = "path", after: str = "") -> Slice:
    """Return redirects that have the letters `q` in either address, from the one after `after`.

    By path, by how often they are followed (most first), or the newest first.
    """
    query = select(Redirect)
    if q:
        query = query.where(or_(_has(Redirect.path, q), _has(Redirect.target, q)))
    if sort == "path":
        query = query.where(Redirect.path > after).order_by(Redirect.path)
    else:
        place = (
            (Redirect.hits, Redirect.id) if sort == "hits" else (Redirect.created_at, Redirect.id)
        )
        last = _numbers(after)
        row = db.get(Redirect, last[-1]) if last else None
        if row is not None:
            first = last[0] if sort == "hits" else row.created_at
            query = query.where(tuple_(*place) < tuple_(first, row.id))
        query = query.order_by(place[0].desc(), place[1].desc())
    rows = db.scalars(query.limit(SHOWN + 1)).all()
    if len(rows) <= SHOWN:
        return Slice(rows, None)
    end = rows[SHOWN - 1]
    return Slice(rows[:SHOWN], end.path if sort == "path" else f"{end.hits}-{end.id}")


def all_redirects(db: Session) -> Iterator[Redirect]:
    """Give all redirects by path."""
    yield from db.scalars(select(Redirect).order_by(Redirect.path).execution_options(yield_per=500))


def missing_pages(
    db: Session, *, ignored: bool = False, after: str = ""
) -> tuple[Sequence[MissingPage], str | None]:
    """Return missing pages, those asked for most first, and where the next ones begin."""
    query = select(MissingPage).where(_is_ignored(ignored))
    last = _numbers(after)
    if len(last) == 2:
        query = query.where(tuple_(MissingPage.hits, MissingPage.id) < tuple_(*last))
    query = query.order_by(MissingPage.hits.desc(), MissingPage.id.desc())
    rows = db.scalars(query.limit(SHOWN + 1)).all()
    if len(rows) <= SHOWN:
        return rows, None
    return rows[:SHOWN], f"{rows[SHOWN - 1].hits}-{rows[SHOWN - 1].id}"


def count_missing(db: Session, *, ignored: bool = False) -> int:
    """Return how many pages are missing."""
    query = select(func.count()).select_from(MissingPage).where(_is_ignored(ignored))
    return db.scalar(query) or 0


def _is_ignored(ignored: bool) -> ColumnElement[bool]:
    at = MissingPage.ignored_at
    return at.is_not(None) if ignored else at.is_(None)


def _has(column: object, letters: str) -> ColumnElement[bool]:
    return func.lower(column).contains(letters.lower(), autoescape=True)


def _numbers(after: str) -> list[int]:
    parts = after.split("-")
    return [int(part) for part in parts] if all(map(_is_number, parts)) else []


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
