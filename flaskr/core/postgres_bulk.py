"""Many rows at once on PostgreSQL: COPY, in the caller's transaction."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, text
from sqlalchemy.orm import Session

_IDS = text(
    """
    SELECT nextval(CAST(pg_get_serial_sequence(:name, 'id') AS regclass))
    FROM generate_series(1, :count)
    """
)


def prepare(db: Session) -> None:
    """Do nothing: the server's memory is its own business."""


def new_ids(db: Session, table: Table, count: int) -> list[int]:
    """Take ids from the table's sequence; whoever inserts meanwhile gets others."""
    return sorted(db.scalars(_IDS, {"name": table.name, "count": count}))


def insert(db: Session, table: Table, columns: Sequence[str], rows: list[Sequence[Any]]) -> None:
    """Insert rows whose values are what the driver takes."""
    statement = f"COPY {table.name} ({', '.join(columns)}) FROM STDIN"
    driver = db.connection().connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
