"""Opaque cursors for paging by keyset: the sort key of the last row shown, safe in a URL."""

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import Any, TypeVar, overload

A = TypeVar("A", int, str, datetime)
B = TypeVar("B", int, str, datetime)
C = TypeVar("C", int, str, datetime)

Value = int | str | datetime

MAX_LENGTH = 4096
# Both databases keep integers in 64 bits and refuse larger ones with an error of their own.
MAX_INTEGER = 2**63 - 1


def encode(*values: Value) -> str:
    """Return the values as one short string of letters, digits, `-` and `_`.

    Equal values give equal cursors, so a page has one address; an aware time is written in UTC.
    Raises `ValueError` for a value no cursor can hold.
    """
    if not values:
        raise ValueError("A cursor needs at least one value.")
    written = json.dumps([_written(value) for value in values], ensure_ascii=False)
    cursor = base64.urlsafe_b64encode(written.encode()).rstrip(b"=").decode()
    if len(cursor) > MAX_LENGTH:
        raise ValueError(f"A cursor holds at most {MAX_LENGTH} characters.")
    return cursor


@overload
def decode(cursor: str, a: type[A], /) -> tuple[A]: ...
@overload
def decode(cursor: str, a: type[A], b: type[B], /) -> tuple[A, B]: ...
@overload
def decode(cursor: str, a: type[A], b: type[B], c: type[C], /) -> tuple[A, B, C]: ...
@overload
def decode(cursor: str, /, *types: type[Value]) -> tuple[Any, ...]: ...
def decode(cursor: str, /, *types: type[Any]) -> tuple[Any, ...]:
    """Return the values of a cursor that `encode` made from values of these types.

    Anything else, also another spelling of the same values, raises `ValueError`.
    """
    try:
        values = tuple(_read(item, kind) for item, kind in zip(_items(cursor), types, strict=True))
        if encode(*values) == cursor:
            return values
    # A deep nest of brackets ends the JSON parser with a RecursionError; a time before the year 1
    # or after 9999, once moved to UTC, with an OverflowError.
    except (ValueError, TypeError, RecursionError, OverflowError) as error:
        raise _unusable() from error
    raise _unusable()


def _items(cursor: str) -> list[Any]:
    if not 0 < len(cursor) <= MAX_LENGTH:
        raise ValueError("length")
    padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
    try:
        items = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except binascii.Error as error:
        raise ValueError("base64") from error
    if not isinstance(items, list):
        raise TypeError("not a list")
    return items


def _written(value: Value) -> int | str:
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, str):
        # PostgreSQL has no text with a NUL in it.
        if "\0" in value:
            raise ValueError("A cursor holds no NUL characters.")
        return value
    if type(value) is not int or not -MAX_INTEGER - 1 <= value <= MAX_INTEGER:
        raise ValueError("A cursor holds texts, times and integers of 64 bits.")
    return value


def _read(item: object, kind: type[Value]) -> Value:
    if kind is datetime and isinstance(item, str):
        return datetime.fromisoformat(item)
    if type(item) is kind and isinstance(item, int | str):
        return item
    raise TypeError("another type")


def _unusable() -> ValueError:
    return ValueError("This address of a page in a list is not valid. Start at the first page.")
