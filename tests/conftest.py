"""What every test stands on: an application, its database, and people."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.permissions import Role
from flaskr.core.runtime import Core
from flaskr.core.storage import MemoryStorage
from flaskr.features.accounts.models import User
from flaskr.features.accounts.people import make_user
from flaskr.lib import passwords
from tests.client import CheckedClient
from tests.provision import postgres

PASSWORD = "a long walk by the lake"
_LOOPBACK = ("127.", "::1", "localhost", "/")


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """Name the process that runs the test."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(scope="session")
def on_postgres() -> bool:
    """Say whether this run is the one on PostgreSQL."""
    return os.environ.get("FLASKR_TEST_DATABASE") == "postgres"


@pytest.fixture(scope="session")
def postgres_server(on_postgres: bool) -> Iterator[str]:
    """Give the server's address: the one of the whole run, else one of this process's own."""
    if not on_postgres:
        yield ""
        return
    with postgres.server() as url:
        yield url


@pytest.fixture
def make_database(
    tmp_path: Path, on_postgres: bool, postgres_server: str, worker: str
) -> Iterator[Any]:
    """Give a function that makes an empty database and returns its address."""
    made: list[str] = []

    def make() -> str:
        name = f"flaskr_{worker}_{os.getpid()}_{len(made)}"
        made.append(name)
        if not on_postgres:
            return str(tmp_path / f"{name}.sqlite")
        return postgres.create_database(postgres_server, name)

    yield make
    for name in made if on_postgres else ():
        postgres.drop_database(postgres_server, name)


@pytest.fixture(scope="session")
def shared_app(
    tmp_path_factory: pytest.TempPathFactory, on_postgres: bool, postgres_server: str, worker: str
) -> Iterator[Flask]:
    """Make one application with tables for all tests of this process."""
    folder = tmp_path_factory.mktemp("instance")
    os.environ["FLASKR_INSTANCE"] = str(folder)
    name = f"flaskr_shared_{worker}_{os.getpid()}"
    address = (
        postgres.create_database(postgres_server, name)
        if on_postgres
        else str(folder / "flaskr.sqlite")
    )
    app = create_app(settings_for(address))
    schema.ensure(app.extensions["flaskr"].db)
    yield app
    app.extensions["flaskr"].close()
    if on_postgres:
        postgres.drop_database(postgres_server, name)


def settings_for(address: str) -> dict[str, Any]:
    """Return the settings of an application for tests."""
    return {
        "TESTING": True,
        "SECRET_KEY": "test",
        "DATABASE": address,
        "MEDIA": "memory",
        "MAIL": "memory",
        "LOG_LEVEL": "error",
        "SITE_URL": "",
        # What a test writes is never committed, so nobody hears of it; tests of the cache use it.
        "PAGE_CACHE": 0,
    }


@pytest.fixture(autouse=True)
def no_outside_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test reach beyond this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else str(address)
        assert str(host).startswith(_LOOPBACK), f"a test connects to {host}"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def app(shared_app: Flask) -> Iterator[Flask]:
    """Give the application; whatever the test writes is rolled back."""
    core: Core = shared_app.extensions["flaskr"]
    core.storage = MemoryStorage()
    core.mail.outbox.clear()  # type: ignore[attr-defined]
    core.cache.clear()
    settings = dict(core.settings)
    with core.db.pinned():
        yield shared_app
    core.settings.clear()
    core.settings.update(settings)


@pytest.fixture
def own_app(make_database: Any) -> Iterator[Flask]:
    """Make an application of the test's own that keeps its pages, with real transactions."""
    settings = settings_for(make_database())
    del settings["PAGE_CACHE"]
    app = create_app(settings)
    core: Core = app.extensions["flaskr"]
    schema.ensure(core.db)
    yield app
    core.close()


@pytest.fixture
def core(app: Flask) -> Core:
    """Give the application's core."""
    found: Core = app.extensions["flaskr"]
    return found


@pytest.fixture
def db(core: Core) -> Iterator[Session]:
    """Give a session in a transaction, for tests of verbs."""
    with core.db.transaction() as session:
        yield session


@pytest.fixture
def client(app: Flask) -> CheckedClient:
    """Give a client that nobody is logged in with."""
    return CheckedClient(app)


@pytest.fixture
def olga(core: Core) -> User:
    """The owner."""
    return person(core, "olga", Role.OWNER)


@pytest.fixture
def eddy(core: Core) -> User:
    """An editor."""
    return person(core, "eddy", Role.EDITOR)


@pytest.fixture
def ana(core: Core) -> User:
    """An author."""
    return person(core, "ana", Role.AUTHOR)


@pytest.fixture
def max(core: Core) -> User:
    """A member, who only reads."""
    return person(core, "max", Role.READER)


def person(core: Core, username: str, role: Role) -> User:
    """Make a user whose password is PASSWORD."""
    with core.db.transaction() as db:
        return make_user(
            db,
            username=username,
            name=username.title(),
            email=f"{username}@example.org",
            role=role,
            password_hash=_hashed(),
        )


_HASHES: list[str] = []


def _hashed() -> str:
    # Hashing is slow by intent; one hash serves all people of a run.
    if not _HASHES:
        _HASHES.append(passwords.hash_password(PASSWORD))
    return _HASHES[0]
