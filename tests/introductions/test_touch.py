"""Whom somebody owes a contact, and the one mail a day that tells of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from introductions import services
from introductions.mails import follow_ups_prepare, follow_ups_recheck
from introductions.touch import due_ties, kept_ties
from members import rhythms
from members.models import Delivery, Interaction, Membership, Person, Tie
from members.services import set_rhythm
from tests.factories import (
    NOW,
    FollowUpFactory,
    GroupFactory,
    PersonFactory,
    TieFactory,
    UserFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")
DAY = timedelta(days=1)
TODAY = NOW.astimezone(NEW_YORK).date()


@pytest.fixture
def group():
    return GroupFactory()


@pytest.fixture
def dana(group):
    return member_of(group, name="Dana Whitfield").person


def somebody(group, name="Victor Hale"):
    return member_of(group, name=name).person


def tied(dana, person, rhythm="monthly", *, days=None, since=200, by_other=False, kind="called"):
    """A tie with a rhythm; the last contact `days` ago."""
    tie = TieFactory(holder=dana, person=person, rhythm=rhythm, rhythm_since=TODAY - since * DAY)
    if days is not None:
        pair = {"person": dana, "other": person}
        if by_other:
            pair = {"person": person, "other": dana}
        Interaction.objects.create(
            **pair, kind=kind, happened_on=TODAY - days * DAY, created_at=NOW - days * DAY
        )
    return tie


def seen(ties):
    return [(tie.person.name, tie.colour, tie.days) for tie in ties]


# --- choosing a rhythm ---


def test_a_rhythm_counts_from_the_day_it_was_chosen(group, dana, now):
    victor = somebody(group)
    for _ in range(2):
        set_rhythm(dana, victor, rhythm="monthly", now=now)

    tie = Tie.objects.get()
    assert (tie.rhythm, tie.rhythm_since, tie.closeness) == ("monthly", TODAY, 2)
    set_rhythm(dana, victor, rhythm="monthly", now=now + 9 * DAY)
    tie.refresh_from_db()
    assert tie.rhythm_since == TODAY
    set_rhythm(dana, victor, rhythm="", now=now)
    tie.refresh_from_db()
    assert (tie.rhythm, tie.rhythm_since) == ("", None)


def test_a_rhythm_nobody_knows_is_refused(group, dana, now):
    with pytest.raises(ValueError, match="hourly"):
        set_rhythm(dana, somebody(group), rhythm="hourly", now=now)

    assert not Tie.objects.exists()


def test_how_well_they_know_each_other_stays(group, dana, now):
    victor = somebody(group)
    TieFactory(holder=dana, person=victor, closeness=3)

    set_rhythm(dana, victor, rhythm="yearly", now=now)

    assert Tie.objects.get().closeness == 3


# --- who is due ---


def test_the_overdue_come_first_and_then_whoever_waits_longest(group, dana, now):
    for name, rhythm, days in (
        ("Ann Due", "monthly", 31),
        ("Ben Late", "weekly", 12),
        ("Cy Fine", "yearly", 300),
        ("Di Longer", "monthly", 44),
        ("Ed Never", "quarterly", None),
    ):
        tied(dana, somebody(group, name), rhythm, days=days, since=95)
    tied(dana, somebody(group, "No Rhythm"), rhythm="weekly", days=90)
    Tie.objects.filter(person__name="No Rhythm").update(rhythm="", rhythm_since=None)

    assert seen(due_ties(dana, now)) == [
        ("Ben Late", "red", 12),
        ("Di Longer", "yellow", 44),
        ("Ed Never", "yellow", 95),
        ("Ann Due", "yellow", 31),
    ]
    assert [tie.person.name for tie in kept_ties(dana, now)][-1] == "Cy Fine"


@pytest.mark.parametrize("kind", ["met", "called", "wrote"])
@pytest.mark.parametrize("by_other", [True, False])
def test_any_contact_that_either_noted_settles_it(group, dana, now, kind, by_other):
    victor = somebody(group)
    tied(dana, victor, days=40)
    assert [tie.last_words for tie in due_ties(dana, now)] == ["Called 40 days ago"]
    one, other = (victor, dana) if by_other else (dana, victor)

    services.record_contact(one, other, kind=kind, on=TODAY, now=now)

    assert due_ties(dana, now) == []
    assert kept_ties(dana, now)[0].next_due == TODAY + 30 * DAY


@pytest.mark.parametrize("state", ["left", "listed", "invited"])
def test_nobody_is_owed_who_is_not_in_the_circle(group, dana, now, state):
    victor = somebody(group)
    tied(dana, victor, days=100)
    Membership.objects.filter(person=victor).update(state=state)

    assert due_ties(dana, now) == []
    assert services.remind_due_follow_ups(now=now) == 0


def test_a_private_contact_is_owed_too(dana, now):
    tied(dana, PersonFactory(keeper=dana, name="Carl Client"), days=100)
    tied(UserFactory().person, PersonFactory(keeper=dana, name="Not Theirs"), days=100)

    assert [tie.person.name for tie in due_ties(dana, now)] == ["Carl Client"]
    assert services.remind_due_follow_ups(now=now) == 1


def test_the_day_is_the_one_where_the_holder_is(group, now):
    auckland = member_of(group, time_zone="Pacific/Auckland").person
    tie = tied(auckland, somebody(group), "weekly", since=6)
    before = datetime(2026, 11, 23, 10, 59, tzinfo=UTC)  # 23:59 in Auckland
    tie.rhythm_since = date(2026, 11, 17)
    tie.save()

    assert due_ties(auckland, before) == []
    assert len(due_ties(auckland, before + timedelta(minutes=1))) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_ties_take_two_queries_for_one_as_for_three(
    group, dana, now, count, django_assert_num_queries
):
    for number in range(count):
        tied(dana, somebody(group, f"Victor {number}"), days=50)
        tied(somebody(group), dana, days=50)

    with django_assert_num_queries(2):  # the circle; ties with last contacts
        ties = due_ties(dana, now)
        assert [tie.person.trade for tie in ties]

    assert len(ties) == count


# --- the mail ---


def days_with_mail(now, days, step=1):
    """After how many days a mail came, of so many days from now on."""
    return [
        day for day in range(0, days, step) if services.remind_due_follow_ups(now=now + day * DAY)
    ]


def test_a_tie_is_mentioned_once_when_due_and_once_when_overdue(group, dana, now):
    tied(dana, somebody(group), days=28)

    assert days_with_mail(now, 60) == [2, 18]  # 30 and 46 days after the contact
    assert list(Delivery.objects.values_list("kind", flat=True)) == ["follow_ups"] * 2


def test_after_the_next_contact_it_begins_anew(group, dana, now):
    victor = somebody(group)
    tied(dana, victor, days=28)
    assert days_with_mail(now, 20) == [2, 18]
    contact = now + 20 * DAY

    services.record_contact(victor, dana, kind="wrote", on=TODAY + 20 * DAY, now=contact)

    assert days_with_mail(contact, 50) == [30, 46]


def test_what_was_red_from_the_start_is_mentioned_once(group, dana, now):
    tied(dana, somebody(group), days=300)

    assert days_with_mail(now, 60) == [0]


def test_whoever_has_just_chosen_a_rhythm_is_not_told_at_once(group, dana, now):
    victor = somebody(group)
    services.record_contact(dana, victor, kind="met", on=TODAY - 100 * DAY, now=now)
    set_rhythm(dana, victor, rhythm="monthly", now=now)

    assert services.remind_due_follow_ups(now=now + timedelta(hours=6)) == 0
    assert services.remind_due_follow_ups(now=now + DAY) == 1


def test_a_slower_rhythm_does_not_tell_again_of_what_was_told(group, dana, now):
    victor = somebody(group)
    tied(dana, victor, "weekly", days=100)
    services.remind_due_follow_ups(now=now)

    set_rhythm(dana, victor, rhythm="quarterly", now=now)

    assert days_with_mail(now + DAY, 60) == []


def test_questions_and_ties_come_in_one_mail(group, dana, now):
    victor = somebody(group)
    tied(dana, victor, days=31)
    FollowUpFactory(introduction__introducer=dana, person=dana)

    assert services.remind_due_follow_ups(now=now) == 1

    mail = Delivery.objects.get()
    context = follow_ups_prepare(mail, now)
    assert context["count"] == 1
    assert [tie.person for tie in context["ties"]] == [victor]


def test_a_tie_that_turns_after_todays_mail_waits_for_tomorrows(group, dana, now):
    FollowUpFactory(introduction__introducer=dana, person=dana)
    services.remind_due_follow_ups(now=now)
    tied(dana, somebody(group), days=31)

    assert services.remind_due_follow_ups(now=now + timedelta(hours=3)) == 0
    assert services.remind_due_follow_ups(now=now + DAY) == 1


def test_it_comes_at_the_persons_hour(group, dana, now):
    tied(dana, somebody(group), days=31)

    assert services.remind_due_follow_ups(now=now - timedelta(minutes=1)) == 0
    assert services.remind_due_follow_ups(now=now) == 1


def test_a_pause_is_kept_and_what_it_held_back_comes_after_it(group, dana, now):
    tied(dana, somebody(group), days=31)
    Person.objects.filter(pk=dana.pk).update(paused_until=TODAY + 5 * DAY)

    assert days_with_mail(now, 10) == [5]


def test_people_without_account_get_none(group, now):
    listed = PersonFactory()
    Membership.objects.create(group=group, person=listed, state="active")
    tied(listed, somebody(group), days=100)

    assert services.remind_due_follow_ups(now=now) == 0


def test_a_contact_in_the_last_moment_keeps_the_mail_back(group, dana, now):
    victor = somebody(group)
    tied(dana, victor, days=31)
    services.remind_due_follow_ups(now=now)
    mail = Delivery.objects.get()
    assert follow_ups_recheck(mail, now) is None

    services.record_contact(dana, victor, kind="called", on=TODAY, now=now)

    assert follow_ups_recheck(mail, now)


def test_nothing_that_an_earlier_mail_told_of_is_told_again(group, dana, now):
    FollowUpFactory(introduction__introducer=dana, person=dana)
    tied(dana, somebody(group, "Told Before"), days=31)
    services.remind_due_follow_ups(now=now)
    tied(dana, somebody(group, "New One"), days=31)

    services.remind_due_follow_ups(now=now + DAY)

    mail = Delivery.objects.order_by("-created_at").first()
    context = follow_ups_prepare(mail, now + DAY)
    assert (context["count"], [tie.person.name for tie in context["ties"]]) == (0, ["New One"])
    assert context["title"] == "Time to get in touch with New One"


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_mention_once(now):
    group = GroupFactory()
    for number in range(3):
        holder = member_of(group).person
        tied(holder, somebody(group, f"Victor {number}"), days=50)
        tied(holder, somebody(group, f"Vera {number}"), days=32)
    start = Barrier(4)

    def run(_):
        start.wait()
        try:
            return services.remind_due_follow_ups(now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(run, range(4))) == 3

    assert sorted(len(mail.context["ties"]) for mail in Delivery.objects.all()) == [2, 2, 2]
    assert set(Tie.objects.values_list("reminded_of", flat=True)) == {"red", "yellow"}


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rhythm=st.sampled_from(Tie.Rhythm.values),
    contacts=st.lists(st.integers(0, 500), max_size=5),
    zone=st.sampled_from(["America/New_York", "Pacific/Kiritimati", "Australia/Lord_Howe"]),
)
def test_whenever_contacts_come_each_colour_is_told_of_once_for_each(db, rhythm, contacts, zone):
    Delivery.objects.all().delete()
    Interaction.objects.all().delete()
    Tie.objects.all().delete()
    group = GroupFactory()
    dana = member_of(group, time_zone=zone).person
    victor = somebody(group)
    set_rhythm(dana, victor, rhythm=rhythm, now=NOW)
    first = NOW.astimezone(dana.zone).date()
    expected = []
    told = (None, "")
    last = first
    for day in range(0, 500, 7):
        now = datetime.combine(first + day * DAY, datetime.min.time(), tzinfo=dana.zone)
        now += timedelta(hours=10)
        for contact in sorted(contacts):
            if day - 7 < contact <= day:
                last = first + contact * DAY
                services.record_contact(dana, victor, kind="met", on=last, now=now)
        colour = rhythms.colour(rhythm, last, first + day * DAY)
        if colour and told != (last, colour):
            expected.append(day)
            told = (last, colour)
        if services.remind_due_follow_ups(now=now):
            assert expected[-1:] == [day]
        else:
            assert expected[-1:] != [day]


def rendered(context):
    return [
        render_to_string(f"emails/follow_ups/{part}", context)
        for part in ("subject.txt", "body.txt", "body.html")
    ]


def test_the_mail_says_whom_and_since_when(group, dana, now):
    victor = somebody(group, "Victor O'Hale")
    tied(dana, victor, days=31)
    tied(dana, somebody(group, "Ana Never"), "quarterly", since=100)
    services.remind_due_follow_ups(now=now)
    mail = Delivery.objects.get()
    context = follow_ups_prepare(mail, now) | {
        "recipient": dana,
        "site_url": "https://example.org",
    }

    subject, text, html = rendered(context)

    assert subject.strip() == "Time to get in touch with 2 people"
    assert "- You have not been in touch with Victor O'Hale for 31 days." in text
    assert "- You would like to be in touch with Ana Never every three months." in text
    assert f"https://example.org/people/{victor.pk}/" in text
    assert f'href="https://example.org/people/{victor.pk}/#contacts"' in html
    assert "because you chose how often to be in touch." in text
