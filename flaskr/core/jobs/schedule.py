"""Jobs that run by the clock: a row says when each ran last, so that one process enqueues it."""

from collections.abc import Iterable
from datetime import datetime

from cronsim import CronSim
from sqlalchemy import String, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from flaskr.core import clock
from flaskr.core.db import Base, UtcDateTime
from flaskr.core.jobs.queue import Job, enqueue


class ScheduleRow(Base):
    """When a scheduled job is due next."""

    __tablename__ = "schedules"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)


def next_time(expression: str, after: datetime) -> datetime:
    """Return the first time after `after` that the cron expression names, in UTC."""
    return next(CronSim(expression, after))


def has_due(db: Session, jobs: Iterable[Job]) -> bool:
    """Say whether a schedule must be written: one is due, or new."""
    known = {row.name: row.next_at for row in db.scalars(select(ScheduleRow))}
    now = clock.now()
    return any(job.schedule and known.get(job.name, now) <= now for job in jobs)


def enqueue_due(db: Session, jobs: Iterable[Job]) -> None:
    """Enqueue each scheduled job whose time has come, once, however many processes ask.

    Times that passed while nothing ran are made up for by one run.
    """
    now = clock.now()
    for job in jobs:
        if job.schedule is None:
            continue
        row = db.get(ScheduleRow, job.name)
        upcoming = next_time(job.schedule, now)
        if row is None:
            _add(db, job.name, upcoming)
        elif row.next_at <= now:
            # The condition on the old time decides between two processes.
            won = db.execute(
                update(ScheduleRow)
                .where(ScheduleRow.name == job.name, ScheduleRow.next_at == row.next_at)
                .values(next_at=upcoming)
            )
            if won.rowcount:  # type: ignore[attr-defined]
                enqueue(db, job.name, unique_key=f"schedule:{job.name}")


def _add(db: Session, name: str, next_at: datetime) -> None:
    try:
        with db.begin_nested():
            db.add(ScheduleRow(name=name, next_at=next_at))
            db.flush()
    except IntegrityError:
        pass  # another process added it in the meantime
