"""Whether requests can be answered: the database, its tables, the media's storage."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from flaskr.core import schema
from flaskr.core.errors import FlaskrError
from flaskr.core.runtime import Core
from flaskr.core.schema import State
from flaskr.lib.tokens import new_token

OK = "ok"
_SECONDS = 1.0  # an answer is used again for so long: the address is open to everybody


def parts(core: Core) -> dict[str, str]:
    """Return for each part `ok` or a sentence on what is wrong with it."""
    return core.cache.remember("ops.parts", lambda: _look(core), seconds=_SECONDS)


def _look(core: Core) -> dict[str, str]:
    looks: dict[str, Callable[[Core], str]] = {
        "database": _database,
        "schema": _schema,
        "storage": _storage,
    }
    return {name: look(core) for name, look in looks.items()}


def _database(core: Core) -> str:
    try:
        with core.db.reading() as db:
            db.execute(select(1))
    except SQLAlchemyError as error:
        core.log.error("ready.database", error=str(error))
        return "The database does not answer."
    return OK


def _schema(core: Core) -> str:
    try:
        found = schema.state(core.db)
    except SQLAlchemyError:
        return "The tables cannot be looked at."
    if found is State.CURRENT:
        return OK
    if found is State.EMPTY:
        return "The database has no tables yet."
    return "The tables are of another version; run “flaskr upgrade”."


def _storage(core: Core) -> str:
    key = f"ready/{new_token()}"
    try:
        core.storage.put(key, b"ready")
        core.storage.delete(key)
    except (OSError, FlaskrError) as error:
        core.log.error("ready.storage", error=str(error))
        return "Media cannot be written."
    return OK
