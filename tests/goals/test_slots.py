"""The hours that plans promise, by everybody's own clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goals.models import Commitment
from goals.periods import Span, at
from goals.slots import first_day, outcomes, slots_between

NEW_YORK = ZoneInfo("America/New_York")
ZONES = sorted(available_timezones())


def plan(weekdays=(1, 3), clock=time(8, 30), **fields):
    fields = {"starts_on": date(2026, 1, 1), "kind": "introductions", "count": 1, **fields}
    return Commitment(weekdays=list(weekdays), at=clock, **fields)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def test_tuesday_and_thursday_half_past_eight():
    found = slots_between([plan()], NEW_YORK, utc(2026, 11, 23), utc(2026, 11, 30))

    assert [(slot.day, slot.starts_at) for slot in found] == [
        (date(2026, 11, 24), utc(2026, 11, 24, 13, 30)),
        (date(2026, 11, 26), utc(2026, 11, 26, 13, 30)),
    ]


def test_the_end_is_not_part_of_it():
    eight_thirty = utc(2026, 11, 24, 13, 30)

    assert slots_between([plan()], NEW_YORK, eight_thirty - timedelta(hours=1), eight_thirty) == []
    assert len(slots_between([plan()], NEW_YORK, eight_thirty, utc(2026, 11, 25))) == 1


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (date(2026, 3, 8), time(2, 30), utc(2026, 3, 8, 7)),  # skipped: the clock jumps at two
        (date(2026, 3, 8), time(2), utc(2026, 3, 8, 7)),
        (date(2026, 3, 8), time(3), utc(2026, 3, 8, 7)),
        (date(2026, 11, 1), time(1, 30), utc(2026, 11, 1, 5, 30)),  # twice: the first
    ],
)
def test_changes_of_the_clock(day, clock, expected):
    sunday = plan([6], clock)

    found = slots_between([sunday], NEW_YORK, utc(2026, 1, 1), utc(2026, 12, 1))

    assert [slot.starts_at for slot in found if slot.day == day] == [expected]


def test_a_plan_holds_from_its_first_day_to_the_one_before_its_end():
    short = plan(range(7), starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 26))

    found = slots_between([short], NEW_YORK, utc(2026, 11, 20), utc(2026, 11, 30))

    assert [slot.day for slot in found] == [date(2026, 11, 24), date(2026, 11, 25)]


def test_days_off_have_no_slots():
    off = [Span(date(2026, 11, 24), date(2026, 11, 26))]

    found = slots_between([plan()], NEW_YORK, utc(2026, 11, 23), utc(2026, 11, 30), off=off)

    assert [slot.day for slot in found] == [date(2026, 11, 26)]


def test_a_slot_is_kept_by_what_was_done_on_its_day():
    plans = [plan(count=2), plan(kind="meetings")]
    slots = slots_between(plans, NEW_YORK, utc(2026, 11, 23), utc(2026, 11, 30))
    done = {(date(2026, 11, 24), "introductions"): 2, (date(2026, 11, 26), "introductions"): 1}

    found = outcomes(slots, lambda day, kind: done.get((day, kind), 0))

    kept = [outcome.slot for outcome in found if outcome.is_kept]
    assert [(slot.day, slot.commitment.kind) for slot in kept] == [
        (date(2026, 11, 24), "introductions")
    ]


def test_two_slots_of_a_day_need_both():
    plans = [plan([1]), plan([1], time(17))]
    slots = slots_between(plans, NEW_YORK, utc(2026, 11, 24), utc(2026, 11, 25))

    found = outcomes(slots, lambda day, kind: 1)

    assert [(outcome.slot.commitment.at.hour, outcome.is_kept) for outcome in found] == [
        (8, True),
        (17, False),
    ]


def test_a_plan_made_after_its_hour_begins_tomorrow():
    nine = utc(2026, 11, 23, 14)

    assert first_day(time(8, 30), nine, NEW_YORK) == date(2026, 11, 24)
    assert first_day(time(9, 30), nine, NEW_YORK) == date(2026, 11, 23)


@settings(max_examples=400, deadline=None)
@given(
    name=st.sampled_from(ZONES),
    first=st.dates(date(2015, 1, 1), date(2037, 6, 1)),
    clock=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    weekdays=st.sets(st.integers(0, 6), min_size=1),
)
def test_one_slot_for_each_promised_weekday_at_its_hour_in_every_zone(name, first, clock, weekdays):
    zone = ZoneInfo(name)
    span = Span(first, first + timedelta(days=210))  # through at least one change of the clock
    promised = [day for day in span.days if day.weekday() in weekdays]

    found = slots_between([plan(weekdays, clock, starts_on=first)], zone, *around(span, zone))

    assert [slot.day for slot in found if slot.day in span] == promised
    for slot in found:
        local = slot.starts_at.astimezone(zone)
        before = (slot.starts_at - timedelta(seconds=1)).astimezone(zone)
        if local.replace(tzinfo=None) == datetime.combine(slot.day, clock):
            assert local.fold == 0
        else:  # skipped: this is the very moment at which the clock jumps over the hour
            wanted = datetime.combine(slot.day, clock.replace(fold=0))
            assert before.replace(tzinfo=None) < wanted < local.replace(tzinfo=None)


def around(span, zone):
    return at(span.first, time(), zone), at(span.end, time(), zone) + timedelta(hours=3)
