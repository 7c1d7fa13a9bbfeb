"""When people are asked, where they or their group want it otherwise."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from introductions import services
from introductions.ladder import RUNGS, USUAL, Schedule
from introductions.models import FollowUp, Pace
from introductions.pacing import days_without_own, hours_of, schedules_of
from members.models import Delivery
from tests.factories import GroupFactory, IntroductionFactory, MembershipFactory, member_of

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")
DAY = timedelta(days=1)
SLOW = (10, 20, 40, 80, 160, 320)
QUICK = (1, 3, 9, 27, 81, 243)


@pytest.fixture
def group():
    return GroupFactory(name="Riverside")


@pytest.fixture
def people(group):
    names = ("Dana Whitfield", "Marta Okafor", "Tom Lindqvist")
    return [member_of(group, name=name).person for name in names]


def make(people, now):
    dana, marta, tom = people
    introduction = IntroductionFactory(introducer=dana, a=marta, b=tom, made_at=now)
    services.start_ladder(introduction, now=now)
    return introduction


def schedule(person, introducer):
    return schedules_of([(person.pk, introducer.pk)])[person.pk, introducer.pk]


def dues(introduction):
    """Who is asked what, after how many days, and at which hour: {"Dana": (7, 7, "09:00"), …}."""
    made = introduction.made_at.astimezone(NEW_YORK).date()
    found = {}
    for question in introduction.follow_ups.filter(state="open").select_related("person"):
        local = question.due_at.astimezone(NEW_YORK)
        days = (local.date() - made).days
        found[question.person.first_name] = (question.step, days, f"{local:%H:%M}")
    return found


def test_the_usual_days_hold_where_nobody_chose_others(people, now):
    assert schedule(people[1], people[0]) is USUAL
    assert dues(make(people, now)) == {
        "Dana": (7, 7, "09:00"),
        "Marta": (2, 2, "09:00"),
        "Tom": (2, 2, "09:00"),
    }


def test_the_days_of_the_group_hold_for_its_members(people, group, now):
    services.set_group_pace(group, days=SLOW, now=now)

    assert dues(make(people, now)) == {
        "Dana": (7, 20, "09:00"),
        "Marta": (2, 10, "09:00"),
        "Tom": (2, 10, "09:00"),
    }


def test_ones_own_days_go_before_those_of_the_group(people, group, now):
    services.set_group_pace(group, days=SLOW, now=now)
    services.set_pace(people[1], days=QUICK, asked_at=time(18, 30), now=now)

    assert dues(make(people, now)) == {
        "Dana": (7, 20, "09:00"),
        "Marta": (2, 1, "18:30"),
        "Tom": (2, 10, "09:00"),
    }


def test_who_chose_the_hour_alone_keeps_the_days_of_the_group(people, group, now):
    services.set_group_pace(group, days=SLOW, now=now)
    services.set_pace(people[1], days=None, asked_at=time(7), now=now)

    assert schedule(people[1], people[0]) == Schedule(SLOW, time(7))
    assert hours_of(people) == {people[0].pk: time(9), people[1].pk: time(7), people[2].pk: time(9)}


def test_only_groups_of_both_count_and_of_several_the_slowest(people, now):
    dana, marta, _ = people
    for days, members in ((QUICK, people[:2]), (SLOW, people[:2]), ((50, *SLOW[1:]), [marta])):
        other = GroupFactory()
        for person in members:
            MembershipFactory(group=other, person=person)
        days = days if days[0] < days[1] else (50, 60, 70, 80, 90, 100)
        services.set_group_pace(other, days=days, now=now)

    assert schedule(marta, dana).days == SLOW
    assert days_without_own(dana) == SLOW
    dana.memberships.filter(group__pace__days__0=10).update(state="left")
    assert schedule(marta, dana).days == QUICK


def test_who_left_the_group_is_asked_as_usual(people, group, now):
    services.set_group_pace(group, days=SLOW, now=now)
    people[1].memberships.update(state="left")

    assert schedule(people[1], people[0]).days == RUNGS


def test_a_question_that_is_left_out_is_passed_over(people, now):
    marta = people[1]
    services.set_pace(marta, days=(None, 5, None, 30, None, None), asked_at=time(9), now=now)
    introduction = make(people, now)
    assert dues(introduction)["Marta"] == (7, 5, "09:00")

    for days, given in ((5, "not_yet"), (30, "not_yet")):
        question = introduction.follow_ups.get(person=marta, state="open")
        services.answer_follow_up(question, answer=given, now=now + days * DAY)

    assert "Marta" not in dues(introduction)
    assert list(introduction.follow_ups.filter(person=marta).values_list("step", flat=True)) == [
        7,
        45,
    ]


def test_an_introducer_with_no_question_left_is_not_asked(people, now):
    dana = people[0]
    services.set_pace(dana, days=(2, None, None, None, 90, 180), asked_at=time(9), now=now)

    assert set(dues(make(people, now))) == {"Marta", "Tom"}


# --- changing it ---


def test_another_pace_dates_open_questions_anew(people, group, now):
    introduction, soon = make(people, now), now + timedelta(hours=1)

    services.set_pace(people[1], days=SLOW, asked_at=time(7, 30), now=soon)

    assert dues(introduction) == {
        "Dana": (7, 7, "09:00"),
        "Marta": (2, 10, "07:30"),
        "Tom": (2, 2, "09:00"),
    }
    services.set_group_pace(group, days=QUICK, now=soon)
    assert dues(introduction)["Tom"] == (2, 1, "09:00")
    services.reset_pace(people[1], now=soon)
    services.reset_group_pace(group, now=soon)
    assert dues(introduction) == {
        "Dana": (7, 7, "09:00"),
        "Marta": (2, 2, "09:00"),
        "Tom": (2, 2, "09:00"),
    }
    assert not Pace.objects.exists()


def test_what_would_be_past_is_asked_at_the_next_hour_and_not_at_once(people, now):
    introduction = make(people, now)
    evening = datetime(2026, 12, 2, 1, 0, tzinfo=UTC)  # the 1st, 20:00 in New York

    services.set_pace(people[0], days=QUICK, asked_at=time(8), now=now + timedelta(hours=1))
    services.set_pace(people[1], days=SLOW, asked_at=time(8), now=now + timedelta(hours=1))
    services.set_pace(people[1], days=QUICK, asked_at=time(8), now=evening)

    assert dues(introduction)["Dana"] == (7, 3, "08:00")
    assert dues(introduction)["Marta"] == (2, 9, "08:00")


@pytest.mark.parametrize("told", [True, False])
def test_what_is_asked_already_keeps_its_day(people, now, told):
    introduction = make(people, now)
    if told:
        services.remind_due_follow_ups(now=now + 2 * DAY)

    services.set_pace(people[1], days=SLOW, asked_at=time(7), now=now + 2 * DAY)

    assert dues(introduction)["Marta"] == (2, 2, "09:00")


def test_what_was_put_off_keeps_its_day_and_takes_the_new_hour(people, now):
    introduction = make(people, now)
    question = introduction.follow_ups.get(person=people[1])
    services.put_off_follow_up(question, days=30, now=now)

    services.set_pace(people[1], days=QUICK, asked_at=time(17), now=now)

    assert dues(introduction)["Marta"] == (2, 30, "17:00")


def test_who_has_just_answered_is_given_a_breath_by_any_pace(people, now):
    introduction = make(people, now)
    question = introduction.follow_ups.get(person=people[1])
    services.answer_follow_up(question, answer="not_yet", now=now + 2 * DAY)

    services.set_pace(people[1], days=(1, 2, 3, 4, 5, 6), asked_at=time(9), now=now + 2 * DAY)

    assert dues(introduction)["Marta"] == (7, 5, "09:00")


def test_leaving_a_question_out_leads_to_the_one_after_it(people, now):
    introduction = make(people, now)

    services.set_pace(
        people[1], days=(None, None, 30, 60, 90, 180), asked_at=time(9), now=now + DAY
    )

    assert dues(introduction)["Marta"] == (21, 30, "09:00")
    assert introduction.follow_ups.get(person=people[1], step=2).state == "closed"


def test_the_same_pace_twice_has_one_effect(people, now):
    introduction = make(people, now)
    for _ in range(2):
        services.set_pace(people[1], days=SLOW, asked_at=time(7), now=now)
    before = dues(introduction)

    services.reset_pace(people[2], now=now)

    assert Pace.objects.count() == 1
    assert dues(introduction) == before


@pytest.mark.parametrize("days", [(7, 2, 21, 45, 90, 180), (None,) * 6, (0, 7, 21, 45, 90, 180)])
def test_days_that_make_no_sense_change_nothing(people, group, now, days):
    with pytest.raises(ValueError, match=r"\."):
        services.set_pace(people[1], days=days, asked_at=time(9), now=now)
    with pytest.raises(ValueError, match=r"\."):
        services.set_group_pace(group, days=days, now=now)

    assert not Pace.objects.exists()


def test_whom_silence_moves_on_depends_on_their_own_days(people, now):
    services.set_pace(people[1], days=(2, 30, 60, 90, 120, 240), asked_at=time(9), now=now)
    introduction = make(people, now)
    services.remind_due_follow_ups(now=now + 2 * DAY)

    services.remind_due_follow_ups(now=now + 8 * DAY)

    assert {name: step for name, (step, _, _) in dues(introduction).items()} == {
        "Dana": 7,
        "Marta": 2,
        "Tom": 7,
    }


def test_the_mail_comes_at_the_persons_hour(people, now):
    services.set_pace(people[1], days=None, asked_at=time(17), now=now)
    make(people, now)
    at_nine, at_five = now + 2 * DAY, now + 2 * DAY + timedelta(hours=8)

    services.remind_due_follow_ups(now=at_nine)
    assert [mail.recipient for mail in Delivery.objects.all()] == [people[2]]
    services.remind_due_follow_ups(now=at_five - timedelta(minutes=1))
    assert Delivery.objects.count() == 1
    services.remind_due_follow_ups(now=at_five)
    assert Delivery.objects.count() == 2


def test_what_waited_through_the_night_is_not_told_of_before_the_hour(people, now):
    make(people, now)
    midnight = datetime(2026, 11, 26, 5, 1, tzinfo=UTC)  # 0:01 in New York

    assert services.remind_due_follow_ups(now=midnight) == 0
    assert services.remind_due_follow_ups(now=midnight + timedelta(hours=9)) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_schedules_take_two_queries_for_one_as_for_three(
    group, people, now, count, django_assert_num_queries
):
    services.set_group_pace(group, days=SLOW, now=now)
    pairs = [(member_of(group).person.pk, people[0].pk) for _ in range(count)]

    with django_assert_num_queries(2):
        found = schedules_of(pairs)

    assert {schedule.days for schedule in found.values()} == {SLOW}


@pytest.mark.parametrize("count", [1, 3])
def test_dating_anew_does_not_take_more_queries_for_more(
    group, people, now, count, django_assert_num_queries
):
    services.set_group_pace(group, days=(2, 7, 21, 45, None, 180), now=now)
    for _ in range(count):
        marta, tom = member_of(group).person, member_of(group).person
        introduction = make([people[0], marta, tom], now)
        services.answer_follow_up(introduction.follow_ups.get(person=marta), answer="met", now=now)
        services.answer_follow_up(
            introduction.follow_ups.get(person=tom, state="open"), answer="yes", now=now
        )
        make([people[0], member_of(group).person, member_of(group).person], now)

    with django_assert_num_queries(13):
        # savepoint 2, the pace 4, questions, schedules 2, contacts, close, create, date
        services.set_group_pace(group, days=(None, 3, 21, 45, 100, None), now=now + DAY)

    steps = FollowUp.objects.filter(state="open").values_list("step", flat=True)
    assert sorted(set(steps)) == [7]
