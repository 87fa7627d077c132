"""When the database cannot be asked: telling that from our own mistakes, and saying so."""

from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from flaskr.core.errors import Unavailable

_BUSY = "The database is busy. Try again in a moment."


def is_unreachable(error: BaseException) -> bool:
    """Say whether the error means that the database cannot be asked, not that we asked wrongly."""
    if isinstance(error, OperationalError):
        # Without a statement it happened while connecting.
        return error.connection_invalidated or error.statement is None
    return isinstance(error, PoolTimeout | Unavailable)


def unavailable(error: SQLAlchemyError) -> Unavailable:
    """Return the error as a sentence for whoever wanted something of the database."""
    if isinstance(error, PoolTimeout):
        return Unavailable(_BUSY)
    cause = str(error.orig if isinstance(error, OperationalError) else error).lower()
    if "full" in cause or "no space" in cause:
        return Unavailable(
            "The disk is full, so nothing could be saved. Make room on the server, then try again."
        )
    if "readonly" in cause or "read-only" in cause:
        return Unavailable(
            "The database can only be read, so nothing could be saved. See to its permissions."
        )
    if "locked" in cause:
        return Unavailable(_BUSY)
    return Unavailable("The database cannot be reached at the moment. Try again in a moment.")
