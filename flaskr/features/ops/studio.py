"""Studio's page of jobs."""

from typing import Any

from flask import Blueprint, redirect, url_for

from flaskr.core import clock
from flaskr.features.ops import dead_letters, listing
from flaskr.web.access import actor, requires
from flaskr.web.current import core, reading, transaction
from flaskr.web.studio import render_studio, say

bp = Blueprint("ops_studio", __name__, url_prefix="/studio/jobs", template_folder="templates")


@bp.get("/")
@requires("ops.manage")
def list_jobs() -> str:
    """Show failed, running, waiting and scheduled jobs."""
    db = reading()
    known = core().jobs
    return render_studio(
        "ops/jobs.html",
        failed=listing.failed(db),
        running=listing.running(db),
        waiting=listing.waiting(db),
        now=clock.now(),
        helps={name: job.help for name, job in known.items()},
        schedules=[
            (job, next_at)
            for name, next_at in sorted(listing.scheduled(db).items())
            if (job := known.get(name)) is not None and job.schedule
        ],
    )


@bp.post("/<int:job_id>/attempts")
@requires("ops.manage")
def create_attempt(job_id: int) -> Any:
    """Let a failed job be tried again."""
    with transaction() as db:
        row = dead_letters.retry(db, job_id, by=actor())
    say("%(name)s is tried again.", name=row.name)
    return redirect(url_for(".list_jobs"))


@bp.post("/<int:job_id>/removal")
@requires("ops.manage")
def delete_job(job_id: int) -> Any:
    """Give a failed job up."""
    with transaction() as db:
        row = dead_letters.remove(db, job_id, by=actor())
    say("%(name)s is given up.", "info", name=row.name)
    return redirect(url_for(".list_jobs"))
