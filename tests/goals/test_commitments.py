"""The plan behind a promise: made, changed and ended, all dated."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError

from goals import services
from goals.models import Commitment
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
# The clock of the tests stands at 9:00 on Monday 23 November in New York.


@pytest.fixture
def dana():
    return UserFactory(person__name="Dana Whitfield").person


def words(**changed):
    plan = {
        "weekdays": [1, 3],
        "at": time(8, 30),
        "cue": "after coffee",
        "count": 1,
        "kind": "introductions",
        "reminds": True,
    }
    return {**plan, **changed}


def dates(person):
    return [
        (plan.at.hour, plan.starts_on, plan.ends_on)
        for plan in Commitment.objects.of(person).order_by("starts_on", "at")
    ]


def test_a_plan_begins_with_the_next_hour_to_come(dana, now):
    services.commit(dana, now=now, **words())
    services.commit(dana, now=now, **words(at=time(18)))

    assert dates(dana) == [(18, date(2026, 11, 23), None), (8, date(2026, 11, 24), None)]


def test_the_same_twice_is_one(dana, now):
    services.commit(dana, now=now, **words())
    services.commit(dana, now=now, **words(weekdays=[3, 1]))

    assert Commitment.objects.count() == 1


def test_changed_the_past_stays_as_it_was(dana, now):
    plan = services.commit(dana, now=now, **words())
    thursday_noon = datetime(2026, 11, 26, 17, tzinfo=UTC)

    services.change_commitment(plan, now=thursday_noon, **words(at=time(17)))

    # Thursday's 8:30 has begun and stays; the new hour counts from Friday.
    assert dates(dana) == [
        (8, date(2026, 11, 24), date(2026, 11, 27)),
        (17, date(2026, 11, 27), None),
    ]


def test_changed_before_it_ever_held_leaves_no_trace(dana, now):
    plan = services.commit(dana, now=now, **words())
    changed = services.change_commitment(plan, now=now, **words(at=time(7)))

    assert changed.pk == plan.pk
    assert dates(dana) == [(7, date(2026, 11, 24), None)]


def test_the_same_words_change_nothing(dana, now):
    plan = services.commit(dana, now=now, **words())
    later = datetime(2026, 12, 3, 17, tzinfo=UTC)

    assert services.change_commitment(plan, now=later, **words()).pk == plan.pk
    assert dates(dana) == [(8, date(2026, 11, 24), None)]


def test_ended_it_keeps_the_slot_that_has_begun_today(dana, now):
    plan = services.commit(dana, now=now, **words())

    services.end_commitment(plan, now=datetime(2026, 11, 26, 17, tzinfo=UTC))

    assert dates(dana) == [(8, date(2026, 11, 24), date(2026, 11, 27))]
    assert not Commitment.objects.current().exists()


def test_ended_before_it_ever_held_leaves_no_trace(dana, now):
    services.end_commitment(services.commit(dana, now=now, **words()), now=now)

    assert dates(dana) == []


@pytest.mark.parametrize(
    "wrong", [{"count": 0}, {"count": 11}, {"kind": "naps"}, {"cue": "c" * 81}]
)
def test_what_makes_no_sense_is_refused(dana, now, wrong):
    with pytest.raises(ValidationError):
        services.commit(dana, now=now, **words(**wrong))

    assert not Commitment.objects.exists()


def test_there_is_an_end_to_a_week(dana, now):
    for hour in range(20):
        services.commit(dana, now=now, **words(at=time(hour)))

    with pytest.raises(services.TooManyCommitments):
        services.commit(dana, now=now, **words(at=time(21)))
