"""Local hours, in every zone and through both changes of the clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from goals.periods import month_of, span_before, span_of, summary_due, week_of


def test_a_week_runs_from_monday_to_sunday():
    week = week_of(date(2026, 12, 31))

    assert (week.first, week.last) == (date(2026, 12, 28), date(2027, 1, 3))
    assert week.first.isocalendar()[:2] == (2026, 53)


def test_a_month_ends_where_the_next_begins():
    assert month_of(date(2026, 2, 28)).end == date(2026, 3, 1)


def test_the_working_day_before_monday_is_friday():
    monday = span_of("day", date(2026, 11, 23))

    assert span_before("day", monday).first == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("America/New_York", datetime(2026, 3, 9, 12, tzinfo=UTC)),  # the day after spring forward
        ("Europe/Berlin", datetime(2026, 3, 9, 7, tzinfo=UTC)),
        ("Asia/Kolkata", datetime(2026, 3, 9, 2, 30, tzinfo=UTC)),
    ],
)
def test_the_summary_leaves_at_eight_local_time(zone, expected):
    assert summary_due(week_of(date(2026, 3, 4)), ZoneInfo(zone)) == expected
