"""Many rows at once: new ids for them, and the fastest way each database has to take them."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from sqlalchemy import Table
from sqlalchemy.orm import Session

from flaskr.core import postgres_bulk, sqlite_bulk
from flaskr.core.db import Base

Row = Sequence[Any]


class Bulk(Protocol):
    """What both databases' modules can do."""

    def prepare(self, db: Session) -> None:
        """Get the connection ready for many rows."""

    def new_ids(self, db: Session, table: Table, count: int) -> list[int]:
        """Take ids that no row has or will get."""

    def insert(self, db: Session, table: Table, columns: Sequence[str], rows: list[Row]) -> None:
        """Insert rows whose values are what the driver takes."""


def prepare(db: Session) -> None:
    """Get the transaction's connection ready for many rows; for commands, not for a server."""
    _bulk(db).prepare(db)


def new_ids(db: Session, model: type[Base], count: int) -> list[int]:
    """Take `count` ids, ascending, for rows that this transaction inserts."""
    return _bulk(db).new_ids(db, _table(model), count) if count else []


def insert(db: Session, model: type[Base], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows with a value for each of `columns`; a column left out is NULL.

    Values are checked and converted by the columns' types, so that HTML is still only what the
    sanitiser made. Defaults of the model are not applied, and the session learns of nothing.
    """
    table = _table(model)
    dialect = db.get_bind().dialect
    converting = []
    for position, name in enumerate(columns):
        convert = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        if convert is not None:
            converting.append((position, convert))
    converted: list[Row] = []
    for row in rows:
        values = list(row)
        for position, convert in converting:
            values[position] = convert(values[position])
        converted.append(tuple(values))
    if converted:
        _bulk(db).insert(db, table, columns, converted)


def _bulk(db: Session) -> Bulk:
    is_sqlite = db.get_bind().dialect.name == "sqlite"
    return sqlite_bulk if is_sqlite else postgres_bulk


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table
