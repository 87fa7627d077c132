"""Beginning imports, going on with those that stopped, and forgetting old uploads."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.db import find
from flaskr.core.errors import Conflict, Invalid
from flaskr.core.jobs import JobRow, enqueue
from flaskr.core.permissions import Actor
from flaskr.features.site.identity import site_values
from flaskr.features.transfer.models import FORMATS, Import
from flaskr.lib import zones

RUN_JOB = "transfer.run"
UNDO_JOB = "transfer.undo"
ACTION = "transfer.import"
UPLOADS = "imports"
KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Options:
    """What whoever imports can choose; an empty `timezone` is the site's.

    `site_title` takes the source's title for a site that has none of its own.
    """

    fetch: bool = True
    timezone: str = ""
    site_title: bool = False


def begin(
    db: Session,
    *,
    by: Actor,
    format: str,
    path: Path,
    name: str,
    options: Options = Options(),
    dry_run: bool = False,
) -> Import:
    """Add an import that is yet to run; raises Invalid, Denied."""
    db.info["permissions"].check(by, ACTION)
    if format not in FORMATS:
        raise Invalid("format", "Choose one of %(choices)s.", choices=", ".join(FORMATS))
    timezone = options.timezone or site_values(db).timezone
    try:
        zones.zone(timezone)
    except ValueError as error:
        raise Invalid("timezone", str(error)) from error
    row = Import(
        format=format,
        name=name[:200],
        path=str(path),
        mode="dry-run" if dry_run else "import",
        options={**asdict(options), "timezone": timezone},
        created_at=clock.now(),
        created_by_id=by.id,
        counts={},
    )
    db.add(row)
    db.flush()
    return row


def work_later(db: Session, row: Import, job: str = RUN_JOB) -> None:
    """Let a worker do the import, or undo it."""
    enqueue(db, job, unique_key=f"{job}:{row.id}", import_id=row.id)


def resume(db: Session, import_id: int, *, by: Actor) -> Import:
    """Go on with an import that stopped; raises NotFound, Denied, Conflict."""
    db.info["permissions"].check(by, ACTION)
    row = find(db, Import, import_id)
    if row.undoing_at is not None:
        work_later(db, row, UNDO_JOB)
        return row
    if row.finished_at is not None:
        raise Conflict("This import is finished.")
    row.failed_at, row.error, row.stage = None, "", "waiting"
    work_later(db, row)
    return row


def import_again(db: Session, import_id: int, *, by: Actor) -> Import:
    """Begin the import that a dry run tried, or the same one anew, with the same file."""
    row = find(db, Import, import_id)
    if row.removed_at is not None:
        raise Conflict("The uploaded file was removed in the meantime. Upload it again.")
    return begin(
        db,
        by=by,
        format=row.format,
        path=Path(row.path),
        name=row.name,
        options=Options(**row.options),
    )


def has_job(db: Session, row: Import) -> bool:
    """Say whether a worker has the import before it or in hand."""
    names = JobRow.name.in_((RUN_JOB, UNDO_JOB))
    jobs = db.scalars(select(JobRow).where(names, JobRow.failed_at.is_(None)))
    return any(job.args.get("import_id") == row.id for job in jobs)


def imports(db: Session, *, before: int | None = None, limit: int = 50) -> list[Import]:
    """Return imports, newest first, from the one before `before`."""
    query = select(Import).order_by(Import.id.desc()).limit(limit)
    return list(db.scalars(query if before is None else query.where(Import.id < before)))


def forget_uploads(db: Session, folder: Path) -> list[Path]:
    """Say of uploads that nobody needs any more that they are removed; return their files."""
    old = clock.now() - KEPT
    ended = or_(Import.finished_at < old, Import.failed_at < old, Import.undone_at < old)
    rows = db.scalars(select(Import).where(Import.removed_at.is_(None), ended)).all()
    paths = []
    for row in rows:
        if Path(row.path).is_relative_to(folder):
            row.removed_at = clock.now()
            paths.append(Path(row.path))
    still = select(Import.path).where(Import.removed_at.is_(None))
    needed = set(db.scalars(still))
    return [path for path in paths if str(path) not in needed]
