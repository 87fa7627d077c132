"""Answers from front matter, whichever of the generators' names and shapes it uses."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, tzinfo
from email.utils import parsedate_to_datetime

from flaskr.lib.markdown_records import Generator

Meta = Mapping[str, object]
_DATED_NAME = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})[-_](.+)$")
_ZONE_NAME = re.compile(r"\s+(?:UTC|GMT|Z)$")
_SHORT_ZONE = re.compile(r"\s*([+-]\d{2}):?(\d{2})$")


def text_of(meta: Meta, *names: str) -> str:
    """Give the first of these that is a text or number, else ""."""
    for name in names:
        value = meta.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, int | float | date) and not isinstance(value, bool):
            return str(value)
    return ""


def moment_of(value: object, zone: tzinfo) -> tuple[datetime | None, bool]:
    """Read a date or time; gives it in UTC, and whether it was a day only.

    What has no zone is read in `zone`; a day begins there at midnight.
    """
    if isinstance(value, datetime):
        return _in_utc(value, zone), False
    if isinstance(value, date):
        return _in_utc(datetime.combine(value, time()), zone), True
    if not isinstance(value, str) or not value.strip():
        return None, False
    text = _SHORT_ZONE.sub(r"\1:\2", _ZONE_NAME.sub("+00:00", value.strip()))
    if day := re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", text):
        return _day(*day.groups(), zone=zone), True
    if match := re.match(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[T ]+(\d{1,2}):(\d{2})(.*)$", text):
        year, month, day_, hour, minute, rest = match.groups()
        text = f"{year}-{month:0>2}-{day_:0>2}T{hour:0>2}:{minute}{rest.strip()}"
    try:
        return _in_utc(datetime.fromisoformat(text), zone), False
    except ValueError:
        pass
    try:
        return _in_utc(parsedate_to_datetime(value), zone), False
    except (ValueError, TypeError, IndexError, OverflowError):
        return None, False


def dated_name(stem: str) -> tuple[str, tuple[int, int, int] | None]:
    """Split `2024-01-31-title` into the title's part and the day; None where there is no day."""
    match = _DATED_NAME.match(stem)
    if match is None:
        return stem, None
    return match[4], (int(match[1]), int(match[2]), int(match[3]))


def day_of(day: tuple[int, int, int] | None, zone: tzinfo) -> datetime | None:
    """Give the beginning of a day in UTC, or None if no calendar has it."""
    return None if day is None else _day(*map(str, day), zone=zone)


def names_of(meta: Meta, plural: str, singular: str, generator: Generator) -> tuple[str, ...]:
    """Read tags or categories: lists, nested lists, words (Jekyll) or commas, in one line."""
    found: list[str] = []
    single = meta.get(singular)
    if isinstance(single, str):
        found.append(single)
    else:
        found.extend(_flat(single))
    many = meta.get(plural)
    if isinstance(many, str):
        separator = "," if "," in many else None
        words = many.split(separator) if separator or generator in ("jekyll", "plain") else [many]
        found.extend(words)
    else:
        found.extend(_flat(many))
    return tuple(dict.fromkeys(name.strip() for name in found if name.strip()))


def authors_of(meta: Meta) -> tuple[str, ...]:
    """Read `author` and `authors`: names, lists of names, or mappings with a name."""
    found: list[str] = []
    for name in ("author", "authors"):
        value = meta.get(name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Mapping):
                found.append(text_of(one, "name", "title", "login"))
            elif isinstance(one, str):
                found.append(one.strip())
    return tuple(dict.fromkeys(name for name in found if name))


def cover_of(meta: Meta) -> str:
    """Find the reference to the cover picture."""
    for name in (
        "cover",
        "image",
        "featured_image",
        "feature_image",
        "thumbnail",
        "banner",
        "images",
    ):
        value = meta.get(name)
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, Mapping):
            first = text_of(first, "image", "path", "src", "url", "feature")
        if isinstance(first, str) and first.strip():
            return first.strip()
    header = meta.get("header")
    return text_of(header, "image", "teaser") if isinstance(header, Mapping) else ""


def is_draft(meta: Meta) -> bool:
    """Whether the front matter keeps the text from being published."""
    published = meta.get("published")
    return (
        _yes(meta.get("draft"))
        or (published is not None and str(published).lower() in ("false", "no", "0"))
        or text_of(meta, "status").lower() == "draft"
    )


def list_of(meta: Meta, *names: str) -> tuple[str, ...]:
    """Read all of these as lists of texts."""
    return tuple(text.strip() for name in names for text in _flat(meta.get(name)) if text.strip())


def _yes(value: object) -> bool:
    return value is True or str(value).lower() in ("true", "yes", "1")


def _flat(value: object, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str | int | float | date) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, list) and depth < 5:
        for one in value:
            yield from _flat(one, depth + 1)


def _day(year: str, month: str, day: str, *, zone: tzinfo) -> datetime | None:
    try:
        return _in_utc(datetime(int(year), int(month), int(day), tzinfo=zone), zone)
    except ValueError:
        return None


def _in_utc(value: datetime, zone: tzinfo) -> datetime | None:
    try:
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        return None
