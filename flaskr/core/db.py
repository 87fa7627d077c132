"""The database: the only module that makes engines and commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    make_url,
)
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session, object_session
from sqlalchemy.orm.session import JoinTransactionMode
from sqlalchemy.pool import PoolProxiedConnection

from flaskr.core import listening, postgres, sqlite
from flaskr.core.errors import NotFound, SettingsError
from flaskr.core.outages import unavailable
from flaskr.core.replica import Replica
from flaskr.core.sqlite_batches import Batches
from flaskr.core.visits import Reader, Visit
from flaskr.lib import zones
from flaskr.lib.sanitize import SafeHtml, stored

LARGEST_ID = 2**31 - 1
CONNECTIONS = 16


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
        return zones.in_utc(value)


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
        replica: str = "",
        connections: int = CONNECTIONS,
    ) -> None:
        self.url = _url(str(address))
        self._direct = _url(direct) if direct else self.url
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.session_info: dict[str, Any] = {}
        self._batches: Batches | None = None
        self._pinned: Connection | None = None
        self._engines: list[Engine] = []
        if self.is_sqlite:
            turns = sqlite.Turns(self.url.database)
            made = self._made(create_engine(self.url, **sqlite.options(self.url)))
            self.engine = sqlite.set_up(made, turns)
            self._reader: Engine = self.engine
            self._frozen: Engine = self.engine
            self._writer: Engine = self.engine.execution_options(**sqlite.WRITING)
            self._batches = Batches(turns, self._writer)
        else:
            options = postgres.options(self.url, connections=connections - connections // 2)
            self.engine = postgres.set_up(self._made(create_engine(self.url, **options)))
            self._reader = self._reading_engine(self.url, connections // 2)
            self._frozen = self.engine.execution_options(**postgres.FROZEN)
            self._writer = self.engine
        self._replica: Replica | None = None
        if replica and not self.is_sqlite:
            copy = self._reading_engine(_url(replica), connections // 2)
            self._replica = Replica(copy, self._reader)

    @property
    def has_replica(self) -> bool:
        """Whether there is a copy that what is read may come from."""
        return self._replica is not None

    @contextmanager
    def reading(self, *, snapshot: bool = False, replica: bool = False) -> Iterator[Session]:
        """Give a session whose statements each see what is committed; it writes nothing.

        With `snapshot` all of them see the same state, and results may be streamed. That costs
        more on PostgreSQL; on SQLite it is always so. With `replica` it may come from a copy
        that has every change this process wrote or heard of, and all that is older than
        `replica.MOST_BEHIND`; for whoever did not just write something elsewhere.
        """
        copy = self._replica.connect() if replica and self._replica and not self._pinned else None
        if copy is not None:
            with copy, self._session(copy, "rollback_only") as session:
                yield session
            return
        with self._session(self._frozen if snapshot else self._reader, "rollback_only") as session:
            yield session

    @contextmanager
    def visiting(self, *, replica: bool = False) -> Iterator["Reader"]:
        """Give what hot reads need and no more: a connection, opened when it is asked for.

        A session would take longer to open and to close than such a read takes.
        """
        copy = self._replica.connect() if replica and self._replica and not self._pinned else None
        reader = Visit(self._reader, self._pinned if self._pinned is not None else copy)
        try:
            yield reader
        finally:
            if self._pinned is None:
                reader.close()

    @contextmanager
    def transaction(self, *, together: bool = False) -> Iterator[Session]:
        """Give a session whose changes are committed at the end, or not at all.

        On SQLite it takes the write lock at once (`BEGIN IMMEDIATE`): a transaction that
        reads first and writes later would fail when another writer came between. Raises
        Unavailable where the database cannot be written: full disk, locked, gone.

        `together` is for short writes of a crowd: on SQLite those who wait for each other are
        committed together, which is as safe and waits for the disk once.
        """
        try:
            with (
                self._turn(together) as bind,
                self._session(bind) as session,
                session.begin(),
            ):
                if self._pinned is None and self.is_sqlite:
                    session.connection()
                yield session
                for step in session.info["before_commit"]:
                    step(session)
        except (OperationalError, PoolTimeout) as error:
            raise unavailable(error) from error
        self._changed()
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
        is lost; what is told until it is called again is then missed. What a replica gives
        after either call is as new as what was told.
        """

        def begin() -> None:
            self._changed()
            on_ready()

        def hear(payload: str) -> None:
            self._changed()
            on_message(payload)

        listening.listen(
            self.engine.dialect,
            self._direct,
            channel,
            on_ready=begin,
            on_message=hear,
            stop=stop,
        )

    @property
    def is_pinned(self) -> bool:
        """Whether everything runs in one transaction that is never committed."""
        return self._pinned is not None

    def close(self) -> None:
        """Close every connection."""
        for engine in self._engines:
            engine.dispose()

    def _changed(self) -> None:
        if self._replica is not None:
            self._replica.changed()

    @contextmanager
    def _turn(self, together: bool = False) -> Iterator[Engine | Connection]:
        if self._batches is None or self._pinned is not None:
            yield self._writer
        elif together:
            with self._batches.join() as connection:
                yield connection
        else:
            with self._batches.alone():
                yield self._writer

    def _session(
        self, bind: Engine | Connection, joining: JoinTransactionMode = "create_savepoint"
    ) -> Session:
        return Session(
            self._pinned if self._pinned is not None else bind,
            expire_on_commit=False,
            join_transaction_mode=joining,
            info={**self.session_info, "before_commit": [], "after_commit": []},
        )

    def _reading_engine(self, url: URL, connections: int) -> Engine:
        options = postgres.reading_options(url, connections=connections)
        return postgres.set_up(self._made(create_engine(url, **options)), reads=True)

    def _made(self, engine: Engine) -> Engine:
        self._engines.append(engine)
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
