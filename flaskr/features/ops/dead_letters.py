"""What a person can do about a job that failed for good."""

from sqlalchemy.orm import Session

from flaskr.core.db import find
from flaskr.core.errors import Conflict
from flaskr.core.jobs import queue
from flaskr.core.jobs.queue import JobRow
from flaskr.core.permissions import Actor


def retry(db: Session, job_id: int, *, by: Actor) -> JobRow:
    """Let the job be tried again; raises NotFound, Denied, Conflict where it did not fail."""
    row = _failed(db, job_id, by=by)
    queue.retry(db, row)
    return row


def remove(db: Session, job_id: int, *, by: Actor) -> JobRow:
    """Give the job up; raises NotFound, Denied, Conflict where it did not fail."""
    row = _failed(db, job_id, by=by)
    db.delete(row)
    db.flush()
    return row


def _failed(db: Session, job_id: int, *, by: Actor) -> JobRow:
    db.info["permissions"].check(by, "ops.manage")
    row = find(db, JobRow, job_id)
    if row.failed_at is None:
        raise Conflict("This job is waiting or running already; reload the page to see it.")
    return row
