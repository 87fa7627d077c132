"""Statements for hot reads: compiled once for each kind of database, then run as they are.

A statement of many columns takes SQLAlchemy longer to look up and to convert than it takes the
database to answer. Here what is known beforehand is worked out once: the text, the order of its
parameters, and which columns need converting at all.

Constants, and what a statement is limited to, are written into the text: SQLite plans a statement
anew before each run if its LIMIT is a parameter, which took seven times as long as running it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import BindParameter, Dialect, Select, literal_column
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.visitors import replacement_traverse

Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    text: str
    is_positional: bool
    parameters: tuple[tuple[str, Any, Convert | None], ...]
    columns: tuple[tuple[int, Convert], ...]


class Prepared:
    """A statement that reads; its rows come as lists of values, as they are read in Python."""

    def __init__(self, statement: Select[*tuple[Any, ...]], *, written: str | None = None) -> None:
        """Take a statement; the parameter `written` is written into it, and takes few values."""
        self._statement = statement
        self._written = written
        self._compiled: dict[tuple[str, Any], _Compiled] = {}

    def first(self, connection: Connection, values: Mapping[str, Any]) -> list[Any] | None:
        """Return the first row, or None."""
        rows = self.all(connection, values)
        return rows[0] if rows else None

    def all(self, connection: Connection, values: Mapping[str, Any]) -> list[list[Any]]:
        """Return all rows."""
        written = values[self._written] if self._written else None
        kind = connection.dialect.name, written
        compiled = self._compiled.get(kind)
        if compiled is None:
            text = _with_constants(self._statement, connection.dialect, {self._written: written})
            compiled = self._compiled[kind] = _compile(text, connection.dialect)
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


def _with_constants(
    statement: Select[*tuple[Any, ...]], dialect: Dialect, written: Mapping[str | None, Any]
) -> Select[*tuple[Any, ...]]:
    """Write constants, and the parameters in `written`, into the statement."""

    def constant(element: Any, **_options: Any) -> Any:
        if not isinstance(element, BindParameter):
            return None
        # A parameter that was given a name may come with another value each time.
        value = element.value if element.unique else written.get(element.key)
        write = element.type.dialect_impl(dialect).literal_processor(dialect)
        if value is None or write is None:
            return None
        return literal_column(write(value), element.type)

    return cast("Select[*tuple[Any, ...]]", replacement_traverse(statement, {}, constant))


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
