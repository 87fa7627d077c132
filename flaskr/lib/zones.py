"""Time zones by name: which there are, and local times to and from UTC."""

import zoneinfo
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

# The last year whose end still has a date.
MAX_YEAR = 9998

# Not places but traces of how a machine is set up.
_MACHINE_NAMES = {"Factory", "localtime", "posixrules"}


def zone(name: str) -> ZoneInfo:
    """Return the zone of this IANA name; an unknown name raises `ValueError`."""
    # Looked up in the list first: ZoneInfo would open whatever file the name leads to.
    if name not in _known():
        raise ValueError(
            f"There is no time zone {name[:60]!r}. Choose a name such as Europe/Berlin or UTC."
        )
    return ZoneInfo(name)


@cache
def names() -> tuple[str, ...]:
    """Return the names to choose from, sorted: UTC and each place once, without old spellings.

    The places are those of the IANA database's `zone.tab`, one or more for each country.
    """
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    places = {line.split("\t")[2] for line in table.splitlines() if not line.startswith("#")}
    # The machine's own database comes first for ZoneInfo, and may be older than this table.
    return tuple(sorted(places & _known() | {"UTC"}))


def local_to_utc(naive: datetime, zone_name: str) -> datetime:
    """Return the moment at which the clocks of the zone show this time.

    A time that the clocks skip is moved forward by what they skip; of a time that they show twice
    the first is meant. Raises `ValueError` for an aware time, an unknown zone or a date off the
    calendar.
    """
    if naive.tzinfo is not None:
        raise ValueError("A local time comes without a zone of its own.")
    return _moment(naive.replace(tzinfo=zone(zone_name)))


def to_local(aware_utc: datetime, zone_name: str) -> datetime:
    """Return the same moment as the clocks of the zone show it; a naive time is a `ValueError`."""
    if aware_utc.tzinfo is None:
        raise ValueError("A moment comes with its zone; times are kept in UTC.")
    try:
        return aware_utc.astimezone(zone(zone_name))
    except OverflowError as error:
        raise ValueError(f"The date {aware_utc:%Y-%m-%d} is off the calendar.") from error


def in_utc(value: datetime) -> datetime:
    """Return a moment in UTC, which is what one without a zone is in already."""
    if value.tzinfo is not None:
        return value.astimezone(UTC)
    # A fifth of what `replace` takes, and a list of posts has fifty of them.
    return datetime.combine(value, value.time(), UTC)


def month_bounds(year: int, month: int, zone_name: str) -> tuple[datetime, datetime]:
    """Return when the month begins in the zone and when the next one does, both in UTC."""
    _check_year(year)
    if not 1 <= month <= 12:
        raise ValueError("A month is a number from 1 to 12.")
    start = datetime(year, month, 1, tzinfo=zone(zone_name))
    end = start.replace(year=year + month // 12, month=month % 12 + 1)
    return _moment(start), _moment(end)


def year_bounds(year: int, zone_name: str) -> tuple[datetime, datetime]:
    """Return when the year begins in the zone and when the next one does, both in UTC."""
    _check_year(year)
    start = datetime(year, 1, 1, tzinfo=zone(zone_name))
    return _moment(start), _moment(start.replace(year=year + 1))


def _check_year(year: int) -> None:
    if not 1 <= year <= MAX_YEAR:
        raise ValueError(f"A year is a number from 1 to {MAX_YEAR}.")


def _moment(local: datetime) -> datetime:
    # PEP 495: fold=0 is the first of two, and in a gap it takes the offset from before the gap.
    try:
        return local.replace(fold=0).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"The date {local:%Y-%m-%d} is off the calendar.") from error


@cache
def _known() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones() - _MACHINE_NAMES)
