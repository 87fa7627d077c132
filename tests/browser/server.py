"""A blog that is really served: `flaskr serve` on a free port, on a database of its own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.permissions import Role
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.accounts.people import make_user
from flaskr.lib import passwords
from tests.conftest import PASSWORD, settings_for
from tests.serving import Site

PEOPLE = {
    "olga": ("Olga Owner", Role.OWNER),
    "ana": ("Ana Author", Role.AUTHOR),
    "max": ("Max Member", Role.READER),
}


class Blog:
    """A served blog: where it is, what it printed, and its database.

    `settings` are those of the environment, `FLASKR_…`. The first request waits for the site.
    """

    def __init__(self, instance: Path, database: str, **settings: str) -> None:
        self.instance = instance
        self.database = database
        self.settings = settings
        self.site: Site | None = None

    def start(self) -> "Blog":
        """Begin to serve; returns when the site answers."""
        settings = {"FLASKR_LOG_LEVEL": "warning", **self.settings}
        self.site = Site(self.instance, FLASKR_DATABASE=self.database, **settings)
        status, _text = self.site.get("/healthz")
        assert status == 200, self.site.text
        return self

    def stop(self) -> None:
        """Stop serving, whatever state it is in."""
        if self.site is not None:
            self.site.end()
            self.site = None

    @property
    def url(self) -> str:
        """The site's address, without a slash at the end."""
        assert self.site is not None, "the blog is not served"
        return f"http://127.0.0.1:{self.site.port}"

    @property
    def setup_link(self) -> str:
        """The one-time link, as the server printed it."""
        assert self.site is not None, "the blog is not served"
        return self.site.printed(r"Open (http\S+/auth/setup/\S+)")[1]

    @contextmanager
    def opened(self) -> Iterator[Core]:
        """Give the core of an application on the same instance and database."""
        settings = settings_for(self.database) | {"MEDIA": str(self.instance / "media")}
        before = os.environ.get("FLASKR_INSTANCE")
        os.environ["FLASKR_INSTANCE"] = str(self.instance)
        try:
            core: Core = create_app(settings).extensions["flaskr"]
        finally:
            os.environ.pop("FLASKR_INSTANCE")
            if before is not None:
                os.environ["FLASKR_INSTANCE"] = before
        try:
            schema.ensure(core.db)
            yield core
        finally:
            core.close()

    @contextmanager
    def writing(self) -> Iterator[tuple[Session, Core]]:
        """Give a transaction on the blog's database, and the core it belongs to."""
        with self.opened() as core, core.db.transaction() as db:
            yield db, core


def add_people(db: Session) -> dict[str, User]:
    """Make an owner, an author and a reader, whose password is tests.conftest.PASSWORD."""
    hashed = passwords.hash_password(PASSWORD)
    made: dict[str, Any] = {}
    for username, (name, role) in PEOPLE.items():
        made[username] = make_user(
            db, username=username, name=name, role=role, password_hash=hashed
        )
    return made
