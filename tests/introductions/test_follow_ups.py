"""Asking how an introduction goes: answers, putting off, one mail a day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from introductions import services
from introductions.exceptions import AlreadyAnswered
from introductions.mails import follow_ups_prepare, follow_ups_recheck, outcome_prepare
from introductions.models import FollowUp, Introduction
from introductions.templatetags.introduction_words import words_of
from members.deliveries.draining import drain
from members.models import Delivery, User
from tests.factories import NOW, FollowUpFactory, IntroductionFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")
DAY = timedelta(days=1)


@pytest.fixture
def introduction(now):
    """Dana has introduced Marta and Tom; all three have accounts and were asked to come back."""
    return made(now)


def made(now):
    dana, marta, tom = (
        UserFactory(person__name=name).person
        for name in ("Dana Whitfield", "Marta Okafor", "Tom Lindqvist")
    )
    introduction = IntroductionFactory(introducer=dana, a=marta, b=tom, made_at=now)
    services.start_ladder(introduction, now=now)
    return introduction


def open_question(introduction, person):
    return FollowUp.objects.get(introduction=introduction, person=person, state="open")


def steps(introduction):
    """Who is being asked what: {"Dana": 7, …}."""
    questions = introduction.follow_ups.filter(state="open").select_related("person")
    return {question.person.first_name: question.step for question in questions}


def answer(introduction, person, given, now):
    question = open_question(introduction, person)
    return services.answer_follow_up(question, answer=given, now=now)


def test_starting_the_ladder_twice_asks_once(introduction, now):
    services.start_ladder(introduction, now=now)

    assert introduction.follow_ups.count() == 3


def test_not_yet_leads_to_the_next_rung_of_that_person_alone(introduction, now):
    answer(introduction, introduction.a, "not_yet", now + 2 * DAY)

    assert steps(introduction) == {"Dana": 7, "Marta": 7, "Tom": 2}
    due = open_question(introduction, introduction.a).due_at
    assert due == datetime(2026, 11, 30, 9, tzinfo=NEW_YORK)


def test_a_meeting_moves_everybody_on_and_the_introducer_hears_of_it(introduction, now):
    later = now + 8 * DAY

    answer(introduction, introduction.a, "met", later)

    introduction.refresh_from_db()
    assert (introduction.state, introduction.met_at) == ("met", later)
    assert steps(introduction) == {"Dana": 45, "Marta": 45, "Tom": 45}
    dues = {
        due.astimezone(NEW_YORK).date()
        for due in introduction.follow_ups.filter(state="open").values_list("due_at", flat=True)
    }
    assert dues == {(later + 24 * DAY).date()}
    thanks = Delivery.objects.get()
    assert (thanks.recipient, thanks.kind) == (introduction.introducer, "outcome")


def test_what_was_useful_is_thanked_for_once_and_the_parties_go_on(introduction, now):
    answer(introduction, introduction.a, "met", now + 8 * DAY)
    answer(introduction, introduction.b, "yes", now + 40 * DAY)

    introduction.refresh_from_db()
    assert introduction.state == "useful"
    assert steps(introduction) == {"Marta": 90, "Tom": 90}
    assert Delivery.objects.filter(recipient=introduction.introducer).count() == 2

    answer(introduction, introduction.a, "yes", now + 90 * DAY)
    assert steps(introduction) == {"Marta": 180, "Tom": 90}
    assert Delivery.objects.count() == 2


def test_introducers_who_know_already_get_no_mail_about_it(introduction, now):
    answer(introduction, introduction.introducer, "met", now + 8 * DAY)

    introduction.refresh_from_db()
    assert introduction.state == "met"
    assert not Delivery.objects.exists()


def test_a_second_click_has_no_effect(introduction, now):
    question = open_question(introduction, introduction.a)
    services.answer_follow_up(question, answer="not_yet", now=now)

    with pytest.raises(AlreadyAnswered):
        services.answer_follow_up(question, answer="met", now=now)
    with pytest.raises(AlreadyAnswered):
        services.put_off_follow_up(question, days=7, now=now)

    introduction.refresh_from_db()
    assert (introduction.state, introduction.follow_ups.count()) == ("made", 4)


def test_a_question_that_another_answer_closed_is_answered_before(introduction, now):
    toms = open_question(introduction, introduction.b)
    answer(introduction, introduction.a, "met", now)

    with pytest.raises(AlreadyAnswered):
        services.answer_follow_up(toms, answer="met", now=now)


@pytest.mark.django_db(transaction=True)
def test_both_say_at_once_that_they_met(now):
    introduction = made(now)
    questions = [open_question(introduction, person) for person in (introduction.a, introduction.b)]
    start = Barrier(4)

    def click(question):
        start.wait()
        try:
            services.answer_follow_up(question, answer="met", now=now + DAY)
        except AlreadyAnswered:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(click, questions * 2)) == 1

    assert steps(introduction) == {"Dana": 45, "Marta": 45, "Tom": 45}
    assert Delivery.objects.count() == 1


def test_putting_off_asks_again_in_the_morning_of_that_day(introduction, now):
    question = open_question(introduction, introduction.a)
    FollowUp.objects.update(reminded_at=now)

    services.put_off_follow_up(question, days=7, now=now)

    question.refresh_from_db()
    assert question.due_at == datetime(2026, 11, 30, 9, tzinfo=NEW_YORK)
    assert (question.state, question.reminded_at) == ("open", None)


@pytest.mark.parametrize("days", [0, -1, 91])
def test_nothing_is_put_off_for_ever(introduction, now, days):
    with pytest.raises(ValueError, match="1 to 90"):
        services.put_off_follow_up(open_question(introduction, introduction.a), days=days, now=now)


moves = st.lists(
    st.tuples(
        st.sampled_from(["introducer", "a", "b"]),
        st.sampled_from(["yes", "not_yet", "met", "later", "silence"]),
        st.integers(0, 60),
    ),
    max_size=14,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=moves)
def test_whatever_is_answered_the_ladder_holds(db, moves):
    Delivery.objects.all().delete()
    User.objects.all().delete()
    introduction, moment = made(NOW), NOW
    highest: dict[int, int] = {}
    for who, given_answer, days in moves:
        moment += days * DAY
        person = getattr(introduction, who)
        question = introduction.follow_ups.filter(person=person, state="open").first()
        if given_answer == "silence":
            services.remind_due_follow_ups(now=moment)
        elif question is None:
            continue
        elif given_answer == "later":
            services.put_off_follow_up(question, days=max(days, 1), now=moment)
            question.refresh_from_db()
            assert question.due_at > moment
        else:
            services.answer_follow_up(question, answer=given_answer, now=moment)
            following = introduction.follow_ups.filter(person=person, state="open").first()
            assert following is None or following.due_at > moment
        for current in introduction.follow_ups.filter(state="open"):
            assert current.step >= highest.get(current.person_id, 0)
            highest[current.person_id] = current.step
    made_now = Introduction.objects.get(pk=introduction.pk)
    assert (made_now.state == "useful") == (made_now.useful_at is not None)
    assert made_now.state not in ("met", "useful") or made_now.met_at
    for _ in range(20):  # whoever stays silent is not asked for ever
        moment += 100 * DAY
        services.remind_due_follow_ups(now=moment)
    assert not introduction.follow_ups.filter(state="open").exists()


# --- reminders ---


def test_all_due_questions_come_in_one_mail_a_day(now):
    marta = UserFactory().person
    for _ in range(3):
        FollowUpFactory(introduction__a=marta, person=marta, step=2)

    sent = [services.remind_due_follow_ups(now=now) for _ in range(2)]

    assert sent == [1, 0]
    mail = Delivery.objects.get()
    assert (mail.recipient, mail.kind, mail.key) == (marta, "follow_ups", "2026-11-23")
    assert mail.expires_at.astimezone(NEW_YORK).date() == now.date() + DAY
    assert not FollowUp.objects.filter(reminded_at=None).exists()


def test_what_falls_due_after_todays_mail_waits_for_tomorrows(now):
    marta = UserFactory().person
    FollowUpFactory(introduction__a=marta, person=marta, step=2)
    services.remind_due_follow_ups(now=now)
    late = FollowUpFactory(introduction__a=marta, person=marta, step=2)

    assert services.remind_due_follow_ups(now=now + timedelta(hours=3)) == 0
    late.refresh_from_db()
    assert late.reminded_at is None
    assert services.remind_due_follow_ups(now=now + DAY) == 1


def test_after_days_of_standstill_there_is_still_one_mail(introduction, now):
    assert services.remind_due_follow_ups(now=now + 6 * DAY) == 2  # Marta and Tom
    assert services.remind_due_follow_ups(now=now + 6 * DAY + timedelta(hours=1)) == 0


def test_people_without_account_and_questions_not_due_are_left_alone(now):
    FollowUpFactory(person=PersonFactory())
    FollowUpFactory(person=UserFactory(is_active=False).person)
    FollowUpFactory(person=UserFactory().person, due_at=now + DAY)
    FollowUpFactory(person=UserFactory().person, state="closed")

    assert services.remind_due_follow_ups(now=now) == 0


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_remind_once(now):
    for _ in range(3):
        person = UserFactory().person
        FollowUpFactory(introduction__a=person, person=person)
    start = Barrier(3)

    def run(_):
        start.wait()
        try:
            return services.remind_due_follow_ups(now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(run, range(3))) == 3

    assert Delivery.objects.count() == 3


@pytest.mark.parametrize("count", [1, 3])
def test_how_much_is_read_does_not_grow_with_who_was_reminded(
    now, count, django_assert_num_queries
):
    for _ in range(count):
        person = UserFactory().person
        FollowUpFactory(introduction__a=person, person=person)
    services.remind_due_follow_ups(now=now)

    with django_assert_num_queries(4):  # silent questions, forgotten ones, people, their mails
        services.remind_due_follow_ups(now=now)


def test_a_question_never_answered_gives_way_to_the_next(introduction, now):
    services.remind_due_follow_ups(now=now + 3 * DAY)
    services.remind_due_follow_ups(now=now + 8 * DAY)

    assert steps(introduction) == {"Dana": 7, "Marta": 7, "Tom": 7}


def test_what_nobody_is_asked_about_any_more_has_ended(introduction, now):
    FollowUp.objects.all().delete()
    fresh = IntroductionFactory(made_at=now + 80 * DAY)

    services.remind_due_follow_ups(now=now + 90 * DAY)

    introduction.refresh_from_db()
    fresh.refresh_from_db()
    assert (introduction.state, fresh.state) == ("expired", "made")
    assert introduction.ended_at


@pytest.mark.parametrize("count", [1, 3])
def test_words_need_nothing_beyond_the_lists_own_rows(now, count, django_assert_num_queries):
    marta = UserFactory().person
    for _ in range(count):
        FollowUpFactory(introduction__a=marta, person=marta, step=2)

    with django_assert_num_queries(1):
        words = [words_of(row, now) for row in FollowUp.objects.open_for(marta).for_list()]

    assert len(words) == count


# --- mails ---


def test_follow_up_and_outcome_mails_leave(introduction, now):
    answer(introduction, introduction.a, "met", now)
    services.remind_due_follow_ups(now=now + 30 * DAY)

    Delivery.objects.update(expires_at=None)
    drain(now=now + 30 * DAY)

    assert set(Delivery.objects.values_list("kind", "state", "subject")) == {
        ("outcome", "sent", "Marta and Tom have met. Thank you."),
        ("follow_ups", "sent", "Marta & Tom: Was it useful for them?"),
        ("follow_ups", "sent", "You & Tom Lindqvist: Was it useful for you?"),
        ("follow_ups", "sent", "You & Marta Okafor: Was it useful for you?"),
    }


def rendered(folder, context):
    return [
        render_to_string(f"emails/{folder}/{part}", context)
        for part in ("subject.txt", "body.txt", "body.html")
    ]


def test_the_mail_asks_what_is_due_and_goes_only_while_it_is(introduction, now):
    later = now + 2 * DAY
    services.remind_due_follow_ups(now=later)
    mail = Delivery.objects.get(recipient=introduction.a)
    assert follow_ups_recheck(mail, later) is None
    context = follow_ups_prepare(mail, later) | {
        "recipient": mail.recipient,
        "site_url": "https://example.org",
    }

    subject, text, html = rendered("follow_ups", context)

    assert subject.strip() == "You & Tom Lindqvist: Are you in touch?"
    assert "- You & Tom Lindqvist, introduced 2 days ago. Are you in touch?" in text
    assert "https://example.org/follow-ups/" in text
    assert 'href="https://example.org/follow-ups/"' in html
    answer(introduction, introduction.a, "not_yet", later)
    assert follow_ups_recheck(mail, later)


def test_the_introducer_reads_what_came_of_it(introduction, now):
    answer(introduction, introduction.a, "met", now)
    mail = Delivery.objects.get()
    context = mail.context | outcome_prepare(mail, now)
    context |= {"recipient": mail.recipient, "site_url": "https://example.org"}

    subject, text, html = rendered("outcome", context)

    assert subject.strip() == "Marta and Tom have met. Thank you."
    assert f"https://example.org/introductions/{introduction.pk}/" in text
    assert "Thank you" in html
