"""The database: the only module that makes engines and commits."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
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
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, object_session
from sqlalchemy.orm.session import JoinTransactionMode
from sqlalchemy.pool import PoolProxiedConnection, StaticPool

from flaskr.core import listening, sqlite
from flaskr.core.errors import NotFound, SettingsError, Unavailable
from flaskr.lib.sanitize import SafeHtml, stored

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

    def __init__(
        self,
        address: str | Path,
        *,
        direct: str = "",
        pool_size: int = 5,
        pool_overflow: int = 40,
    ) -> None:
        self.url = _url(str(address))
        self._direct = _url(direct) if direct else self.url
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.session_info: dict[str, Any] = {}
        self._turns = sqlite.Turns(self.url.database) if self.is_sqlite else None
        self.engine = self._engine(pool_size, pool_overflow)
        self._writer = self.engine.execution_options(**{sqlite.WRITES: True})
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
        reads first and writes later would fail when another writer came between. Raises
        Unavailable where the database cannot be written: full disk, locked, gone.
        """
        with self._turn(), self._session(self._writer) as session:
            try:
                with session.begin():
                    if self._pinned is None and self.is_sqlite:
                        session.connection()
                    yield session
                    for step in session.info["before_commit"]:
                        step(session)
            except OperationalError as error:
                raise Unavailable(_why(error)) from error
            callbacks = session.info["after_commit"]
        for callback in callbacks:
            callback()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Give a connection inside a writing transaction, for migrations."""
        if self._pinned is not None:
            yield self._pinned
            return
        with self._turn(), self._writer.begin() as connection:
            yield connection

    def watching_connection(self) -> PoolProxiedConnection:
        """Give a connection for good, outside of the pool and of any transaction."""
        connection = self.engine.raw_connection()
        connection.detach()
        return connection

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

    def listen(
        self,
        channel: str,
        *,
        on_ready: Callable[[], None],
        on_message: Callable[[str], None],
        stop: Event,
    ) -> None:
        """Call `on_message` with what others notify on `channel`, until `stop` is set.

        PostgreSQL only. It blocks, on a connection of its own that no pooler stands before.
        `on_ready` is called once listening has begun. Raises Unavailable when the connection
        is lost; what is told until it is called again is then missed.
        """
        listening.listen(
            self.engine.dialect,
            self._direct,
            channel,
            on_ready=on_ready,
            on_message=on_message,
            stop=stop,
        )

    @property
    def is_pinned(self) -> bool:
        """Whether everything runs in one transaction that is never committed."""
        return self._pinned is not None

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _turn(self) -> AbstractContextManager[None]:
        if self._turns is None or self._pinned is not None:
            return nullcontext()
        return self._turns.take()

    def _session(
        self, bind: Engine | Connection, joining: JoinTransactionMode = "create_savepoint"
    ) -> Session:
        return Session(
            self._pinned if self._pinned is not None else bind,
            expire_on_commit=False,
            join_transaction_mode=joining,
            info={**self.session_info, "before_commit": [], "after_commit": []},
        )

    def _engine(self, pool_size: int, pool_overflow: int) -> Engine:
        options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": pool_overflow}
        if self._turns is None:
            return create_engine(self.url, pool_pre_ping=True, **options)
        if self.url.database in {None, "", ":memory:"}:
            # For trying things out: such a database lives in one connection.
            options = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
        engine = create_engine(self.url, module=sqlite.DRIVER, **options)
        event.listen(engine, "do_connect", self._turns.make_file)
        event.listen(engine, "connect", sqlite.prepare)
        event.listen(engine, "begin", sqlite.begin)
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


def before_commit(db: Session, callback: Callable[[Session], None]) -> None:
    """Call `callback` as the last thing of this transaction; never if it fails before."""
    db.info["before_commit"].append(callback)


def after_commit(db: Session, callback: Callable[[], None]) -> None:
    """Call `callback` once this transaction is committed; never if it is not."""
    db.info["after_commit"].append(callback)


def _why(error: OperationalError) -> str:
    cause = str(error.orig).lower()
    if "full" in cause or "no space" in cause:
        return (
            "The disk is full, so nothing could be saved. Make room on the server, then try again."
        )
    if "readonly" in cause or "read-only" in cause:
        return "The database can only be read, so nothing could be saved. See to its permissions."
    if "locked" in cause:
        return "The database is busy. Try again in a moment."
    return "The database cannot be reached at the moment. Try again in a moment."


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
