"""Work done later: a queue in a table of the same database, its worker and its schedule."""

from flaskr.core.jobs.queue import Job, JobRow, enqueue

__all__ = ["Job", "JobRow", "enqueue"]
