"""The worker: claims jobs, runs them, keeps their lease alive and records how they ended."""

import os
import socket
import threading
import traceback
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from flaskr.core import clock
from flaskr.core.errors import Unavailable
from flaskr.core.jobs import queue, schedule
from flaskr.core.jobs.queue import Job, JobRow
from flaskr.lib.tokens import new_token

if TYPE_CHECKING:
    from flaskr.core.runtime import Core


class Worker:
    """Runs one application's jobs, one after another."""

    def __init__(self, core: "Core", *, lease: timedelta, poll: float = 1.0) -> None:
        self.core = core
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{new_token()[:8]}"
        self._lease = lease
        self._poll = poll
        self._stopping = threading.Event()
        self._at_hand: int | None = None

    def run(self) -> None:
        """Work until `stop` is called."""
        while not self._stopping.is_set():
            try:
                busy = self.run_one()
            except (SQLAlchemyError, Unavailable) as error:
                # The database may be away for a while; jobs are kept there, so none is lost.
                self.core.log.error("jobs.database_unreachable", error=str(error))
                busy = False
            if not busy:
                self._stopping.wait(self._poll)

    def start(self) -> threading.Thread:
        """Work in a thread of its own until `stop` is called."""
        thread = threading.Thread(target=self.run, name="flaskr-worker", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Finish the job at hand, then stop."""
        self._stopping.set()

    def give_back(self) -> None:
        """Let go of the job at hand; for a process that ends before its job does."""
        job_id = self._at_hand
        if job_id is not None:
            with self.core.db.transaction() as db:
                queue.give_back(db, job_id, worker=self.name)

    def run_due(self) -> int:
        """Run what is due until nothing is; return how many jobs that were."""
        count = 0
        while self.run_one():
            count += 1
        return count

    def run_one(self) -> bool:
        """Run the next due job; False where there is none."""
        jobs = self.core.jobs
        with self.core.db.reading() as db:
            scheduled = schedule.has_due(db, jobs.values())
            due = queue.has_due(db)
        if scheduled:
            with self.core.db.transaction() as db:
                schedule.enqueue_due(db, jobs.values())
            due = True
        if not due:
            return False
        with self.core.db.transaction() as db:
            row = queue.claim(db, worker=self.name, lease=self._lease)
        if row is None:
            return False
        self._at_hand = row.id
        try:
            self._work_on(row)
        finally:
            self._at_hand = None
        return True

    def _work_on(self, row: JobRow) -> None:
        job = self.core.jobs.get(row.name)
        log = self.core.log.bind(job=row.name, job_id=row.id, attempt=row.attempts)
        started = clock.monotonic()
        reason = _hopeless(row, job)
        if job is None or reason is not None:
            log.error("jobs.given_up", error=reason)
            with self.core.db.transaction() as db:
                queue.fail(db, row.id, worker=self.name, error=reason or "", attempts=0)
            return
        heart = _Heart(self, row.id)
        try:
            with heart:
                job.run(self.core, **row.args)
        except Exception as error:  # noqa: BLE001  (a job may fail in any way)
            log.error("jobs.failed", error=repr(error))
            with self.core.db.transaction() as db:
                queue.fail(
                    db,
                    row.id,
                    worker=self.name,
                    error=traceback.format_exc(),
                    attempts=job.attempts,
                )
        else:
            with self.core.db.transaction() as db:
                queue.finish(db, row.id, worker=self.name)
            if heart.has_lost:
                log.warning("jobs.lost", reason="Another worker took it before it was done here.")
                return
            log.info("jobs.done", seconds=round(clock.monotonic() - started, 3))

    def extend(self, job_id: int) -> bool:
        """Lengthen the lease of the job at hand; False where another worker has the job now."""
        with self.core.db.transaction() as db:
            return queue.extend(db, job_id, worker=self.name, lease=self._lease)

    @property
    def heartbeat(self) -> float:
        """Seconds between two extensions of a lease."""
        return self._lease.total_seconds() / 3


def _hopeless(row: JobRow, job: Job | None) -> str | None:
    if job is None:
        return f"This installation has no job named {row.name}."
    if row.attempts > job.attempts:
        return (
            f"The worker ended in the middle of this job {job.attempts} times, perhaps because "
            "it took too much memory."
        )
    return None


class _Heart:
    """Keeps a job's lease alive from a thread of its own while the job runs.

    `has_lost` says whether another worker took the job, as after a database that was away for
    longer than the lease.
    """

    def __init__(self, worker: Worker, job_id: int) -> None:
        self._worker = worker
        self._job_id = job_id
        self.has_lost = False
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="flaskr-lease", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._done.wait(self._worker.heartbeat):
            try:
                if not self._worker.extend(self._job_id):
                    self.has_lost = True
                    self._worker.core.log.warning("jobs.lease_lost", job_id=self._job_id)
                    return
            except (SQLAlchemyError, Unavailable) as error:
                self._worker.core.log.error("jobs.lease_not_extended", error=str(error))
