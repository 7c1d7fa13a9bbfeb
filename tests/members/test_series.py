"""Meetings that repeat: made ahead, changed and ended from one on, never twice."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from members.models import Attendance, Meeting, MeetingSeries
from members.services.meetings import WasCancelled, cancel_meeting, change_meeting, plan_meeting
from members.services.series import NotOnItsDay, Said, extend_series, plan_series, set_last_day
from members.services.series_changes import HasBeen, cancel_following, change_following
from members.tasks import make_meetings_ahead
from tests.factories import NOW, GroupFactory, PersonFactory

pytestmark = pytest.mark.django_db
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
TUESDAY = date(2026, 11, 24)  # NOW is the Monday before
NEW_YORK = ZoneInfo("America/New_York")
AT_ONCE = int(os.environ.get("SERIES_AT_ONCE", "20"))


def said(**fields):
    usual = {
        "kind": "meeting",
        "title": "Tuesday breakfast",
        "place": "The Boathouse",
        "minutes": 90,
        "repeats": "weekly",
        "first_day": TUESDAY,
        "begins_at": time(7, 30),
        "last_day": None,
    }
    return Said(**usual | fields)


@pytest.fixture
def riverside():
    return GroupFactory(name="Riverside", slug="riverside", time_zone="America/New_York")


@pytest.fixture
def ruth():
    return PersonFactory(name="Ruth Alvarez")


@pytest.fixture
def plan(riverside, ruth):
    return lambda **fields: plan_series(riverside, said(**fields), by=ruth, now=NOW)


def days(group):
    """The days of what stands on the list, where the group is."""
    return [meeting.day for meeting in group.meetings.taking_place().order_by("starts_at")]


def clocks(group):
    return {meeting.starts_at.astimezone(NEW_YORK).time() for meeting in group.meetings.all()}


def on(group, day):
    return group.meetings.get(series_day=day)


class TestPlanning:
    def test_the_next_months_stand_on_the_list(self, plan, riverside):
        plan()

        made = days(riverside)
        assert made == [TUESDAY + n * WEEK for n in range(len(made))]
        assert made[-1] + WEEK > (NOW + timedelta(days=120)).date()
        assert clocks(riverside) == {time(7, 30)}  # before and after the clocks change
        assert len({meeting.starts_at.time() for meeting in riverside.meetings.all()}) == 2

    def test_no_further_than_its_last_day(self, plan, riverside):
        plan(last_day=TUESDAY + 2 * WEEK)

        assert days(riverside) == [TUESDAY, TUESDAY + WEEK, TUESDAY + 2 * WEEK]

    def test_twice_the_same_is_one(self, plan, riverside):
        assert plan() == plan()
        assert MeetingSeries.objects.count() == 1

    def test_a_meeting_that_is_there_becomes_the_first(self, plan, riverside, ruth):
        fields = {"kind": "meeting", "title": "Tuesday breakfast", "minutes": 60, "place": ""}
        starts_at = datetime(2026, 11, 24, 7, 30, tzinfo=NEW_YORK)
        alone = plan_meeting(riverside, by=ruth, starts_at=starts_at, now=NOW, **fields)

        series = plan(last_day=TUESDAY + WEEK)

        alone.refresh_from_db()
        assert (alone.series, alone.series_day) == (series, TUESDAY)
        assert days(riverside) == [TUESDAY, TUESDAY + WEEK]

    def test_what_does_not_go_is_refused(self, plan, riverside):
        with pytest.raises(NotOnItsDay):
            plan(repeats="monthly_last", first_day=date(2026, 11, 17))
        for wrong in ({"last_day": TUESDAY - DAY}, {"title": ""}, {"minutes": 0}, {"kind": "ball"}):
            with pytest.raises(ValidationError):
                plan(**wrong)
        assert not MeetingSeries.objects.exists()


class TestMakingAhead:
    def test_each_week_makes_one_more_and_twice_makes_nothing_twice(self, plan, riverside):
        plan()
        before = len(days(riverside))

        assert extend_series(now=NOW) == 0
        assert extend_series(now=NOW + WEEK) == 1
        assert extend_series(now=NOW + WEEK) == 0

        assert len(days(riverside)) == before + 1

    def test_after_its_last_day_nothing_is_made(self, plan, riverside):
        plan(last_day=TUESDAY + 20 * WEEK)

        extend_series(now=NOW + 10 * WEEK)
        assert extend_series(now=NOW + 30 * WEEK) == 0

        assert days(riverside)[-1] == TUESDAY + 20 * WEEK
        assert len(days(riverside)) == 21

    def test_a_worker_that_slept_for_a_year_catches_up(self, plan, riverside):
        plan(repeats="monthly_weekday")

        extend_series(now=NOW + 52 * WEEK)

        made = days(riverside)
        assert {(day.day - 1) // 7 for day in made} == {3}
        assert len(made) == len({(day.year, day.month) for day in made}) >= 15

    def test_what_was_moved_or_cancelled_is_not_made_again(self, plan, riverside):
        plan()
        moved, gone = on(riverside, TUESDAY), on(riverside, TUESDAY + WEEK)
        fields = {"kind": "meeting", "title": "Late", "minutes": 90, "place": ""}
        change_meeting(moved, starts_at=moved.starts_at + DAY, now=NOW, **fields)
        cancel_meeting(gone, now=NOW)
        MeetingSeries.objects.update(made_until=None)

        assert extend_series(now=NOW) == 0

        assert days(riverside)[0] == TUESDAY + DAY
        assert riverside.meetings.filter(title="Late").count() == 1

    def test_the_tick_makes_them(self, plan, time_machine, riverside):
        plan()
        before = len(days(riverside))
        time_machine.move_to(NOW + 3 * WEEK)

        make_meetings_ahead()

        assert len(days(riverside)) == before + 3


@pytest.mark.django_db(transaction=True)
def test_twenty_workers_at_once_make_each_meeting_once(riverside, ruth):
    for weekday in range(3):
        begins = said(first_day=TUESDAY + weekday * DAY, title=f"Breakfast {weekday}")
        plan_series(riverside, begins, by=ruth, now=NOW)
    before = Meeting.objects.count()
    start = Barrier(AT_ONCE)

    def work(_):
        try:
            start.wait()
            return extend_series(now=NOW + 10 * WEEK)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = sum(pool.map(work, range(AT_ONCE)))

    assert made == Meeting.objects.count() - before == 30
    assert len(days(riverside)) == before + 30


class TestChangingFromOneOn:
    def change(self, meeting, ruth, now=NOW, **fields):
        return change_following(meeting, said(**fields), by=ruth, now=now)

    def test_the_old_series_ends_and_a_new_one_goes_on(self, plan, riverside, ruth):
        old = plan()
        third = on(riverside, TUESDAY + 2 * WEEK)

        new = self.change(
            third, ruth, first_day=TUESDAY + 2 * WEEK + DAY, begins_at=time(8), place="The Mill"
        )

        old.refresh_from_db()
        assert old.last_day == TUESDAY + 2 * WEEK - DAY
        assert days(riverside)[:4] == [
            TUESDAY,
            TUESDAY + WEEK,
            TUESDAY + 2 * WEEK + DAY,
            TUESDAY + 3 * WEEK + DAY,
        ]
        assert {meeting.place for meeting in new.meetings.all()} == {"The Mill"}
        assert {meeting.place for meeting in old.meetings.all()} == {"The Boathouse"}
        third.refresh_from_db()
        assert third.series == new  # the same entry in calendars, moved
        assert third.starts_at.astimezone(NEW_YORK).time() == time(8)
        made = len(days(riverside))
        extend_series(now=NOW)
        assert len(days(riverside)) == made

    def test_from_the_first_on_the_old_one_is_gone(self, plan, riverside, ruth):
        plan()

        new = self.change(on(riverside, TUESDAY), ruth, title="Early birds")

        assert MeetingSeries.objects.get() == new
        assert {meeting.title for meeting in riverside.meetings.all()} == {"Early birds"}

    def test_moved_and_cancelled_ones_stay_what_they_are(self, plan, riverside, ruth):
        plan()
        moved, gone = on(riverside, TUESDAY + WEEK), on(riverside, TUESDAY + 2 * WEEK)
        elsewhen = moved.starts_at + timedelta(hours=30)
        fields = {"kind": "meeting", "title": "Tuesday breakfast", "minutes": 90}
        change_meeting(moved, starts_at=elsewhen, place="The Boathouse", now=NOW, **fields)
        cancel_meeting(gone, now=NOW)

        self.change(on(riverside, TUESDAY), ruth, begins_at=time(9), place="The Mill")

        moved.refresh_from_db()
        gone.refresh_from_db()
        assert moved.starts_at == elsewhen  # its own
        assert moved.place == "The Mill"  # never was its own
        assert gone.cancelled_at
        assert TUESDAY + 2 * WEEK not in days(riverside)

    def test_in_another_rhythm_what_falls_between_goes(self, plan, riverside, ruth):
        plan()
        renamed = on(riverside, TUESDAY + WEEK)
        fields = {"kind": "event", "title": "Reception", "minutes": 90, "place": ""}
        change_meeting(renamed, starts_at=renamed.starts_at, now=NOW, **fields)

        self.change(on(riverside, TUESDAY), ruth, repeats="fortnightly")

        assert days(riverside)[:4] == [
            TUESDAY,
            TUESDAY + WEEK,  # somebody had made it something of its own
            TUESDAY + 2 * WEEK,
            TUESDAY + 4 * WEEK,
        ]

    def test_what_was_left_as_it_was_on_an_odd_one_is_not_spread(self, plan, riverside, ruth):
        plan()
        first = on(riverside, TUESDAY)
        fields = {"kind": "event", "title": "Opening", "minutes": 90, "place": "The Boathouse"}
        change_meeting(first, starts_at=first.starts_at + DAY, now=NOW, **fields)

        self.change(
            first,
            ruth,
            first_day=TUESDAY + DAY,
            kind="event",
            title="Opening",
            place="The Mill",
        )

        assert days(riverside)[:3] == [TUESDAY + DAY, TUESDAY + WEEK, TUESDAY + 2 * WEEK]
        assert riverside.meetings.filter(title="Opening").count() == 1
        assert {meeting.place for meeting in riverside.meetings.all()} == {"The Mill"}

    def test_nothing_changed_is_no_new_series(self, plan, riverside, ruth):
        old = plan()

        assert self.change(on(riverside, TUESDAY + WEEK), ruth, first_day=TUESDAY + WEEK) == old
        assert MeetingSeries.objects.count() == 1

    def test_not_from_one_that_has_been_or_does_not_take_place(self, plan, riverside, ruth):
        plan()
        first, second = on(riverside, TUESDAY), on(riverside, TUESDAY + WEEK)
        cancel_meeting(second, now=NOW)

        with pytest.raises(HasBeen):
            self.change(first, ruth, now=NOW + 2 * DAY, place="The Mill")
        with pytest.raises(WasCancelled):
            self.change(second, ruth, first_day=TUESDAY + WEEK)

    def test_who_was_there_stays(self, plan, riverside, ruth):
        plan()
        first = on(riverside, TUESDAY)
        Attendance.objects.create(meeting=first, person=ruth, created_at=NOW)

        later = on(riverside, TUESDAY + WEEK)
        self.change(later, ruth, now=NOW + 3 * DAY, first_day=TUESDAY + WEEK, minutes=60)

        first.refresh_from_db()
        assert first.minutes == 90
        assert first.attendances.exists()


class TestEnding:
    def test_cancelled_with_all_that_follow(self, plan, riverside):
        plan()
        count = len(days(riverside))

        off = cancel_following(on(riverside, TUESDAY + 2 * WEEK), now=NOW)

        assert off == count - 3
        assert days(riverside) == [TUESDAY, TUESDAY + WEEK]
        assert on(riverside, TUESDAY + 2 * WEEK).cancelled_at == NOW
        assert extend_series(now=NOW + 30 * WEEK) == 0

    def test_until_a_day_and_longer_again(self, plan, riverside):
        series = plan()
        count = len(days(riverside))

        assert set_last_day(series, TUESDAY + WEEK, now=NOW) == 2 - count
        assert days(riverside) == [TUESDAY, TUESDAY + WEEK]
        assert set_last_day(series, TUESDAY + 3 * WEEK, now=NOW) == 2
        assert set_last_day(series, None, now=NOW) == count - 4

    def test_what_has_been_stays(self, plan, riverside):
        series = plan()

        set_last_day(series, TUESDAY - DAY, now=NOW + 10 * DAY)

        assert days(riverside) == [TUESDAY, TUESDAY + WEEK]

    def test_before_its_first_day_there_is_nothing_left(self, plan, riverside):
        set_last_day(plan(), TUESDAY - DAY, now=NOW)

        assert not MeetingSeries.objects.exists()
        assert not Meeting.objects.exists()


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Sydney"])
def test_by_the_clocks_of_the_group_through_the_year(zone):
    group = GroupFactory(time_zone=zone)
    plan_series(group, said(), by=PersonFactory(), now=NOW)
    for week in range(0, 52, 10):
        extend_series(now=NOW + week * WEEK)

    local = [meeting.starts_at.astimezone(ZoneInfo(zone)) for meeting in group.meetings.all()]
    assert {(at.time(), at.weekday()) for at in local} == {(time(7, 30), 1)}
    assert len({at.utcoffset() for at in local}) == 2
    assert len(local) == len({at.astimezone(UTC) for at in local}) > 60
