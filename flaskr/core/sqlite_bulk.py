"""Many rows at once on SQLite: one prepared statement, run by the driver for each row."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

# Kibibytes of pages kept by the connection: in SQLite's own 2,000 each page of an index that grows
# in all places would be written to the log and read back again and again.
_CACHE = 262_144


def prepare(db: Session) -> None:
    """Give the connection a large cache; it keeps it until it is closed."""
    db.connection().exec_driver_sql(f"PRAGMA cache_size = -{_CACHE}")


def new_ids(db: Session, table: Table, count: int) -> list[int]:
    """Take ids that no row has; nobody else can, since one transaction writes at a time."""
    last = db.scalar(select(func.max(table.c.id))) or 0
    return list(range(last + 1, last + 1 + count))


def insert(db: Session, table: Table, columns: Sequence[str], rows: list[Sequence[Any]]) -> None:
    """Insert rows whose values are what the driver takes."""
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608
    db.connection().exec_driver_sql(statement, [tuple(row) for row in rows])
