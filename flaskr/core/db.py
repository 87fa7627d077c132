"""The database: the only module that makes engines and commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import (
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Text,
    TypeDecorator,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.engine import URL, Connection
from sqlalchemy.orm import DeclarativeBase, Session, object_session
from sqlalchemy.orm.session import JoinTransactionMode
from sqlalchemy.pool import StaticPool

from flaskr.core.errors import NotFound, SettingsError
from flaskr.lib.sanitize import SafeHtml, stored

try:  # A build of SQLite newer than the system's, where there is a wheel of it (see ADR 0003).
    from pysqlite3 import dbapi2 as sqlite  # type: ignore[import-not-found,unused-ignore]
except ImportError:
    import sqlite3 as sqlite

SQLITE_VERSION: str = sqlite.sqlite_version

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON")
_WRITES = "flaskr_writes"

LARGEST_ID = 2**31 - 1


class Base(DeclarativeBase):
    """Base of all tables; constraints are named so that migrations can address them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC; SQLite has no zones, so there it is stored without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse times without a zone: nobody could say what they mean."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a time zone cannot be stored.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Html(TypeDecorator[SafeHtml]):
    """HTML that came out of the sanitiser; any other text is refused before it is stored."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: SafeHtml | None, dialect: Dialect) -> str | None:
        """Refuse what nobody has cleaned."""
        if value is not None and not isinstance(value, SafeHtml):
            raise TypeError("Only HTML from the sanitiser can be stored.")
        return value if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> SafeHtml | None:
        """Give it back as what it is."""
        return value if value is None else stored(value)


Model = TypeVar("Model", bound=Base)


class Database:
    """One application's database: sessions for reading, transactions for writing."""

    def __init__(self, address: str | Path, *, pool_size: int = 5, pool_overflow: int = 40) -> None:
        self.url = _url(str(address))
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.session_info: dict[str, Any] = {}
        self.engine = self._engine(pool_size, pool_overflow)
        self._writer = self.engine.execution_options(**{_WRITES: True})
        self._pinned: Connection | None = None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the database and is never committed."""
        with self._session(self.engine, "rollback_only") as session:
            yield session

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Give a session whose changes are committed at the end, or not at all.

        On SQLite it takes the write lock at once (`BEGIN IMMEDIATE`): a transaction that
        reads first and writes later would fail when another writer came between.
        """
        with self._session(self._writer) as session:
            with session.begin():
                if self._pinned is None and self.is_sqlite:
                    session.connection()
                yield session
            for callback in session.info["after_commit"]:
                callback()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Give a connection inside a writing transaction, for migrations."""
        if self._pinned is not None:
            yield self._pinned
            return
        with self._writer.begin() as connection:
            yield connection

    def session_on(self, connection: Connection) -> Session:
        """Return a session inside the transaction of a connection; it commits a savepoint."""
        return self._session(connection)

    @contextmanager
    def pinned(self) -> Iterator[Connection]:
        """Run everything inside the block in one transaction that is rolled back at its end."""
        with self._writer.connect() as connection:
            outer = connection.begin()
            self._pinned = connection
            try:
                yield connection
            finally:
                self._pinned = None
                outer.rollback()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _session(
        self, bind: Engine | Connection, joining: JoinTransactionMode = "create_savepoint"
    ) -> Session:
        return Session(
            self._pinned if self._pinned is not None else bind,
            expire_on_commit=False,
            join_transaction_mode=joining,
            info={**self.session_info, "after_commit": []},
        )

    def _engine(self, pool_size: int, pool_overflow: int) -> Engine:
        options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": pool_overflow}
        if not self.is_sqlite:
            return create_engine(self.url, pool_pre_ping=True, **options)
        if self.url.database in {None, "", ":memory:"}:
            # For trying things out: such a database lives in one connection.
            options = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
        engine = create_engine(self.url, module=sqlite, **options)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine


def session_of(row: Base) -> Session:
    """Return the session that `row` was loaded in or added to."""
    session = object_session(row)
    if session is None:
        raise RuntimeError(f"{row!r} belongs to no session.")
    return session


def known(db: Session, model: type[Model], id: int) -> Model | None:
    """Return the row with that id, or None; a number too large for an id is nobody's."""
    return db.get(model, id) if 0 < id <= LARGEST_ID else None


def find(db: Session, model: type[Model], id: int) -> Model:
    """Return the row with that id; raises NotFound."""
    row = known(db, model, id)
    if row is None:
        raise NotFound
    return row


def after_commit(db: Session, callback: Callable[[], None]) -> None:
    """Call `callback` once this transaction is committed; never if it is not."""
    db.info["after_commit"].append(callback)


def _url(address: str) -> URL:
    if "://" not in address:
        return URL.create("sqlite+pysqlite", database=address)
    url = make_url(address)
    backend = url.get_backend_name()
    if backend == "sqlite":
        return url.set(drivername="sqlite+pysqlite")
    if backend in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    raise SettingsError(
        f"DATABASE must be a path (SQLite) or a postgresql:// address, not one of {backend}."
    )


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself: it would do so before the first write
    # only, too late for a lock (see `transaction`).
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
