from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flaskr.lib import zones


def local(*parts: int) -> datetime:
    return datetime(*parts)  # noqa: DTZ001


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_a_zone_is_found_by_its_name_and_by_an_old_one():
    assert zones.zone("Europe/Berlin").key == "Europe/Berlin"
    assert zones.zone("US/Eastern").key == "US/Eastern"


@pytest.mark.parametrize(
    "name",
    [
        *("", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "America", "zone.tab"),
        *("a\0b", "\ud800", "localtime", "europe/berlin", "A" * 10_000),
    ],
)
def test_an_unknown_zone_is_refused_with_a_sentence(name):
    with pytest.raises(ValueError, match=r"There is no time zone .* Choose a name such as"):
        zones.zone(name)


def test_the_names_to_choose_from_are_sorted_places_each_once():
    names = zones.names()
    assert list(names) == sorted(set(names))
    assert {"UTC", "Europe/Oslo", "Asia/Kolkata", "America/New_York"} <= set(names)
    assert not {"Asia/Calcutta", "US/Eastern", "Etc/GMT+5", "localtime", "EST"} & set(names)
    assert 350 < len(names) < 500


def test_every_name_to_choose_is_a_zone():
    for name in zones.names():
        assert zones.zone(name).key == name


def test_a_local_time_is_moved_to_utc_and_back():
    moment = zones.local_to_utc(local(2026, 6, 1, 12), "Europe/Berlin")
    assert moment == utc(2026, 6, 1, 10)
    assert moment.tzinfo is UTC
    assert zones.to_local(moment, "Europe/Berlin").replace(tzinfo=None) == local(2026, 6, 1, 12)


def test_a_time_that_the_clocks_skip_is_moved_forward_by_what_they_skip():
    moment = zones.local_to_utc(local(2026, 3, 29, 2, 30), "Europe/Berlin")
    assert zones.to_local(moment, "Europe/Berlin").replace(tzinfo=None) == local(2026, 3, 29, 3, 30)


def test_a_whole_day_that_was_skipped_is_moved_to_the_next():
    moment = zones.local_to_utc(local(2011, 12, 30, 9), "Pacific/Apia")
    assert zones.to_local(moment, "Pacific/Apia").replace(tzinfo=None) == local(2011, 12, 31, 9)


@pytest.mark.parametrize("fold", [0, 1])
def test_of_a_time_shown_twice_the_first_is_meant(fold):
    twice = local(2026, 10, 25, 2, 30).replace(fold=fold)
    assert zones.local_to_utc(twice, "Europe/Berlin") == utc(2026, 10, 25, 0, 30)


def test_a_local_time_has_no_zone_of_its_own_and_a_moment_has():
    with pytest.raises(ValueError, match="without a zone"):
        zones.local_to_utc(utc(2026, 1, 1), "UTC")
    with pytest.raises(ValueError, match="comes with its zone"):
        zones.to_local(local(2026, 1, 1), "UTC")


def test_a_date_off_the_calendar_is_refused():
    with pytest.raises(ValueError, match="off the calendar"):
        zones.local_to_utc(local(1, 1, 1), "Asia/Tokyo")
    with pytest.raises(ValueError, match="off the calendar"):
        zones.to_local(datetime.max.replace(tzinfo=UTC), "Asia/Tokyo")


def test_a_month_begins_and_ends_at_midnight_in_the_zone():
    assert zones.month_bounds(2026, 3, "Europe/Berlin") == (
        utc(2026, 2, 28, 23),
        utc(2026, 3, 31, 22),
    )
    assert zones.month_bounds(2026, 12, "UTC") == (utc(2026, 12, 1), utc(2027, 1, 1))


def test_a_year_begins_and_ends_at_midnight_in_the_zone():
    assert zones.year_bounds(2026, "America/New_York") == (utc(2026, 1, 1, 5), utc(2027, 1, 1, 5))


@given(st.integers(1900, 2100), st.sampled_from(zones.names()))
def test_the_months_of_a_year_leave_no_gap_and_do_not_overlap(year, name):
    bounds = [zones.month_bounds(year, month, name) for month in range(1, 13)]
    assert all(end == start for (_, end), (start, _) in pairwise(bounds))
    assert (bounds[0][0], bounds[-1][1]) == zones.year_bounds(year, name)
    assert all(end - start > timedelta(days=26) for start, end in bounds)


@pytest.mark.parametrize(
    ("year", "month"), [(0, 1), (-5, 1), (9999, 1), (10**30, 1), (2026, 0), (2026, 13), (1, 1)]
)
def test_a_month_off_the_calendar_is_refused(year, month):
    with pytest.raises(ValueError, match=r"\w.+\."):
        zones.month_bounds(year, month, "Asia/Tokyo")


@pytest.mark.parametrize("year", [0, -1, 9999, 10**30])
def test_a_year_off_the_calendar_is_refused(year):
    with pytest.raises(ValueError, match="A year is a number from 1 to 9998"):
        zones.year_bounds(year, "UTC")
