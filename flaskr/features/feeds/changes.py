"""When what feeds show changed last; from this a reader's copy is known to be the newest.

The posts that are shown cannot tell: a post that is withdrawn is no more among them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.content import change
from flaskr.features.site.identity import get, put

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_KEY = "feeds_changed"
_HIDDEN = "feeds_comment_hidden"


@dataclass(frozen=True)
class Change:
    """The last of `count` changes; two at the same time differ in their count."""

    count: int
    at: datetime


def last_change(db: Session) -> Change:
    """Return the last change; before the first one, number 0 long ago."""
    stored = get(db, _KEY)
    if stored is None:
        return Change(0, NEVER)
    return Change(stored["count"], datetime.fromisoformat(stored["at"]))


def record_change(db: Session) -> None:
    """Note that what feeds show is another than before, from this transaction's commit on."""
    change(db, "feeds")
    put(db, _KEY, {"count": last_change(db).count + 1, "at": clock.now().isoformat()})


def last_hidden(db: Session) -> datetime:
    """Return when readers last saw a comment no more."""
    stored = get(db, _HIDDEN)
    return datetime.fromisoformat(stored) if stored else NEVER


def record_hidden(db: Session) -> None:
    """Note that a feed of comments has one less: none of the others tells of it."""
    put(db, _HIDDEN, clock.now().isoformat())
