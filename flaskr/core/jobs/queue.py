"""The queue: rows that are enqueued with a transaction and claimed under a lease.

A job runs at least once: whoever dies while running it loses the lease, and another worker
takes it. So every job must be safe to run again.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, Text, delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from flaskr.core import clock
from flaskr.core.db import Base, UtcDateTime

LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True)
class Job:
    """A kind of work: `run(core, **args)`, tried up to `attempts` times.

    `schedule` is a cron expression in UTC by which the job runs without being enqueued.
    """

    name: str
    run: Callable[..., None]
    help: str = ""
    attempts: int = 5
    schedule: str | None = None


class JobRow(Base):
    """One piece of work to be done at `run_at` or later."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_waiting", "failed_at", "run_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    args: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    unique_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leased_by: Mapped[str | None] = mapped_column(String(100))
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)


def enqueue(
    db: Session,
    name: str,
    *,
    at: datetime | None = None,
    unique_key: str | None = None,
    **args: Any,
) -> JobRow:
    """Add a job to the caller's transaction, to run at `at` or at once.

    While a job with the same `unique_key` still waits, that one is moved to the new time and
    arguments instead.
    """
    now = clock.now()
    row = JobRow(name=name, args=args, unique_key=unique_key, run_at=at or now, created_at=now)
    if unique_key is None:
        db.add(row)
        db.flush()
        return row
    waiting = _waiting(db, unique_key)
    if waiting is None:
        try:
            with db.begin_nested():
                db.add(row)
                db.flush()
        except IntegrityError:
            # Another transaction added the same key and has just committed.
            waiting = _waiting(db, unique_key)
            if waiting is None:
                raise
        else:
            return row
    waiting.run_at, waiting.args = row.run_at, args
    db.flush()
    return waiting


def cancel(db: Session, unique_key: str) -> None:
    """Remove the waiting job with that key, if there is one."""
    db.execute(delete(JobRow).where(JobRow.unique_key == unique_key))


def has_due(db: Session) -> bool:
    """Say whether a job could be claimed now; a read, so that idle workers take no lock."""
    return db.scalars(_due().limit(1)).first() is not None


def claim(db: Session, *, worker: str, lease: timedelta) -> JobRow | None:
    """Take the next due job for `lease`, or return None."""
    chosen = _due().limit(1).with_for_update(skip_locked=True)
    return db.scalars(
        update(JobRow)
        .where(JobRow.id == chosen.scalar_subquery())
        .values(
            leased_until=clock.now() + lease,
            leased_by=worker,
            attempts=JobRow.attempts + 1,
            # From here on another job of the same key may be added: this one may have
            # read its data already.
            unique_key=None,
        )
        .returning(JobRow)
    ).first()


def extend(db: Session, job_id: int, *, worker: str, lease: timedelta) -> bool:
    """Lengthen the lease of a job still held by `worker`; False where it was lost."""
    held = db.execute(
        update(JobRow)
        .where(JobRow.id == job_id, JobRow.leased_by == worker)
        .values(leased_until=clock.now() + lease)
    )
    return bool(held.rowcount)  # type: ignore[attr-defined]


def finish(db: Session, job_id: int, *, worker: str) -> None:
    """Remove a job that was done."""
    db.execute(delete(JobRow).where(JobRow.id == job_id, JobRow.leased_by == worker))


def fail(db: Session, job_id: int, *, worker: str, error: str, attempts: int) -> None:
    """Put a failed job back with a growing pause, or among the dead letters after `attempts`."""
    row = db.get(JobRow, job_id)
    if row is None or row.leased_by != worker:
        return
    row.leased_until = row.leased_by = None
    row.last_error = error[-4000:]
    if row.attempts >= attempts:
        row.failed_at = clock.now()
    else:
        row.run_at = clock.now() + pause(row.attempts)


def pause(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: 5 s doubling, with jitter of a half.

    The jitter keeps jobs that failed together from coming back together.
    """
    seconds = min(5.0 * 2 ** (attempts - 1), LONGEST_PAUSE.total_seconds())
    return timedelta(seconds=seconds * random.uniform(0.5, 1.0))  # noqa: S311


def give_back(db: Session, job_id: int, *, worker: str) -> None:
    """Let go of a job that `worker` cannot finish, so that another one takes it at once.

    It does not count as an attempt: restarts during a long job must not use them up.
    """
    db.execute(
        update(JobRow)
        .where(JobRow.id == job_id, JobRow.leased_by == worker)
        .values(leased_until=None, leased_by=None, attempts=JobRow.attempts - 1)
    )


def retry(db: Session, row: JobRow) -> None:
    """Give a dead letter another round of attempts."""
    row.failed_at, row.attempts, row.run_at = None, 0, clock.now()


def _waiting(db: Session, unique_key: str) -> JobRow | None:
    # The lock keeps a worker from claiming the row before its new arguments are committed.
    query = select(JobRow).where(JobRow.unique_key == unique_key).with_for_update()
    return db.scalars(query).first()


def _due() -> Any:
    now = clock.now()
    return (
        select(JobRow.id)
        .where(
            JobRow.failed_at.is_(None),
            JobRow.run_at <= now,
            or_(JobRow.leased_until.is_(None), JobRow.leased_until < now),
        )
        .order_by(JobRow.run_at, JobRow.id)
    )
