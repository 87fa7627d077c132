"""Limits on how often something may be tried, counted in the database for all processes."""

from limits import RateLimitItem, parse, parse_many
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import Integer, String, delete, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from flaskr.core import clock
from flaskr.core.db import Base, Database
from flaskr.core.errors import TooMany


class Attempts(Base):
    """How often something was tried since the window under `key` began."""

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    expires_at: Mapped[int] = mapped_column(Integer, index=True)


class Limits:
    """The limits of one application."""

    def __init__(self, database: Database) -> None:
        self._windows = FixedWindowRateLimiter(_TableStorage(database))

    def hit(self, limit: str, *key: str, message: str) -> None:
        """Count one attempt under `key`; raises TooMany beyond a limit such as `10 per minute`."""
        item = parse(limit)
        if not self._windows.hit(item, *key):
            raise TooMany(message, retry_after=self._seconds_left(item, *key))

    def clear(self, limit: str, *key: str) -> None:
        """Forget the attempts under `key`, after one that succeeded."""
        self._windows.clear(parse(limit), *key)

    def _seconds_left(self, item: RateLimitItem, *key: str) -> int:
        reset_at = self._windows.get_window_stats(item, *key).reset_time
        return max(1, int(reset_at - clock.now().timestamp()))


def check_limit(words: str) -> None:
    """Refuse what is no limit such as `10 per 5 minutes` with a ValueError."""
    try:
        limits = parse_many(words)
    except ValueError:
        limits = []
    if len(limits) != 1 or limits[0].amount < 1 or limits[0].get_expiry() < 1:
        raise ValueError(f"must be a limit such as “10 per 5 minutes”, not {words!r}.")


# One statement, so that first attempts made at once are all counted; an ended window begins anew.
_COUNT = text("""
    INSERT INTO attempts (key, count, expires_at) VALUES (:key, :amount, :until)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN attempts.expires_at <= :now THEN :amount
                     ELSE attempts.count + :amount END,
        expires_at = CASE WHEN attempts.expires_at <= :now THEN :until
                          ELSE attempts.expires_at END
    RETURNING count
""")


class _TableStorage(Storage):
    """The storage interface of the limits package on the table `attempts`."""

    STORAGE_SCHEME = None

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database

    @property
    def base_exceptions(self) -> type[Exception]:
        return Exception

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = int(clock.now().timestamp())
        values = {"key": key, "amount": amount, "now": now, "until": now + expiry}
        with self._database.transaction() as db:
            count = int(db.execute(_COUNT, values).scalar_one())
            if count == amount:
                db.execute(delete(Attempts).where(Attempts.expires_at <= now))
            return count

    def get(self, key: str) -> int:
        with self._database.reading() as db:
            row = _current(db, key, int(clock.now().timestamp()))
            return row.count if row else 0

    def get_expiry(self, key: str) -> float:
        now = int(clock.now().timestamp())
        with self._database.reading() as db:
            row = _current(db, key, now)
            return row.expires_at if row else now

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with self._database.transaction() as db:
            db.execute(delete(Attempts))
        return None

    def clear(self, key: str) -> None:
        with self._database.transaction() as db:
            db.execute(delete(Attempts).where(Attempts.key == key))


def _current(db: Session, key: str, now: int) -> Attempts | None:
    query = select(Attempts).where(Attempts.key == key, Attempts.expires_at > now)
    return db.scalars(query).first()
