"""The archive: which years and months have posts, and when they begin and end."""

from collections.abc import Iterable
from datetime import date, datetime

from flaskr.core.errors import NotFound
from flaskr.features.posts.pages import ArchiveMonth, ArchiveYear
from flaskr.lib import zones
from flaskr.lib.languages import Language


def archive_years(
    months: Iterable[tuple[int, int, int]], language: Language
) -> tuple[ArchiveYear, ...]:
    """Gather counts by year and month, newest first, into years."""
    years: dict[int, list[ArchiveMonth]] = {}
    for year, month, count in months:
        name = language.month(date(year, month, 1))
        url = f"/archive/{year}/{month:02}/"
        years.setdefault(year, []).append(ArchiveMonth(name, url, count))
    return tuple(
        ArchiveYear(year, f"/archive/{year}/", sum(m.count for m in inner), tuple(inner))
        for year, inner in years.items()
    )


def parse_month(
    year: int, month: int | None, timezone: str, language: Language
) -> tuple[str, datetime, datetime]:
    """Return the heading and the bounds in UTC of a year or month; raises NotFound for none."""
    try:
        if month is None:
            return (str(year), *zones.year_bounds(year, timezone))
        heading = language.month_of_year(date(year, month, 1))
        return (heading, *zones.month_bounds(year, month, timezone))
    except (ValueError, IndexError) as error:
        raise NotFound from error
