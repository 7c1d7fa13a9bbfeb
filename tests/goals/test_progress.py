"""How a promise is counted."""

from datetime import UTC, date, datetime, timedelta

import pytest

from goals import services
from goals.models import Goal
from goals.progress import Record, lacking_this_week, progress_of
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

    progress = progress_of(dana, now)

    assert (progress.promised, progress.kept, progress.missing) == (0, 1, 0)


def test_only_ones_own_introductions_of_this_week_count(dana, now):
    services.set_goal(dana, count=3, period="week", now=now - timedelta(weeks=1))
    made(dana, now - timedelta(hours=1), now - timedelta(days=3))
    made(UserFactory().person, now)

    progress = progress_of(dana, now)

    assert (progress.promised, progress.kept, progress.missing) == (3, 1, 2)


def test_the_week_begins_at_midnight_where_the_person_lives(dana):
    now = datetime(2026, 11, 23, 14, tzinfo=UTC)
    services.set_goal(dana, count=3, period="week", now=now - timedelta(weeks=1))
    sunday_night = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)  # Sunday 23:30 in New York
    made(dana, sunday_night, sunday_night + timedelta(hours=1))

    assert progress_of(dana, now).kept == 1


def test_weeks_in_a_row_stop_at_the_first_missed_one(dana, now):
    services.set_goal(dana, count=1, period="week", now=now - timedelta(weeks=10))
    made(dana, *(now - timedelta(weeks=n) for n in (1, 2, 4)))

    assert progress_of(dana, now).in_a_row == 2


def test_past_weeks_are_judged_by_their_own_goal(dana, now):
    services.set_goal(dana, count=1, period="week", now=now - timedelta(weeks=5))
    services.set_goal(dana, count=4, period="week", now=now)
    made(dana, *(now - timedelta(weeks=n) for n in (1, 2, 3)))

    weeks = Record.of(dana, now).weeks(3)

    assert [(week.promised, week.kept, week.is_kept) for week in weeks] == [(1, 1, True)] * 3
    assert progress_of(dana, now).promised == 4


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

    assert progress_of(dana, now).goal is None
    assert Goal.objects.get().ends_on == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("period", "count", "lacking"),
    [("day", 1, 4), ("week", 3, 2), ("month", 6, 1), ("month", 1, 0)],
)
def test_what_a_week_still_lacks(dana, now, period, count, lacking):
    services.set_goal(dana, count=count, period=period, now=now - timedelta(weeks=2))
    made(dana, now)

    assert lacking_this_week(Record.of(dana, now)) == lacking
