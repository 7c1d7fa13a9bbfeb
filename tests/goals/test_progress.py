"""How a promise is counted."""

from datetime import UTC, date, datetime, timedelta

import pytest

from goals import services
from goals.models import Goal
from goals.periods import month_of, week_of
from goals.progress import Record, lacking_this_week
from members.models import Pause
from tests.factories import IntroductionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana():
    return UserFactory(person__name="Dana Whitfield").person


def made(person, *moments):
    for moment in moments:
        IntroductionFactory(introducer=person, made_at=moment, created_at=moment)


def test_without_a_goal_nothing_is_promised(dana, now):
    made(dana, now)

    progress = Record.of(dana, now).progress()

    assert (progress.promised, progress.kept, progress.missing) == (0, 1, 0)


def test_only_ones_own_introductions_of_this_week_count(dana, now):
    services.set_goal(dana, count=3, period="week", now=now - timedelta(weeks=1))
    made(dana, now - timedelta(hours=1), now - timedelta(days=3))
    made(UserFactory().person, now)

    progress = Record.of(dana, now).progress()

    assert (progress.promised, progress.kept, progress.missing) == (3, 1, 2)


def test_the_week_begins_at_midnight_where_the_person_lives(dana):
    now = datetime(2026, 11, 23, 14, tzinfo=UTC)
    services.set_goal(dana, count=3, period="week", now=now - timedelta(weeks=1))
    sunday_night = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)  # Sunday 23:30 in New York
    made(dana, sunday_night, sunday_night + timedelta(hours=1))

    assert Record.of(dana, now).progress().kept == 1


def test_weeks_in_a_row_stop_at_the_first_missed_one(dana, now):
    services.set_goal(dana, count=1, period="week", now=now - timedelta(weeks=10))
    made(dana, *(now - timedelta(weeks=n) for n in (1, 2, 4)))

    assert Record.of(dana, now).progress().in_a_row == 2


def test_past_weeks_are_judged_by_their_own_goal(dana, now):
    services.set_goal(dana, count=1, period="week", now=now - timedelta(weeks=5))
    services.set_goal(dana, count=4, period="week", now=now)
    made(dana, *(now - timedelta(weeks=n) for n in (1, 2, 3)))

    weeks = Record.of(dana, now).weeks(3)

    assert [(week.promised, week.kept, week.is_kept) for week in weeks] == [(1, 1, True)] * 3
    assert Record.of(dana, now).progress().promised == 4


def test_the_same_goal_again_changes_nothing(dana, now):
    services.set_goal(dana, count=3, period="week", now=now - timedelta(days=20))
    services.set_goal(dana, count=3, period="week", now=now)

    assert Goal.objects.get().starts_on == (now - timedelta(days=20)).date()


def test_a_goal_corrected_on_its_first_day_leaves_no_trace(dana, now):
    services.set_goal(dana, count=3, period="week", now=now)
    services.set_goal(dana, count=5, period="month", now=now)

    assert [(goal.count, goal.period) for goal in Goal.objects.all()] == [(5, "month")]


def test_an_ended_goal_promises_nothing(dana, now):
    services.set_goal(dana, count=3, period="week", now=now - timedelta(days=20))
    services.end_goal(dana, now=now)

    assert Record.of(dana, now).progress().goal is None
    assert Goal.objects.get().ends_on == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("period", "count", "lacking"),
    [("day", 1, 4), ("week", 3, 2), ("month", 6, 1), ("month", 1, 0)],
)
def test_what_a_week_still_lacks(dana, now, period, count, lacking):
    services.set_goal(dana, count=count, period=period, now=now - timedelta(weeks=2))
    made(dana, now)

    assert lacking_this_week(Record.of(dana, now)) == lacking


def off(person, first, end):
    Pause.objects.create(person=person, starts_on=first, ends_on=end)


def test_there_is_one_goal_of_each_kind(dana, now):
    services.set_goal(dana, count=3, period="week", now=now)
    services.set_goal(dana, kind="follow_ups", count=1, period="day", now=now)
    services.set_goal(dana, kind="meetings", count=4, period="month", now=now)
    services.set_goal(dana, kind="meetings", count=6, period="month", now=now)

    progresses = Record.of(dana, now).progresses()

    assert [(each.kind, each.promised, each.goal.period) for each in progresses] == [
        ("introductions", 3, "week"),
        ("follow_ups", 1, "day"),
        ("meetings", 6, "month"),
    ]


def test_ending_one_goal_leaves_the_others(dana, now):
    services.set_goal(dana, count=3, period="week", now=now)
    services.set_goal(dana, kind="meetings", count=4, period="month", now=now)

    services.end_goal(dana, kind="meetings", now=now + timedelta(days=1))

    assert [goal.kind for goal in Goal.objects.current()] == ["introductions"]


def test_a_week_is_judged_once_for_each_kind_promised_at_its_end(dana, now):
    services.set_goal(dana, count=3, period="week", now=now - timedelta(weeks=4))
    services.set_goal(dana, kind="meetings", count=8, period="month", now=now - timedelta(weeks=1))
    last = week_of(now.date() - timedelta(weeks=1))
    before = week_of(now.date() - timedelta(weeks=2))

    record = Record.of(dana, now)

    assert [(week.kind, week.promised) for week in record.judged(last)] == [
        ("introductions", 3),
        ("meetings", 2),
    ]
    assert [week.kind for week in record.judged(before)] == ["introductions"]


class TestAGoalChangedMidMonth:
    """Eight a month from September on; on Sunday 15 November they become four."""

    FIFTEENTH = datetime(2026, 11, 15, 15, tzinfo=UTC)

    @pytest.fixture
    def changed(self, dana):
        services.set_goal(dana, count=8, period="month", now=datetime(2026, 9, 1, 15, tzinfo=UTC))
        services.set_goal(dana, count=4, period="month", now=self.FIFTEENTH)
        return dana

    def test_the_month_is_one_of_four_and_the_days_before_count_too(self, changed):
        made(changed, *(datetime(2026, 11, day, 15, tzinfo=UTC) for day in (2, 3, 20)))

        progress = Record.of(changed, datetime(2026, 11, 23, 15, tzinfo=UTC)).progress()

        assert (progress.promised, progress.kept, progress.missing) == (4, 3, 1)

    def test_months_before_are_judged_by_eight(self, changed):
        now = datetime(2026, 12, 10, 15, tzinfo=UTC)
        made(changed, *(datetime(2026, 10, day, 15, tzinfo=UTC) for day in range(1, 8)))  # seven
        made(changed, *(datetime(2026, 11, day, 15, tzinfo=UTC) for day in range(1, 5)))  # four

        record = Record.of(changed, now)

        assert record.goal_on(month_of(date(2026, 10, 1)).last).count == 8
        assert record.progress().in_a_row == 1  # November by its four; October missed its eight

    def test_weeks_are_judged_by_their_share_of_the_goal_at_their_end(self, changed):
        record = Record.of(changed, datetime(2026, 11, 30, 15, tzinfo=UTC))

        weeks = [record.week(week_of(date(2026, 11, day))) for day in (2, 9, 16)]

        # The week of the 9th ends on the 15th, on which the new goal holds.
        assert [week.promised for week in weeks] == [2, 1, 1]


class TestDaysOff:
    def test_a_week_with_days_off_does_not_break_a_row(self, dana, now):
        services.set_goal(dana, count=1, period="week", now=now - timedelta(weeks=10))
        made(dana, *(now - timedelta(weeks=n) for n in (1, 3)))
        off(dana, date(2026, 11, 9), date(2026, 11, 11))

        record = Record.of(dana, now)
        week = record.week(week_of(date(2026, 11, 9)))

        assert record.progress().in_a_row == 2
        assert (week.is_kept, week.excused, week.is_missed) == (False, True, False)

    def test_a_week_with_days_off_can_be_kept(self, dana, now):
        services.set_goal(dana, count=1, period="week", now=now - timedelta(weeks=10))
        made(dana, *(now - timedelta(weeks=n) for n in (1, 2)))
        off(dana, date(2026, 11, 9), date(2026, 11, 11))

        record = Record.of(dana, now)
        week = record.week(week_of(date(2026, 11, 9)))

        assert record.progress().in_a_row == 2
        assert (week.is_kept, week.excused) == (True, False)

    def test_a_free_weekend_excuses_nothing(self, dana, now):
        services.set_goal(dana, count=1, period="week", now=now - timedelta(weeks=10))
        made(dana, *(now - timedelta(weeks=n) for n in (1, 3)))
        off(dana, date(2026, 11, 14), date(2026, 11, 16))  # Saturday and Sunday

        assert Record.of(dana, now).progress().in_a_row == 1

    def test_a_day_off_is_passed_over_and_asks_nothing_of_its_week(self, dana):
        thursday = datetime(2026, 11, 26, 15, tzinfo=UTC)
        services.set_goal(dana, count=1, period="day", now=thursday - timedelta(weeks=10))
        made(dana, *(datetime(2026, 11, day, 15, tzinfo=UTC) for day in (23, 25)))
        off(dana, date(2026, 11, 24), date(2026, 11, 25))

        record = Record.of(dana, thursday)

        assert record.progress().in_a_row == 2
        assert record.week(week_of(thursday.date())).promised == 4
        assert lacking_this_week(record) == 2

    def test_a_month_with_days_off_is_passed_over(self, dana):
        services.set_goal(dana, count=1, period="month", now=datetime(2026, 8, 1, 15, tzinfo=UTC))
        made(dana, *(datetime(2026, month, 20, 15, tzinfo=UTC) for month in (9, 11)))
        off(dana, date(2026, 10, 5), date(2026, 10, 20))

        assert Record.of(dana, datetime(2026, 12, 10, 15, tzinfo=UTC)).progress().in_a_row == 2

    def test_past_days_off_stay_when_the_pause_is_over(self, dana, now):
        services.set_goal(dana, count=1, period="week", now=now - timedelta(weeks=10))
        made(dana, now - timedelta(weeks=1), now - timedelta(weeks=4))
        off(dana, date(2026, 11, 2), date(2026, 11, 16))  # two whole weeks

        assert Record.of(dana, now).progress().in_a_row == 2
