"""Lists whose pages look at a bounded number of rows."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core import newest as module
from flaskr.core.newest import Place, newest
from flaskr.features.site.models import Redirect

START = datetime(2026, 1, 1, tzinfo=UTC)
ORDER = (Redirect.created_at, Redirect.id)


@pytest.fixture
def ten(db: Session) -> None:
    """Add ten rows, two at each time; the first one and the fourth are marked."""
    for n in range(10):
        at = START + timedelta(days=n // 2)
        reason = "marked" if n in {0, 3} else "other"
        db.add(Redirect(path=f"/{n}", target="/x", reason=reason, created_at=at))
        db.flush()


def _pages(db: Session, *, limit: int, marked: bool) -> list[str]:
    where = [Redirect.reason == "marked"] if marked else []
    pages: list[str] = []
    before: Place | None = None
    while True:
        part = newest(
            db,
            select(Redirect),
            ORDER,
            among=[Redirect.target == "/x"],
            where=where,
            before=before,
            limit=limit,
        )
        pages.append("".join(row.path[1:] for row in part.rows))
        before = part.last
        if before is None:
            return pages


@pytest.mark.usefixtures("ten")
def test_pages_meet_without_gap_or_overlap(db: Session) -> None:
    assert _pages(db, limit=4, marked=False) == ["9876", "5432", "10"]
    assert _pages(db, limit=5, marked=False) == ["98765", "43210"]
    assert _pages(db, limit=10, marked=False) == ["9876543210"]


@pytest.mark.usefixtures("ten")
def test_a_search_goes_on_behind_the_rows_that_a_page_looked_at(
    db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _pages(db, limit=4, marked=True) == ["30"]
    assert _pages(db, limit=1, marked=True) == ["3", "0"]
    monkeypatch.setattr(module, "MOST_LOOKED_AT", 3)
    assert _pages(db, limit=4, marked=True) == ["", "", "3", "0"]
    monkeypatch.setattr(module, "MOST_LOOKED_AT", 7)
    assert _pages(db, limit=4, marked=True) == ["3", "0"]
    monkeypatch.setattr(module, "MOST_LOOKED_AT", 10)
    assert _pages(db, limit=4, marked=True) == ["30", ""]
