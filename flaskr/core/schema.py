"""The database's tables: which version they have, and how they get to this one."""

from collections.abc import Callable, Iterable
from enum import Enum
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.orm import Session

from flaskr.core.db import Database
from flaskr.core.errors import SchemaError

MIGRATIONS = Path(__file__).parent.parent / "migrations"
_LOCK = 4_021_116  # any number, the same in every process


class State(Enum):
    """How the tables found compare with those needed."""

    EMPTY = "empty"
    TUTORIAL = "tutorial"
    OLDER = "older"
    CURRENT = "current"
    UNKNOWN = "unknown"


def head() -> str:
    """Return the newest migration's number; their files begin with it, in one line of history."""
    return max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def state(database: Database) -> State:
    """Compare the tables with the newest migration, without loading the migration tool."""
    with database.engine.connect() as connection:
        return _state(connection)


Step = Callable[[Session], None]


def upgrade(database: Database, *, then: Iterable[Step] = ()) -> bool:
    """Bring the tables to the newest version in one transaction; False if they were there.

    `then` are steps that features add, for data that only they can carry over.

    Raises SchemaError where the tables are of a version this release does not know.
    """
    with database.connection() as connection:
        if not database.is_sqlite:
            # Of several processes that start together one makes the tables. On SQLite the
            # transaction holds the lock for writing already.
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        found = _state(connection)
        if found is State.CURRENT:
            return False
        if found is State.UNKNOWN:
            raise SchemaError(
                "This database was made by a newer release of Flaskr, or by something else; "
                "nothing was changed. Install that release, or name another DATABASE."
            )
        _run(connection)
        with database.session_on(connection) as session:
            for step in then:
                step(session)
            session.commit()
        return True


def ensure(database: Database) -> None:
    """Make the tables of an empty database; raises SchemaError where an upgrade is needed."""
    found = state(database)
    if found is State.EMPTY:
        upgrade(database)
    elif found is not State.CURRENT:
        raise SchemaError(
            "The database was made by another version. Run “flaskr upgrade”, then start again; "
            "it keeps every post and every user."
        )


def _state(connection: Connection) -> State:
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" in tables:
        found = connection.scalar(text("SELECT version_num FROM alembic_version")) or ""
        if found == head():
            return State.CURRENT
        known = any(MIGRATIONS.glob(f"versions/{found}_*.py")) if found.isdigit() else False
        return State.OLDER if known else State.UNKNOWN
    if {"user", "post"} <= tables:
        return State.TUTORIAL
    return State.UNKNOWN if "posts" in tables or "users" in tables else State.EMPTY


def _run(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
