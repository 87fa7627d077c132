"""The archive: which years and months have posts, and when they begin and end."""

from calendar import month_name
from collections.abc import Iterable
from datetime import datetime

from flaskr.core.errors import NotFound
from flaskr.features.posts.pages import ArchiveMonth, ArchiveYear
from flaskr.lib import zones


def archive_years(months: Iterable[tuple[int, int, int]]) -> tuple[ArchiveYear, ...]:
    """Gather counts by year and month, newest first, into years."""
    years: dict[int, list[ArchiveMonth]] = {}
    for year, month, count in months:
        url = f"/archive/{year}/{month:02}/"
        years.setdefault(year, []).append(ArchiveMonth(month_name[month], url, count))
    return tuple(
        ArchiveYear(year, f"/archive/{year}/", sum(m.count for m in inner), tuple(inner))
        for year, inner in years.items()
    )


def parse_month(year: int, month: int | None, timezone: str) -> tuple[str, datetime, datetime]:
    """Return the heading and the bounds in UTC of a year or month; raises NotFound for none."""
    try:
        if month is None:
            return (str(year), *zones.year_bounds(year, timezone))
        return (f"{month_name[month]} {year}", *zones.month_bounds(year, month, timezone))
    except (ValueError, IndexError) as error:
        raise NotFound from error
