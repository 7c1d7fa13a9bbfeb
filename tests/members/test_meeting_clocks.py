"""A group that has said the wrong time zone says another one: who meets at half past seven still
does."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.models import Meeting
from members.services.meetings import cancel_meeting, change_meeting, plan_meeting
from members.services.rules import change_rules
from members.services.series import Said, extend_series, plan_series
from members.services.series_changes import change_following
from tests.factories import NOW, GroupFactory, PersonFactory

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 11, 24)  # NOW is the Monday before
SAID = Said("meeting", "Breakfast", "The Boathouse", 90, "weekly", TUESDAY, time(7, 30))
FIRST = datetime(2026, 12, 1, tzinfo=UTC)
ZONES = ["UTC", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu"]


@pytest.fixture
def group():
    return GroupFactory(time_zone="UTC")


@pytest.fixture
def ruth():
    return PersonFactory()


def moves(group, zone, now=NOW):
    group.time_zone = zone
    change_rules(group, now=now)
    group.refresh_from_db()


def clocks(group):
    """Day and hour of each meeting, on the clocks of the group."""
    zone = ZoneInfo(group.time_zone)
    found = group.meetings.order_by("starts_at").values_list("starts_at", flat=True)
    return [at.astimezone(zone).replace(tzinfo=None) for at in found]


def alone(group, ruth, starts_at):
    fields = {"kind": "meeting", "title": "Evening", "minutes": 60, "place": ""}
    return plan_meeting(group, by=ruth, starts_at=starts_at, now=NOW, **fields)


def test_meetings_keep_day_and_hour_before_and_after_the_clocks_change(group, ruth):
    plan_series(group, SAID, by=ruth, now=NOW)
    before = clocks(group)
    assert {at.time() for at in before} == {time(7, 30)}

    moves(group, "America/New_York")

    assert clocks(group) == before
    assert len({at.hour for at in group.meetings.values_list("starts_at", flat=True)}) == 2
    assert set(group.meetings.values_list("changed_at", flat=True)) == {NOW}  # calendars take it


def test_what_has_been_stays_when_it_was(group, ruth):
    been = alone(group, ruth, NOW - timedelta(hours=1))
    moves(group, "America/New_York")
    at = been.starts_at
    been.refresh_from_db()
    assert been.starts_at == at


def test_meeting_moved_by_hand_keeps_its_own_hour_and_the_series_is_no_exception(group, ruth):
    series = plan_series(group, SAID, by=ruth, now=NOW)
    first, second, third = series.meetings.order_by("series_day")[:3]
    later = {"starts_at": second.starts_at + timedelta(hours=10), "title": "Supper"}
    fields = {name: getattr(second, name) for name in ("kind", "minutes", "place")}
    change_meeting(second, now=NOW, **fields | later)
    cancel_meeting(third, now=NOW)
    before = clocks(group)

    moves(group, "Asia/Kathmandu")
    assert clocks(group) == before

    first.refresh_from_db()
    eight = Said("meeting", "Breakfast", "The Boathouse", 90, "weekly", TUESDAY, time(8))
    change_following(first, eight, by=ruth, now=NOW)
    hours = [at.time() for at in clocks(group)]
    assert set(hours) == {time(8), time(17, 30)}
    assert hours.count(time(17, 30)) == 1


def test_later_meetings_of_the_series_are_made_by_the_new_clocks(group, ruth):
    plan_series(group, SAID, by=ruth, now=NOW)
    moves(group, "Australia/Lord_Howe")
    extend_series(now=NOW + timedelta(days=60))
    assert {at.time() for at in clocks(group)} == {time(7, 30)}


def test_other_rules_move_nothing(group, ruth):
    meeting = alone(group, ruth, NOW + timedelta(days=1))
    group.name = "Another name"
    change_rules(group, now=NOW + timedelta(hours=1))
    meeting.refresh_from_db()
    assert meeting.changed_at == NOW


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.sampled_from(ZONES), min_size=1, max_size=4),
    st.datetimes(FIRST.replace(tzinfo=None), (FIRST + timedelta(days=364)).replace(tzinfo=None)),
)
def test_there_and_back_is_where_it_was_but_for_hours_that_the_clocks_skip_or_show_twice(
    zones, starts_at
):
    group, ruth = GroupFactory(time_zone="UTC"), PersonFactory()
    meeting = alone(group, ruth, starts_at.replace(tzinfo=UTC))
    for zone in [*zones, "UTC"]:
        moves(group, zone)
    moved = Meeting.objects.get(pk=meeting.pk).starts_at - starts_at.replace(tzinfo=UTC)
    assert abs(moved) <= len(zones) * timedelta(hours=1)
    local = [starts_at.replace(tzinfo=ZoneInfo(zone)) for zone in zones]
    if all(_is_told_once(each) for each in local):
        assert moved == timedelta()


def _is_told_once(local):
    there = local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None)
    return there == local.replace(tzinfo=None) and (
        local.utcoffset() == local.replace(fold=1).utcoffset()
    )
