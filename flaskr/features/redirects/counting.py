"""Counting: how often redirects are followed, and which addresses are asked for in vain."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs

from sqlalchemy import bindparam, delete, func, select, text, update
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.db import UtcDateTime
from flaskr.core.tally import Counted
from flaskr.features.redirects.models import MissingPage
from flaskr.features.site.models import Redirect
from flaskr.features.site.redirects import spellings, step_from
from flaskr.lib import urls

FOUND = frozenset({301, 410})
MISSING = 404
MOST_MISSING = 2000
"""So many missing pages are kept, those asked for most."""
KEPT = timedelta(days=90)
_LONGEST = 500
_SITES_OWN = ("/studio/", "/auth/", "/api/", "/static/")
# What nobody reads, and who looks for holes tries: it would hide what an owner can mend.
_PROGRAMS = (".php", ".asp", ".aspx", ".jsp", ".cgi", ".env", ".sql", ".bak", ".ini", ".map")

_ADD = text("""
    INSERT INTO missing_pages (path, hits, first_at, last_at, came_from)
    VALUES (:path, :hits, :now, :now, :came_from)
    ON CONFLICT (path) DO UPDATE SET
        hits = missing_pages.hits + excluded.hits,
        last_at = excluded.last_at,
        came_from = CASE WHEN excluded.came_from = '' THEN missing_pages.came_from
                         ELSE excluded.came_from END
""").bindparams(bindparam("now", type_=UtcDateTime))


@dataclass(frozen=True, slots=True)
class Asked:
    """An address that was asked for, and the status of the answer."""

    status: int
    path: str
    query: str


@dataclass(frozen=True)
class Sums:
    """What is written of a batch: how often each redirect was used, and each path was missing."""

    used: Mapping[str, int]
    missing: Mapping[str, Counted]


def summed(db: Session, batch: Mapping[Asked, Counted]) -> Sums:
    """Find the redirects that were followed; it only reads, so nobody waits for it."""
    used: Counter[str] = Counter()
    missing: dict[str, Counted] = {}
    for asked, counted in batch.items():
        if asked.status in FOUND:
            step = step_from(db, *spellings(asked.path, _number_of(asked)))
            if step is not None:
                used[step.path] += counted.times
        elif is_worth_counting(asked.path):
            missing[asked.path] = counted
    return Sums(used, missing)


def add(db: Session, sums: Sums) -> None:
    """Add what was counted since the last batch."""
    now = clock.now()
    # In one order always, so that no two processes wait for each other.
    for path, times in sorted(sums.used.items()):
        row = update(Redirect).where(Redirect.path == path)
        db.execute(row.values(hits=Redirect.hits + times, last_hit_at=now))
    if sums.missing:
        _add_missing(db, sums.missing, now)


def count(db: Session, batch: Mapping[Asked, Counted]) -> None:
    """Look up a batch and add it, in one transaction."""
    add(db, summed(db, batch))


def is_worth_counting(path: str) -> bool:
    """Say whether an owner may want to know that a path is asked for in vain."""
    if len(path) > _LONGEST or not path.isprintable() or "\ufffd" in path:
        return False
    parts = path.lower().split("/")
    is_hidden = any(part.startswith(".") for part in parts)
    return not (is_hidden or path.startswith(_SITES_OWN) or parts[-1].endswith(_PROGRAMS))


def page_before(referrer: str) -> str:
    """Return the page a reader came from, without what its query may tell about them."""
    try:
        parts = urls.split(referrer)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return ""
    page = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    return page if len(page) <= _LONGEST and page.isprintable() else ""


def forget_old(db: Session) -> None:
    """Forget what nobody asked for in 90 days."""
    db.execute(delete(MissingPage).where(MissingPage.last_at < clock.now() - KEPT))


def _number_of(asked: Asked) -> str:
    """Return the query, as redirects have the numbers of posts (see posts/views.py)."""
    if asked.path == "/" and (numbers := parse_qs(asked.query).get("page_id")):
        return f"p={numbers[0]}"
    return asked.query


def _add_missing(db: Session, missing: Mapping[str, Counted], now: datetime) -> None:
    rows = [
        {"path": path, "hits": counted.times, "came_from": counted.note, "now": now}
        for path, counted in sorted(missing.items())
    ]
    db.execute(_ADD, rows)
    surplus = db.scalar(select(func.count()).select_from(MissingPage)) or 0
    if surplus > MOST_MISSING:
        least = select(MissingPage.id).where(MissingPage.ignored_at.is_(None))
        least = least.order_by(MissingPage.hits, MissingPage.last_at).limit(surplus - MOST_MISSING)
        db.execute(delete(MissingPage).where(MissingPage.id.in_(least)))
