"""Pauses are remembered, planned, begun by themselves and ended."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from members.models import Pause, Person
from members.services import PausesOverlap, begin_pauses, change_profile, end_pause, plan_pause
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)


@pytest.fixture
def dana():
    return UserFactory(person__name="Dana Whitfield").person


def pause_until(person, until, now):
    person.paused_until = until
    change_profile(person, now=now)


def rows(person):
    return [(pause.starts_on, pause.ends_on) for pause in person.pauses.all()]


def plan(person, first, last, now):
    return plan_pause(person, first=date(2026, *first), last=date(2026, *last), now=now)


class TestRemembering:
    def test_a_pause_leaves_its_days(self, dana, now):
        pause_until(dana, TODAY + 5 * DAY, now)

        assert rows(dana) == [(TODAY, TODAY + 5 * DAY)]

    def test_longer_or_shorter_it_is_still_one(self, dana, now):
        pause_until(dana, TODAY + 5 * DAY, now)
        pause_until(dana, TODAY + 9 * DAY, now + DAY)
        pause_until(dana, TODAY + 4 * DAY, now + 2 * DAY)

        assert rows(dana) == [(TODAY, TODAY + 4 * DAY)]

    def test_ended_early_the_days_that_were_stay(self, dana, now):
        pause_until(dana, TODAY + 9 * DAY, now)
        pause_until(dana, None, now + 3 * DAY)

        assert rows(dana) == [(TODAY, TODAY + 3 * DAY)]

    def test_ended_on_the_day_it_began_nothing_is_left(self, dana, now):
        pause_until(dana, TODAY + 9 * DAY, now)
        pause_until(dana, None, now)

        assert rows(dana) == []

    def test_another_change_of_the_profile_changes_no_pause(self, dana, now):
        pause_until(dana, TODAY + 2 * DAY, now)
        dana.company = "Elsewhere"
        change_profile(dana, now=now + 10 * DAY)

        assert rows(dana) == [(TODAY, TODAY + 2 * DAY)]

    def test_planned_days_that_it_reaches_become_part_of_it(self, dana, now):
        plan(dana, (11, 25), (11, 26), now)
        plan(dana, (11, 30), (12, 4), now)
        pause_until(dana, date(2026, 12, 2), now)

        assert rows(dana) == [
            (TODAY, date(2026, 12, 2)),
            (date(2026, 12, 2), date(2026, 12, 5)),
        ]


class TestPlanning:
    def test_days_off_wait_for_their_first_day(self, dana, now):
        plan(dana, (12, 24), (12, 31), now)

        assert rows(dana) == [(date(2026, 12, 24), date(2027, 1, 1))]
        assert Person.objects.get(pk=dana.pk).paused_until is None

    def test_days_off_from_today_begin_at_once(self, dana, now):
        plan(dana, (11, 23), (11, 24), now)

        dana.refresh_from_db()
        assert dana.is_on_pause(now)
        assert not dana.is_on_pause(now + 2 * DAY)

    def test_days_that_are_off_already_are_named(self, dana, now):
        plan(dana, (12, 24), (12, 31), now)

        with pytest.raises(PausesOverlap, match="24 December to 31 December"):
            plan(dana, (12, 31), (12, 31), now)
        plan(dana, (12, 23), (12, 23), now)  # the day before is free
        assert Pause.objects.count() == 2

    @pytest.mark.parametrize(
        ("first", "last"),
        [
            (date(2026, 11, 22), date(2026, 11, 25)),
            (date(2026, 11, 25), date(2026, 11, 24)),
            (date(2026, 12, 1), date(2028, 1, 1)),
            (date(2030, 12, 1), date(2030, 12, 2)),
        ],
    )
    def test_days_that_cannot_be_are_refused(self, dana, now, first, last):
        with pytest.raises(ValidationError):
            plan_pause(dana, first=first, last=last, now=now)

        assert rows(dana) == []

    def test_today_is_where_the_person_lives(self, now):
        early = datetime(2026, 11, 23, 3, tzinfo=UTC)  # still Sunday in New York
        dana = PersonFactory()

        assert plan(dana, (11, 22), (11, 22), early).last == date(2026, 11, 22)


class TestBeginning:
    def test_planned_days_off_begin_at_midnight_where_they_live(self, dana, now):
        plan(dana, (12, 24), (12, 31), now)
        midnight = datetime(2026, 12, 24, 5, tzinfo=UTC)

        begun = [begin_pauses(now=moment) for moment in (midnight - timedelta(seconds=1), midnight)]

        dana.refresh_from_db()
        assert begun == [0, 1]
        assert dana.paused_until == date(2027, 1, 1)
        assert begin_pauses(now=midnight + DAY) == 0

    def test_it_begins_late_after_an_outage_but_not_when_it_is_over(self, dana, now):
        plan(dana, (12, 24), (12, 31), now)
        other = PersonFactory()
        plan(other, (12, 1), (12, 3), now)

        assert begin_pauses(now=datetime(2026, 12, 28, 12, tzinfo=UTC)) == 1

        dana.refresh_from_db()
        other.refresh_from_db()
        assert (dana.paused_until, other.paused_until) == (date(2027, 1, 1), None)

    def test_whoever_came_back_early_is_not_sent_off_again(self, dana, now):
        plan(dana, (11, 23), (11, 30), now)
        dana.refresh_from_db()
        pause_until(dana, None, now + 2 * DAY)

        assert begin_pauses(now=now + 2 * DAY) == 0
        assert rows(dana) == [(TODAY, TODAY + 2 * DAY)]

    def test_a_pause_without_days_gets_them(self, dana, now):
        Person.objects.filter(pk=dana.pk).update(paused_until=TODAY + 5 * DAY)

        begin_pauses(now=now)
        begin_pauses(now=now)

        assert rows(dana) == [(TODAY, TODAY + 5 * DAY)]

    def test_the_suggestions_of_who_begins_are_planned_anew(self, dana, now):
        plan(dana, (11, 24), (11, 30), now)
        begin_pauses(now=now + DAY)

        dana.refresh_from_db()
        assert dana.profile_changed_at == now + DAY


class TestEnding:
    def test_planned_days_off_are_taken_back(self, dana, now):
        end_pause(plan(dana, (12, 24), (12, 31), now), now=now)

        assert rows(dana) == []

    def test_present_ones_end_today(self, dana, now):
        pause = plan(dana, (11, 23), (11, 30), now)
        end_pause(pause, now=now + 2 * DAY)

        dana.refresh_from_db()
        assert rows(dana) == [(TODAY, TODAY + 2 * DAY)]
        assert not dana.is_on_pause(now + 2 * DAY)

    def test_past_ones_stay(self, dana, now):
        pause = plan(dana, (11, 23), (11, 24), now)
        end_pause(pause, now=now + 9 * DAY)

        assert rows(dana) == [(TODAY, TODAY + 2 * DAY)]
