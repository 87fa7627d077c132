"""What one application owns: its database, queue, mail, storage, log and registries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flaskr.core.cache import Cache
from flaskr.core.content import Content
from flaskr.core.content.kept import Kept
from flaskr.core.content.watch import Watch, make_content, make_watch
from flaskr.core.db import Database
from flaskr.core.events import Events
from flaskr.core.feature import Feature
from flaskr.core.jobs.queue import Job
from flaskr.core.jobs.worker import Worker
from flaskr.core.limits import Limits
from flaskr.core.log import Logger, make_logger
from flaskr.core.mail import ConsoleMail, Mail, MemoryMail, SmtpMail
from flaskr.core.permissions import Permissions
from flaskr.core.storage import FolderStorage, MemoryStorage, Storage


@dataclass
class Core:
    """The parts of one application that need no HTTP; `settings` are checked values."""

    instance: Path
    settings: dict[str, Any]
    features: tuple[Feature, ...]
    db: Database
    content: Content
    watch: Watch
    kept: Kept
    events: Events
    permissions: Permissions
    jobs: dict[str, Job]
    storage: Storage
    mail: Mail
    cache: Cache
    limits: Limits
    log: Logger

    def worker(self) -> Worker:
        """Return a new worker for this application's jobs."""
        return Worker(self, lease=timedelta(seconds=self.settings["JOB_LEASE"]))

    def close(self) -> None:
        """Give back connections."""
        self.watch.close()
        self.db.close()


def make_core(
    *, instance: Path, settings: dict[str, Any], features: Iterable[Feature], debug: bool
) -> Core:
    """Build the core from checked settings; raises SettingsError."""
    features = tuple(features)
    database = Database(
        settings["DATABASE"],
        direct=settings["DATABASE_DIRECT"],
        replica=settings["DATABASE_REPLICA"],
        connections=settings["DATABASE_CONNECTIONS"],
    )
    log = make_logger(
        level=settings["LOG_LEVEL"],
        as_json=settings["LOG_FORMAT"] == "json"
        or (settings["LOG_FORMAT"] == "auto" and not debug),
    )
    content = make_content(database)
    watch = make_watch(content, log)
    events = Events()
    for feature in features:
        events.subscribe(feature.handlers)
    permissions = Permissions(p for feature in features for p in feature.permissions)
    core = Core(
        instance=instance,
        settings=settings,
        features=features,
        db=database,
        content=content,
        watch=watch,
        kept=Kept(database, watch),
        events=events,
        permissions=permissions,
        jobs={job.name: job for feature in features for job in feature.jobs},
        storage=_storage(settings),
        mail=_mail(settings),
        cache=Cache(),
        limits=Limits(database),
        log=log,
    )
    database.session_info.update(
        events=events, permissions=permissions, settings=settings, content=content
    )
    return core


def _storage(settings: dict[str, Any]) -> Storage:
    if settings["MEDIA"] == "memory":
        return MemoryStorage()
    return FolderStorage(Path(settings["MEDIA"]))


def _mail(settings: dict[str, Any]) -> Mail:
    if settings["MAIL"] == "memory":
        return MemoryMail()
    if settings["MAIL"] == "console":
        return ConsoleMail(sender=settings["MAIL_FROM"])
    return SmtpMail(
        host=settings["SMTP_HOST"],
        port=settings["SMTP_PORT"],
        sender=settings["MAIL_FROM"],
        username=settings["SMTP_USERNAME"],
        password=settings["SMTP_PASSWORD"],
        security=settings["SMTP_SECURITY"],
    )
