"""What the queue holds, for Studio."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.jobs.queue import JobRow
from flaskr.core.jobs.schedule import ScheduleRow

SHOWN = 30


@dataclass(frozen=True)
class Jobs:
    """The jobs of one state: how many there are, and the first of them."""

    count: int
    rows: tuple[JobRow, ...]


def failed(db: Session) -> Jobs:
    """Return the dead letters, newest first."""
    return _jobs(db, [JobRow.failed_at.is_not(None)], JobRow.failed_at.desc())


def running(db: Session) -> Jobs:
    """Return the jobs that a worker holds."""
    return _jobs(
        db, [JobRow.failed_at.is_(None), JobRow.leased_until >= clock.now()], JobRow.leased_until
    )


def waiting(db: Session) -> Jobs:
    """Return the jobs that wait for their time or for a worker, next first."""
    held = func.coalesce(JobRow.leased_until >= clock.now(), False)
    return _jobs(db, [JobRow.failed_at.is_(None), ~held], JobRow.run_at)


def scheduled(db: Session) -> dict[str, datetime]:
    """Return when each job that runs by the clock is due next."""
    return {row.name: row.next_at for row in db.scalars(select(ScheduleRow))}


def _jobs(db: Session, conditions: list[ColumnElement[bool]], order: Any) -> Jobs:
    count = db.scalar(select(func.count()).select_from(JobRow).where(*conditions)) or 0
    rows = db.scalars(select(JobRow).where(*conditions).order_by(order, JobRow.id).limit(SHOWN))
    return Jobs(count, tuple(rows))
