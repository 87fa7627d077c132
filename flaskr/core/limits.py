"""Limits on how often something may be tried, counted in the database for all processes."""

from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache

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
        self._sweeping = _Sweeping()
        self._windows = FixedWindowRateLimiter(_TableStorage(database, self._sweeping))

    def hit(self, limit: str, *key: str, message: str, within: Session | None = None) -> None:
        """Count one attempt under `key`; raises TooMany beyond a limit such as `10 per minute`.

        It is counted at once, or with the transaction `within`: for an attempt that counts
        only if it succeeds, at half the price.
        """
        item = _parsed(limit)
        windows = self._windows
        if within is not None:
            windows = FixedWindowRateLimiter(_TableStorage(_Within(within), self._sweeping))
        if not windows.hit(item, *key):
            raise TooMany(message, retry_after=_seconds_left(windows, item, *key))

    def clear(self, limit: str, *key: str) -> None:
        """Forget the attempts under `key`, after one that succeeded."""
        self._windows.clear(_parsed(limit), *key)


def check_limit(words: str) -> None:
    """Refuse what is no limit such as `10 per 5 minutes` with a ValueError."""
    try:
        limits = parse_many(words)
    except ValueError:
        limits = []
    if len(limits) != 1 or limits[0].amount < 1 or limits[0].get_expiry() < 1:
        raise ValueError(f"must be a limit such as “10 per 5 minutes”, not {words!r}.")


_parsed = lru_cache(parse)


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


_FORGET = text("DELETE FROM attempts WHERE expires_at <= :now")


def _seconds_left(windows: FixedWindowRateLimiter, item: RateLimitItem, *key: str) -> int:
    reset_at = windows.get_window_stats(item, *key).reset_time
    return max(1, int(reset_at - clock.now().timestamp()))


class _Sweeping:
    """Says once a minute that windows which are over should be removed."""

    def __init__(self) -> None:
        self._last = 0

    def is_due(self, now: int) -> bool:
        if abs(now - self._last) < 60:
            return False
        self._last = now
        return True


class _Within:
    """A transaction that is open already, in the shape of a database."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def transaction(self) -> AbstractContextManager[Session]:
        return nullcontext(self._db)

    reading = transaction


class _TableStorage(Storage):
    """The storage interface of the limits package on the table `attempts`."""

    STORAGE_SCHEME = None

    def __init__(self, database: Database | _Within, sweeping: _Sweeping) -> None:
        super().__init__()
        self._database = database
        self._sweeping = sweeping

    @property
    def base_exceptions(self) -> type[Exception]:
        return Exception

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = int(clock.now().timestamp())
        values = {"key": key, "amount": amount, "now": now, "until": now + expiry}
        with self._database.transaction() as db:
            connection = db.connection()
            count = int(connection.execute(_COUNT, values).scalar_one())
            if self._sweeping.is_due(now):
                connection.execute(_FORGET, {"now": now})
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
