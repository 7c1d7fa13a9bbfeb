"""A smaller promise after two missed periods, without blame, and the way back."""

from datetime import date, timedelta

import pytest

from goals import services
from goals.progress import Record
from goals.wording import restart_offer
from members.models import Pause
from tests.factories import IntroductionFactory, UserFactory

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


@pytest.fixture
def dana(now):
    person = UserFactory(person__name="Dana Whitfield").person
    services.set_goal(person, count=3, period="week", now=now - 8 * WEEK)
    return person


def made(person, moment, times=1):
    for _ in range(times):
        IntroductionFactory(introducer=person, made_at=moment, created_at=moment)


def offer(person, now):
    return restart_offer(Record.of(person, now))


def keep(person, now, weeks):
    for week in weeks:
        made(person, now - week * WEEK, 3)


def test_two_missed_weeks_offer_half_of_it(dana, now):
    keep(dana, now, range(3, 8))

    found = offer(dana, now)

    assert (found.count, found.back) == (1, False)
    assert found.question == "Two weeks went by. Begin again with one this week?"
    assert found.button == "Begin with one"


def test_one_missed_week_offers_nothing(dana, now):
    keep(dana, now, range(2, 8))

    assert offer(dana, now) is None


def test_whoever_has_begun_again_is_not_asked(dana, now):
    made(dana, now)

    assert offer(dana, now) is None


def test_weeks_off_are_not_missed(dana, now):
    keep(dana, now, range(3, 8))
    Pause.objects.create(person=dana, starts_on=date(2026, 11, 9), ends_on=date(2026, 11, 21))

    assert offer(dana, now) is None


def test_one_cannot_be_made_smaller(now):
    person = UserFactory().person
    services.set_goal(person, count=1, period="week", now=now - 8 * WEEK)

    assert offer(person, now) is None


def test_a_promise_made_on_friday_is_not_held_against_its_first_week(now):
    person = UserFactory().person
    services.set_goal(person, count=3, period="week", now=now - timedelta(days=10))  # a Friday

    assert offer(person, now) is None
    assert offer(person, now + WEEK).count == 1


def test_a_long_silence_is_not_counted_out(dana, now):
    assert offer(dana, now).question.startswith("Some weeks went by.")


def test_the_smaller_promise_is_not_made_smaller_at_once(now):
    person = UserFactory().person
    services.set_goal(person, count=8, period="week", now=now - 8 * WEEK)

    assert offer(person, now).count == 4

    services.set_goal(person, count=4, period="week", now=now)

    assert offer(person, now) is None


def test_after_two_kept_weeks_the_way_back_is_offered_in_one_week_alone(dana, now):
    services.set_goal(dana, count=1, period="week", now=now)
    made(dana, now)
    made(dana, now + WEEK)

    offers = [offer(dana, now + week * WEEK) for week in range(4)]

    assert [found is not None for found in offers] == [False, False, True, False]
    assert (offers[2].count, offers[2].back) == (3, True)
    assert offers[2].question == "Two weeks kept. Back to three?"


def test_whoever_promised_less_from_the_start_is_not_pushed(now):
    person = UserFactory().person
    services.set_goal(person, count=1, period="week", now=now - 2 * WEEK)
    keep(person, now, [1, 2])

    assert offer(person, now) is None


def test_the_offer_is_about_whichever_promise_it_applies_to(dana, now):
    keep(dana, now, range(1, 8))
    services.set_goal(dana, kind="meetings", count=4, period="week", now=now - 4 * WEEK)

    found = offer(dana, now)

    assert (found.goal.kind, found.count) == ("meetings", 2)
