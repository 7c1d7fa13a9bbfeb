"""Contacts that people note, and what the ladder makes of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from introductions import services
from introductions.exceptions import AlreadyAnswered
from introductions.models import Introduction, Party
from members.models import Delivery, Interaction
from tests.factories import IntroductionFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")
DAY = timedelta(days=1)


@pytest.fixture
def introduction(now):
    return made(now)


def made(now):
    dana, marta, tom = (
        UserFactory(person__name=name).person
        for name in ("Dana Whitfield", "Marta Okafor", "Tom Lindqvist")
    )
    introduction = IntroductionFactory(introducer=dana, a=marta, b=tom, made_at=now)
    services.start_ladder(introduction, now=now)
    return introduction


def day_of(moment):
    return moment.astimezone(NEW_YORK).date()


def note(person, other, kind, moment, *, on=None, words=""):
    on = on or day_of(moment)
    return services.record_contact(person, other, kind=kind, on=on, note=words, now=moment)


def steps(introduction):
    questions = introduction.follow_ups.filter(state="open").select_related("person")
    return {question.person.first_name: question.step for question in questions}


def due_days(introduction):
    questions = introduction.follow_ups.filter(state="open").select_related("person")
    return {question.person.first_name: day_of(question.due_at) for question in questions}


def answer(introduction, person, given, now):
    question = introduction.follow_ups.get(person=person, state="open")
    services.answer_follow_up(question, answer=given, now=now)


# --- the log ---


def test_a_contact_is_noted_once_a_day_and_kind(now):
    marta, tom = UserFactory().person, UserFactory().person
    note(marta, tom, "called", now)
    note(marta, tom, "called", now, words="About the workshop")
    note(marta, tom, "called", now)  # one more tap takes no words away
    note(tom, marta, "called", now)

    by_marta = Interaction.objects.get(person=marta)
    assert (by_marta.note, by_marta.happened_on) == ("About the workshop", day_of(now))
    assert Interaction.objects.get(person=tom).note == ""


def test_the_day_is_the_one_where_the_person_is(now):
    auckland = PersonFactory(time_zone="Pacific/Auckland")
    late = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)

    noted = note(auckland, PersonFactory(), "wrote", late, on=date(2026, 11, 24))

    assert noted.happened_on == date(2026, 11, 24)
    with pytest.raises(ValueError, match="has not come yet"):
        note(PersonFactory(), auckland, "wrote", late, on=date(2026, 11, 24))


@pytest.mark.parametrize(
    ("days", "says"),
    [(1, "has not come yet"), (400, "has not come yet"), (-367, "more than a year ago")],
)
def test_a_day_to_come_or_long_ago_is_refused(introduction, now, days, says):
    with pytest.raises(ValueError, match=says):
        note(introduction.a, introduction.b, "met", now, on=day_of(now) + days * DAY)

    assert not Interaction.objects.exists()
    introduction.refresh_from_db()
    assert introduction.state == "made"


@pytest.mark.parametrize("words", ["x" * 201, "a\0b"])
def test_a_note_that_cannot_be_kept_is_refused(now, words):
    with pytest.raises(ValueError, match="200 characters"):
        note(PersonFactory(), PersonFactory(), "met", now, words=words)


def test_nobody_has_a_contact_with_themselves(now):
    person = PersonFactory()
    with pytest.raises(ValueError, match="somebody else"):
        note(person, person, "met", now)


def test_unknown_kinds_are_refused(now):
    with pytest.raises(ValueError, match="danced"):
        note(PersonFactory(), PersonFactory(), "danced", now)


# --- what it means for an introduction ---


@pytest.mark.parametrize("who", ["a", "b"])
def test_a_meeting_of_the_two_answers_whether_they_have_met(introduction, now, who):
    person = getattr(introduction, who)
    later = now + 8 * DAY

    note(person, introduction.other(person), "met", later)

    introduction.refresh_from_db()
    assert (introduction.state, introduction.met_at) == ("met", later)
    assert steps(introduction) == {"Dana": 45, "Marta": 45, "Tom": 45}
    assert set(due_days(introduction).values()) == {day_of(later) + 24 * DAY}
    assert list(Delivery.objects.values_list("kind", "recipient__name")) == [
        ("outcome", "Dana Whitfield")
    ]
    assert Interaction.objects.count() == 1


def test_a_meeting_noted_later_counts_from_its_own_day(introduction, now):
    met_on = day_of(now) + 8 * DAY

    note(introduction.a, introduction.b, "met", now + 12 * DAY, on=met_on)

    introduction.refresh_from_db()
    assert day_of(introduction.met_at) == met_on
    assert set(due_days(introduction).values()) == {met_on + 24 * DAY}


def test_a_meeting_before_the_introduction_is_not_its_outcome(introduction, now):
    note(introduction.a, introduction.b, "met", now + DAY, on=day_of(now) - DAY)

    introduction.refresh_from_db()
    assert introduction.state == "made"
    assert steps(introduction) == {"Dana": 7, "Marta": 2, "Tom": 2}


def test_a_meeting_with_somebody_else_means_nothing_for_it(introduction, now):
    note(introduction.introducer, introduction.a, "met", now + DAY)
    note(introduction.a, PersonFactory(), "met", now + DAY)

    introduction.refresh_from_db()
    assert introduction.state == "made"


def test_recorded_introductions_and_people_without_account_are_met_too(now):
    marta = UserFactory().person
    introduction = IntroductionFactory(mode="recorded", a=marta, made_at=now)

    note(marta, introduction.b, "met", now + DAY)

    introduction.refresh_from_db()
    assert introduction.state == "met"


def test_whoever_called_is_not_asked_whether_they_are_in_touch(introduction, now):
    note(introduction.a, introduction.b, "called", now + DAY)

    assert steps(introduction) == {"Dana": 7, "Marta": 7, "Tom": 2}
    introduction.refresh_from_db()
    assert introduction.state == "made"
    note(introduction.a, introduction.b, "wrote", now + 2 * DAY)
    assert steps(introduction)["Marta"] == 7


def test_the_upper_rungs_count_from_the_last_contact_of_either(introduction, now):
    answer(introduction, introduction.a, "met", now + DAY)
    answer(introduction, introduction.a, "yes", now + 25 * DAY)  # useful
    assert steps(introduction) == {"Marta": 90, "Tom": 90}
    contact = now + 50 * DAY

    note(introduction.b, introduction.a, "wrote", contact)

    assert due_days(introduction) == {
        "Marta": day_of(contact) + 45 * DAY,
        "Tom": day_of(contact) + 45 * DAY,
    }


def test_what_a_mail_has_asked_already_is_asked_anew_after_a_contact(introduction, now):
    answer(introduction, introduction.a, "met", now + DAY)
    answer(introduction, introduction.a, "yes", now + 25 * DAY)
    services.remind_due_follow_ups(now=now + 75 * DAY)
    assert not introduction.follow_ups.filter(state="open", reminded_at=None).exists()

    note(introduction.a, introduction.b, "called", now + 76 * DAY)

    assert introduction.follow_ups.filter(state="open", reminded_at=None).count() == 2


def test_usefulness_is_not_put_off_by_a_contact(introduction, now):
    answer(introduction, introduction.a, "met", now + DAY)
    before = due_days(introduction)

    note(introduction.a, introduction.b, "called", now + 20 * DAY)

    assert due_days(introduction) == before


def test_an_older_contact_brings_nothing_nearer(introduction, now):
    answer(introduction, introduction.a, "met", now + DAY)
    answer(introduction, introduction.a, "yes", now + 25 * DAY)
    note(introduction.a, introduction.b, "called", now + 50 * DAY)
    before = due_days(introduction)

    note(introduction.b, introduction.a, "wrote", now + 51 * DAY, on=day_of(now) + 30 * DAY)

    assert due_days(introduction) == before


def test_the_next_upper_rung_counts_from_the_last_contact_too(introduction, now):
    answer(introduction, introduction.a, "met", now + DAY)
    answer(introduction, introduction.a, "yes", now + 25 * DAY)
    note(introduction.a, introduction.b, "called", now + 60 * DAY)

    answer(introduction, introduction.b, "yes", now + 61 * DAY)

    assert due_days(introduction)["Tom"] == day_of(now) + 195 * DAY  # 135 after the call


def test_a_contact_that_is_taken_back_leaves_the_introduction_as_it_is(introduction, now):
    noted = note(introduction.a, introduction.b, "met", now + DAY)

    for _ in range(2):
        services.forget_contact(noted, now=now + DAY)

    introduction.refresh_from_db()
    assert introduction.state == "met"
    assert not Interaction.objects.exists()


# --- answers stand in the log ---


@pytest.mark.parametrize(("who", "noted_by"), [("a", "a"), ("b", "b"), ("introducer", "a")])
def test_an_answer_that_they_met_is_a_meeting_in_the_log(introduction, now, who, noted_by):
    answer(introduction, getattr(introduction, who), "met", now + 8 * DAY)

    noted = Interaction.objects.get()
    party = getattr(introduction, noted_by)
    assert (noted.person, noted.other) == (party, introduction.other(party))
    assert (noted.kind, noted.happened_on) == ("met", day_of(now) + 8 * DAY)


def test_we_met_from_a_mail_is_a_meeting_in_the_log(introduction, now):
    party = Party.objects.create(introduction=introduction, side="b", body="Meet")

    services.report_met(party, now=now + DAY)
    with pytest.raises(AlreadyAnswered):
        services.report_met(party, now=now + DAY)

    assert Interaction.objects.get().person == introduction.b


def test_other_answers_are_no_meetings(introduction, now):
    answer(introduction, introduction.a, "yes", now + 2 * DAY)
    answer(introduction, introduction.a, "not_yet", now + 8 * DAY)

    assert not Interaction.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_noting_and_answering_at_once_has_one_effect(now):
    introduction = made(now)
    questions = [
        introduction.follow_ups.get(person=person) for person in (introduction.a, introduction.b)
    ]
    start = Barrier(4)

    def do(number):
        start.wait()
        try:
            if number % 2:
                note(introduction.a, introduction.b, "met", now + DAY)
            else:
                services.answer_follow_up(questions[number // 2], answer="met", now=now + DAY)
        except AlreadyAnswered:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(do, range(4)))

    assert Introduction.objects.get().state == "met"
    assert Delivery.objects.count() == 1
    assert steps(introduction) == {"Dana": 45, "Marta": 45, "Tom": 45}
    assert Interaction.objects.filter(kind="met").count() in (1, 2)  # by either of the two
