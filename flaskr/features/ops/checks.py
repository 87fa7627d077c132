"""What `flaskr doctor` looks at for the installation as a whole."""

import os
import platform
import shutil
import stat
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from flaskr.core import clock, schema, sqlite
from flaskr.core.feature import Check, Finding
from flaskr.core.jobs.queue import JobRow
from flaskr.core.runtime import Core
from flaskr.core.schema import State
from flaskr.features.ops.secret_key import DEVELOPMENT, FILE

_SAFE_SQLITE = (3, 51, 3)
_LITTLE_SPACE, _NO_SPACE = 1_000_000_000, 100_000_000  # bytes
_LATE = timedelta(minutes=10)
_SKEW = timedelta(seconds=5)
_ADVICE = {
    State.EMPTY: Finding("warning", "The database has no tables yet; run “flaskr init-db”."),
    State.CURRENT: Finding("ok", "The tables are those of this version."),
    State.OLDER: Finding("error", "The tables are older than this version; run “flaskr upgrade”."),
    State.TUTORIAL: Finding("error", "These are the tutorial’s tables; run “flaskr upgrade”."),
    State.UNKNOWN: Finding(
        "error", "The tables are of a newer release or of something else; name another DATABASE."
    ),
}


def versions(core: Core) -> Iterable[Finding]:
    """Look at Python and at the database's own version."""
    yield Finding("ok", f"Python {platform.python_version()} on {platform.system()}.")
    if not core.db.is_sqlite:
        with core.db.engine.connect() as connection:
            version = ".".join(map(str, connection.dialect.server_version_info or ()))
        yield Finding("ok", f"PostgreSQL {version}.")
    elif tuple(map(int, sqlite.SQLITE_VERSION.split("."))) < _SAFE_SQLITE:
        yield Finding(
            "warning",
            f"SQLite {sqlite.SQLITE_VERSION} can lose data when its log is reset while others "
            "write (mended in 3.51.3). Install pysqlite3, or a newer SQLite.",
        )
    else:
        yield Finding("ok", f"SQLite {sqlite.SQLITE_VERSION}.")


def tables(core: Core) -> Iterable[Finding]:
    """Compare the tables with this version."""
    yield _ADVICE[schema.state(core.db)]


def secret_key(core: Core) -> Iterable[Finding]:
    """Look at the key and at who may read it."""
    path = core.instance / FILE
    if core.settings["SECRET_KEY"] != DEVELOPMENT:
        if len(core.settings["SECRET_KEY"]) < 16:
            yield Finding("warning", "SECRET_KEY is short; use 32 random characters or more.")
        else:
            yield Finding("ok", "SECRET_KEY is set.")
    elif not path.exists():
        yield Finding(
            "warning", f"There is no key yet; “flaskr serve” makes {path} on its first start."
        )
    elif path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding("error", f"Others may read the secret key; run: chmod 600 {path}")
    else:
        yield Finding("ok", f"The key is in {path}, for its owner only.")


def folder(core: Core) -> Iterable[Finding]:
    """Look at whether the instance folder and what is in it can be written."""
    for path in _written(core):
        if not os.access(path, os.W_OK):
            yield Finding("error", f"{path} cannot be written by this user; change its owner.")
            return
    yield Finding("ok", f"{core.instance} can be written.")


def disk(core: Core) -> Iterable[Finding]:
    """Look at the space that is left."""
    free = shutil.disk_usage(core.instance).free
    level = "error" if free < _NO_SPACE else "warning" if free < _LITTLE_SPACE else "ok"
    advice = "" if level == "ok" else " Make room: without space nothing can be saved."
    yield Finding(level, f"{free / 1e9:.1f} GB are free where {core.instance} is.{advice}")


def jobs(core: Core) -> Iterable[Finding]:
    """Look at jobs that failed for good and at those that wait too long."""
    if schema.state(core.db) is not State.CURRENT:
        return
    open_jobs = select(func.min(JobRow.run_at)).where(
        JobRow.failed_at.is_(None), JobRow.leased_until.is_(None)
    )
    with core.db.reading() as session:
        failed = session.scalar(select(func.count()).where(JobRow.failed_at.is_not(None))) or 0
        oldest = session.scalar(open_jobs)
    if failed:
        yield Finding(
            "warning", f"Jobs that failed for good: {failed}. Look at them in Studio under Jobs."
        )
    if oldest is not None and clock.now() - oldest > _LATE:
        minutes = int((clock.now() - oldest).total_seconds() // 60)
        yield Finding(
            "warning",
            f"A job waits since {minutes} minutes; start “flaskr serve” or “flaskr worker”.",
        )
    elif not failed:
        yield Finding("ok", "No job failed, and none is late.")


def time(core: Core) -> Iterable[Finding]:
    """Compare the clock with the database server's, or with the age of this installation."""
    now = clock.now()
    if core.db.is_sqlite:
        installed = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
        wrong = now < installed - timedelta(days=1)
    else:
        with core.db.engine.connect() as connection:
            theirs = connection.scalar(select(func.clock_timestamp()))
        wrong = theirs is None or abs(theirs - now) > _SKEW
    if wrong:
        yield Finding("warning", f"The clock says {now:%Y-%m-%d %H:%M} UTC; it seems wrong.")
    else:
        yield Finding("ok", f"It is {now:%Y-%m-%d %H:%M} UTC.")


def mail(core: Core) -> Iterable[Finding]:
    """Look at how mail goes out."""
    settings = core.settings
    if settings["MAIL"] != "smtp":
        yield Finding("ok", "No mail server is set, and nothing on this site sends mail.")
    elif settings["SMTP_PASSWORD"] and settings["SMTP_SECURITY"] == "none":
        yield Finding("error", "The mail password goes out unprotected; set SMTP_SECURITY.")
    elif "@localhost" in settings["MAIL_FROM"]:
        yield Finding("warning", "MAIL_FROM is no address that people can answer to; set it.")
    else:
        yield Finding("ok", f"Mail goes out through {settings['SMTP_HOST']}.")


def _written(core: Core) -> Iterable[Path]:
    yield core.instance
    if core.db.is_sqlite:
        path = Path(core.db.url.database or "")
        yield path.parent
        yield from (file for file in path.parent.glob(f"{path.name}*") if file.is_file())
    media = Path(core.settings["MEDIA"])
    if media.exists():
        yield media


CHECKS = (
    Check("versions", versions),
    Check("tables", tables),
    Check("secret key", secret_key),
    Check("folder", folder),
    Check("disk", disk),
    Check("jobs", jobs),
    Check("clock", time),
    Check("mail", mail),
)
