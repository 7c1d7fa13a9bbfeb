"""On which days meetings repeat and when they begin, against a walk through the calendar."""

import os
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members.recurring import Repeats, days_of, fits, in_words, instant, last_of_month

EXAMPLES = int(os.environ.get("RECURRING_EXAMPLES", "40"))
DAY = timedelta(days=1)


def walked(repeats, first, until):
    """Every day from the first on, asked one after the other."""
    found, day = [], first
    while day <= until:
        same = day.weekday() == first.weekday()
        weeks = (day - first).days // 7
        which = (day.day + 6) // 7 == (first.day + 6) // 7
        is_last = (day + 7 * DAY).month != day.month
        if (
            same
            and {
                Repeats.WEEKLY: True,
                Repeats.FORTNIGHTLY: weeks % 2 == 0,
                Repeats.MONTHLY_WEEKDAY: which,
                Repeats.MONTHLY_LAST: is_last,
            }[repeats]
        ):
            found.append(day)
        day += DAY
    return found


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    st.sampled_from(list(Repeats)),
    st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    st.integers(-10, 900),
)
def test_the_days_are_those_that_a_walk_through_the_calendar_finds(repeats, first, ahead):
    if repeats == Repeats.MONTHLY_LAST:
        first = last_of_month(first)

    assert days_of(repeats, first, first + ahead * DAY) == walked(
        repeats, first, first + ahead * DAY
    )


def test_the_second_tuesday_and_the_last():
    second, last = date(2026, 3, 10), date(2026, 3, 31)

    assert days_of(Repeats.MONTHLY_WEEKDAY, second, date(2026, 6, 30)) == [
        second,
        date(2026, 4, 14),
        date(2026, 5, 12),
        date(2026, 6, 9),
    ]
    assert days_of(Repeats.MONTHLY_LAST, last, date(2026, 6, 30)) == [
        last,
        date(2026, 4, 28),
        date(2026, 5, 26),
        date(2026, 6, 30),
    ]


def test_a_fifth_tuesday_is_met_in_months_that_have_one():
    assert days_of(Repeats.MONTHLY_WEEKDAY, date(2026, 3, 31), date(2026, 12, 31)) == [
        date(2026, 3, 31),
        date(2026, 6, 30),
        date(2026, 9, 29),
        date(2026, 12, 29),
    ]


def test_the_last_tuesdays_do_not_begin_on_another():
    assert not fits(Repeats.MONTHLY_LAST, date(2026, 3, 24))
    assert fits(Repeats.MONTHLY_LAST, date(2026, 2, 24))
    with pytest.raises(ValueError, match="not the last Tuesday"):
        days_of(Repeats.MONTHLY_LAST, date(2026, 3, 24), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("zone", "before", "after", "utc_before", "utc_after"),
    [
        ("Europe/Berlin", date(2027, 3, 23), date(2027, 3, 30), time(6, 30), time(5, 30)),
        ("Europe/Berlin", date(2026, 10, 20), date(2026, 10, 27), time(5, 30), time(6, 30)),
        ("America/New_York", date(2027, 3, 9), date(2027, 3, 16), time(12, 30), time(11, 30)),
        ("Australia/Sydney", date(2026, 9, 29), date(2026, 10, 6), time(21, 30), time(20, 30)),
    ],
)
def test_breakfast_stays_at_half_past_seven_when_the_clocks_change(
    zone, before, after, utc_before, utc_after
):
    clock, there = time(7, 30), ZoneInfo(zone)

    for day, utc in ((before, utc_before), (after, utc_after)):
        begins = instant(day, clock, there)
        assert begins.time() == utc
        assert begins.astimezone(there) == datetime.combine(day, clock, there)


def test_an_hour_that_is_skipped_begins_later_and_one_that_comes_twice_the_first_time():
    berlin = ZoneInfo("Europe/Berlin")

    assert instant(date(2027, 3, 28), time(2, 30), berlin) == datetime(
        2027, 3, 28, 1, 30, tzinfo=UTC
    )
    assert instant(date(2026, 10, 25), time(2, 30), berlin) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_in_words():
    day = date(2026, 3, 10)
    assert [in_words(repeats, day) for repeats in Repeats] == [
        "every Tuesday",
        "every two weeks on Tuesday",
        "every month on the second Tuesday",
        "every month on the last Tuesday",
    ]
