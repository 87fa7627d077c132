"""Statements for hot reads: compiled once for each kind of database, then run as they are.

A statement of many columns takes SQLAlchemy longer to look up and to convert than it takes the
database to answer. Here what is known beforehand is worked out once: the text, the order of its
parameters, and which columns need converting at all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    text: str
    is_positional: bool
    parameters: tuple[tuple[str, Any, Convert | None], ...]
    columns: tuple[tuple[int, Convert], ...]


class Prepared:
    """A statement that reads; its rows come as lists of values, as they are read in Python."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def first(self, connection: Connection, values: Mapping[str, Any]) -> list[Any] | None:
        """Return the first row, or None."""
        rows = self.all(connection, values)
        return rows[0] if rows else None

    def all(self, connection: Connection, values: Mapping[str, Any]) -> list[list[Any]]:
        """Return all rows."""
        name = connection.dialect.name
        compiled = self._compiled.get(name)
        if compiled is None:
            compiled = self._compiled[name] = _compile(self._statement, connection.dialect)
        bound = _bound(compiled, values)
        rows = [list(row) for row in _fetch(connection, compiled.text, bound)]
        for row in rows:
            for index, convert in compiled.columns:
                row[index] = convert(row[index])
        return rows


def _bound(compiled: _Compiled, values: Mapping[str, Any]) -> Any:
    given = []
    for name, default, convert in compiled.parameters:
        value = values.get(name, default)
        given.append(value if convert is None or value is None else convert(value))
    if compiled.is_positional:
        return tuple(given)
    return {name: value for (name, *_), value in zip(compiled.parameters, given, strict=True)}


def _fetch(connection: Connection, text: str, bound: Any) -> Sequence[Any]:
    """Run the text on the driver's cursor: the toolkit's would first describe each column."""
    cursor = connection.connection.cursor()
    try:
        for hear in connection.dispatch.before_cursor_execute:
            hear(connection, cursor, text, bound, None, False)
        cursor.execute(text, bound)
        rows: Sequence[Any] = cursor.fetchall()
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(
            text, bound, error, connection.dialect.loaded_dbapi.Error, dialect=connection.dialect
        ) from error
    finally:
        cursor.close()
    return rows


def _compile(statement: Select[*tuple[Any, ...]], dialect: Dialect) -> _Compiled:
    made = statement.compile(dialect=dialect)
    names: Sequence[str] = (made.positiontup or ()) if made.positional else tuple(made.params)
    types = {name: bind.type for bind, name in made.bind_names.items()}
    parameters = tuple(
        (name, made.params[name], types[name].dialect_impl(dialect).bind_processor(dialect))
        for name in names
    )
    columns = (
        (index, column.type.dialect_impl(dialect).result_processor(dialect, None))
        for index, column in enumerate(statement.selected_columns)
    )
    converted = tuple((index, convert) for index, convert in columns if convert is not None)
    return _Compiled(str(made), made.positional, parameters, converted)
