"""Missing pages: which an owner need not hear of any more."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.db import find
from flaskr.core.permissions import Actor
from flaskr.features.redirects.leading import ACTION
from flaskr.features.redirects.models import MissingPage


def ignore(db: Session, id: int, *, by: Actor) -> MissingPage:
    """Leave a path out of the list; again it changes nothing. Raises NotFound, Denied."""
    row = _row(db, id, by)
    row.ignored_at = row.ignored_at or clock.now()
    db.flush()
    return row


def heed(db: Session, id: int, *, by: Actor) -> MissingPage:
    """Put a path back into the list. Raises NotFound, Denied."""
    row = _row(db, id, by)
    row.ignored_at = None
    db.flush()
    return row


def found_again(db: Session, *paths: str) -> None:
    """Forget paths at which there is something now."""
    db.execute(delete(MissingPage).where(MissingPage.path.in_(paths)))


def _row(db: Session, id: int, by: Actor) -> MissingPage:
    db.info["permissions"].check(by, ACTION)
    return find(db, MissingPage, id)
