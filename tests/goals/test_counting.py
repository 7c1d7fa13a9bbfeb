"""What counts towards which promise, and on which day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from goals import services
from goals.progress import Record, promised
from members.models import Interaction
from tests.factories import FollowUpFactory, IntroductionFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
FOLLOW_UPS, MEETINGS = "follow_ups", "meetings"


@pytest.fixture
def dana():
    return UserFactory(person__name="Dana Whitfield").person


def noted(person, other, kind, on, now):
    return Interaction.objects.create(
        person=person, other=other, kind=kind, happened_on=on, created_at=now
    )


def answered(person, answer, at, step=7):
    state = "open" if answer == "later" else "answered"
    return FollowUpFactory(person=person, answer=answer, answered_at=at, state=state, step=step)


def kept(person, now, kind):
    services.set_goal(person, kind=kind, count=5, period="week", now=now - timedelta(weeks=1))
    return Record.of(person, now).progress(kind).kept


def test_answers_calls_and_letters_are_follow_ups(dana, now):
    marta, tom = PersonFactory(), PersonFactory()
    answered(dana, "yes", now)
    answered(dana, "not_yet", now)
    noted(dana, marta, "called", now.date(), now)
    noted(dana, tom, "wrote", now.date(), now)

    assert kept(dana, now, FOLLOW_UPS) == 4


def test_what_is_about_the_same_person_on_a_day_is_one_follow_up(dana, now):
    marta = PersonFactory()
    for kind in ("called", "wrote"):
        noted(dana, marta, kind, now.date(), now)
    introduction = IntroductionFactory(a=marta, b=dana)
    FollowUpFactory(
        person=dana, introduction=introduction, answer="yes", answered_at=now, state="answered"
    )

    assert kept(dana, now, FOLLOW_UPS) == 1


def test_what_was_put_off_or_done_by_others_is_no_follow_up_of_mine(dana, now):
    marta = PersonFactory()
    answered(dana, "later", now)
    answered(marta, "yes", now)
    noted(marta, dana, "called", now.date(), now)
    noted(dana, marta, "met", now.date(), now)

    assert kept(dana, now, FOLLOW_UPS) == 0


def test_a_follow_up_counts_on_the_day_where_the_person_lives(dana):
    now = datetime(2026, 11, 23, 14, tzinfo=UTC)
    answered(dana, "yes", datetime(2026, 11, 23, 4, 30, tzinfo=UTC))  # Sunday evening

    assert kept(dana, now, FOLLOW_UPS) == 0


def test_a_meeting_counts_for_both_whoever_noted_it_and_once_a_day(dana, now):
    marta, tom = PersonFactory(), PersonFactory()
    noted(dana, marta, "met", now.date(), now)
    noted(marta, dana, "met", now.date(), now)
    noted(tom, dana, "met", now.date(), now)

    assert kept(dana, now, MEETINGS) == 2
    assert kept(marta, now, MEETINGS) == 1
    assert kept(PersonFactory(), now, MEETINGS) == 0


def test_the_day_that_was_noted_counts_not_the_day_of_noting(dana, now):
    noted(dana, PersonFactory(), "met", date(2026, 11, 20), now)

    record = Record.of(dana, now)

    assert record.done_on(date(2026, 11, 20), MEETINGS) == 1
    assert record.progress(MEETINGS).kept == 0


def test_every_kind_of_everybody_is_read_at_once(now, django_assert_num_queries):
    people = [PersonFactory() for _ in range(3)]
    for person in people:
        for kind in ("introductions", FOLLOW_UPS, MEETINGS):
            services.set_goal(person, kind=kind, count=1, period="week", now=now)
        IntroductionFactory(introducer=person, made_at=now, created_at=now)
        noted(person, PersonFactory(), "met", now.date(), now)
        answered(person, "yes", now)

    with django_assert_num_queries(1):
        records = Record.of_all(people, now)

    for person in people:
        standing = {each.kind: each.kept for each in records[person.pk].progresses()}
        assert standing == {"introductions": 1, FOLLOW_UPS: 1, MEETINGS: 1}


def test_planning_asks_about_introductions_alone(dana, now, django_assert_num_queries):
    services.set_goal(dana, count=3, period="week", now=now)
    other = PersonFactory()
    services.set_goal(other, kind=MEETINGS, count=3, period="week", now=now)
    noted(dana, other, "met", now.date(), now)

    with django_assert_num_queries(3):
        lacking = promised([dana.pk, other.pk], now)

    assert lacking == {dana.pk: 3}
