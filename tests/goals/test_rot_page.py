"""The page of return on time against a table computed by hand, from what really happened."""

import re
import time
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from goals import services
from goals.models import Earning
from introductions.models import Contribution, FollowUp, Introduction
from members.models import Attendance, Interaction, Meeting, Person
from tests.factories import (
    FollowUpFactory,
    GroupFactory,
    IntroductionFactory,
    MembershipFactory,
    PersonFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
ROT = reverse("goals:rot")
NOW = datetime(2026, 11, 28, 15, 0, tzinfo=UTC)


class World:
    """Dana in two groups; Marta in the one, Tom in both, Ida her contact."""

    def __init__(self, client):
        self.client = client
        self.riverside, self.harbor = (GroupFactory(name=name) for name in ("Riverside", "Harbor"))
        user = member_of(self.riverside, name="Dana Whitfield")
        self.dana = user.person
        self.marta = member_of(self.riverside, name="Marta Okafor").person
        self.tom = member_of(self.riverside, name="Tom Lindqvist").person
        for person in (self.dana, self.tom):
            MembershipFactory(group=self.harbor, person=person)
        self.ida = PersonFactory(name="Ida Moreau", keeper=self.dana)
        client.force_login(user)

    def met(self, person, on, minutes=None):
        contact = Interaction.objects.create(
            person=self.dana, other=person, kind="met", happened_on=on, created_at=NOW
        )
        if minutes is not None:
            services.correct_minutes(self.dana, "interaction", contact.pk, minutes=minutes, now=NOW)

    def meeting(self, group, on, minutes, *people):
        meeting = Meeting.objects.create(
            group=group,
            title="Breakfast",
            starts_at=datetime(on.year, on.month, on.day, 13, tzinfo=UTC),
            minutes=minutes,
            created_at=NOW,
            changed_at=NOW,
        )
        for person in (self.dana, *people):
            Attendance.objects.create(meeting=meeting, person=person, created_at=NOW)

    def gift(self, giver, receiver, on, currency="advice", state="confirmed"):
        return Contribution.objects.create(
            giver=giver,
            receiver=receiver,
            currency=currency,
            happened_on=on,
            logged_by=receiver,
            state=state,
            created_at=NOW,
            settled_at=None if state == "noted" else NOW,
        )

    def earned(self, amount, on, other=None, code="USD"):
        return Earning.objects.create(
            person=self.dana, amount=amount, code=code, earned_on=on, other=other, created_at=NOW
        )

    def page(self, query="?from=2026-09&to=2026-11"):
        with time_machine.travel(NOW, tick=False):
            return self.client.get(ROT + query)


@pytest.fixture
def world(client):
    return World(client)


def tables(response):
    """The cells of every table of the page, row by row, by the head of its first column."""
    found = {}
    for table in re.findall(r"<table.*?</table>", response.content.decode(), re.S):
        rows = [
            [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
            for row in re.findall(r"<tr>.*?</tr>", table, re.S)
        ]
        found[rows[0][0]] = rows[1:]
    return found


def live_an_autumn(world):
    """Six one-to-ones, two meetings, an introduction and what came of it."""
    dana, marta, tom, ida = world.dana, world.marta, world.tom, world.ida
    for number in range(4):  # 45 minutes each, as usual
        world.met(marta, date(2026, 9, 1 + 7 * number))
    world.met(tom, date(2026, 10, 5), minutes=90)
    world.met(ida, date(2026, 10, 6), minutes=30)
    world.meeting(world.riverside, date(2026, 10, 13), 90, marta, tom)
    world.meeting(world.harbor, date(2026, 11, 10), 60, tom)
    begun = datetime(2026, 11, 2, 15, tzinfo=UTC)
    introduction = IntroductionFactory(
        introducer=dana,
        a=marta,
        b=tom,
        created_at=begun,
        made_at=begun,
        met_at=begun + timedelta(days=9),
        useful_at=begun + timedelta(days=20),
        state="useful",
        reasons=[{"lens": "trigger_event", "text": ""}],
    )
    FollowUpFactory(
        introduction=introduction,
        state="answered",
        answer="met",
        answered_at=begun + timedelta(days=9),
    )
    for day in (2, 9, 16, 23):
        world.gift(marta, dana, date(2026, 9, day))
    world.gift(tom, dana, date(2026, 10, 7), "client")
    world.gift(tom, dana, date(2026, 10, 14), "client")  # after the meeting
    world.gift(marta, dana, date(2026, 11, 3))  # after the introduction
    world.gift(ida, dana, date(2026, 10, 7), state="noted")
    world.gift(marta, dana, date(2026, 9, 3), state="refused")
    world.gift(dana, marta, date(2026, 9, 30))
    world.gift(marta, tom, date(2026, 9, 30))
    for _ in range(5):
        world.earned("250.50", date(2026, 10, 8), tom)
    world.earned("80", date(2026, 10, 8), code="EUR")
    # Not of these months:
    world.gift(marta, dana, date(2026, 8, 31))
    world.met(marta, date(2026, 8, 31))
    world.earned("9999", date(2026, 12, 1), marta)


def test_the_page_shows_the_table_computed_by_hand(world):
    live_an_autumn(world)

    response = world.page()

    # Minutes: one-to-ones 4 × 45 + 90 + 30 = 300; meetings 90 + 60 = 150; introducing 10;
    # following up 5; together 465 = 7.75 hours.
    found = tables(response)
    assert found["Activity"] == [
        # hours, came back, an hour: 6 results (four of Marta, one of Tom, Ida's) in 5 hours
        ["One-to-ones", "5", "6", "1.2"],
        ["Group meetings", "2.5", "1", "too few to say"],
        ["Introducing", "0.2", "1", "too few to say"],
        ["Following up", "0.1", "0", "too few to say"],
    ]
    # Riverside: its meeting 90, Marta 180 + 5 + 2.5, half of Tom's 90 + 5 + 2.5 = 48.75: 326.25
    # Harbor: its meeting 60 and the other half: 108.75. Outside: Ida's 30.
    # Results: Marta five, Tom two in halves, Ida one.
    assert found["Group"] == [
        ["Riverside", "5.4", "6", "1.1"],
        ["Harbor", "1.8", "1", "too few to say"],
        ["Outside the groups", "0.5", "1", "too few to say"],
    ]
    # 187.5 minutes with Marta, 97.5 with Tom, 30 with Ida, the meetings with nobody in particular
    assert found["Person"] == [
        ["Marta Okafor", "3.1", "5", "1", "1.6"],
        ["Tom Lindqvist", "1.6", "2", "0", "too few"],
        ["Ida Moreau", "0.5", "1", "0", "too few"],
        ["Nobody in particular", "2.5", "0", "0", "too few"],
    ]
    assert found["First reason"] == [["Same trigger event", "0.2", "1", "1", "too few to say"]]
    assert found["Introductions"] == [
        ["By you", "1", "1", "1"],
        ["Of you, by others", "0", "0", "0"],
    ]
    assert found["What"] == [
        ["Introduction to a client", "2", "0"],
        ["Advice", "6", "1"],
    ]
    assert [row[:2] for row in found["Month"]] == [
        ["Sep 2026", "3"],
        ["Oct 2026", "3.5"],
        ["Nov 2026", "1.2"],
    ]
    # 5 × 250.50 through Tom, met the day before: 1252.5 in 5 hours; halved between the groups
    page = response.content.decode()
    assert "<h2>1,252.50 USD</h2>" in page
    assert "<h2>80 EUR</h2>" in page
    assert "In these three months an hour of one-to-ones brought 1.2 results." in page
    assert "<b>7.8</b><span>hours</span>" in page
    assert "<b>8</b><span>came back</span>" in page


def test_money_by_activity_and_group(world):
    live_an_autumn(world)
    Earning.objects.filter(code="EUR").delete()

    found = tables(world.page())

    assert found["By activity"] == [["One-to-ones", "1,252.50", "5", "250.50"]]
    assert found["By group"] == [
        ["Riverside", "626.25", "2.5", "too few to say"],
        ["Harbor", "626.25", "2.5", "too few to say"],
    ]


def test_other_months_show_what_is_theirs(world):
    live_an_autumn(world)

    found = tables(world.page("?from=2026-08&to=2026-08"))

    assert found["Activity"] == [["One-to-ones", "0.8", "1", "too few to say"]]
    assert "too few results or hours" in world.page("?from=2026-08&to=2026-08").content.decode()


def test_the_default_is_the_last_six_months_and_this_one(world):
    live_an_autumn(world)

    assert "May to November 2026" in world.page("").content.decode()
    assert "August to November 2026" in world.page("?months=3").content.decode()


def test_a_wrong_choice_is_said_and_the_usual_months_are_shown(world):
    response = world.page("?from=2026-44&to=2026-11")

    assert response.status_code == 422
    assert "Choose both months from the lists." in response.content.decode()
    assert "May to November 2026" in response.content.decode()


def test_a_newcomer_is_told_how_to_begin(world):
    page = world.page().content.decode()

    assert "Nothing is recorded in these months." in page
    assert reverse("goals:note") in page


def test_every_picture_has_a_name_and_its_numbers_in_a_table(world):
    live_an_autumn(world)
    page = world.page().content.decode()

    pictures = re.findall(r'<svg class="plot"[^>]*>', page)
    assert len(pictures) == 3  # activities, groups, months
    assert all('role="img"' in one and "aria-label=" in one for one in pictures)
    assert "<title>One-to-ones: 1.2 an hour</title>" in page
    assert "<title>October 2026, one-to-ones: 2 hours</title>" in page


def test_nobody_sees_the_minutes_or_money_of_another(world, client):
    live_an_autumn(world)
    client.force_login(world.marta.user)

    page = world.page().content.decode()

    assert "1,252.50" not in page
    assert "USD" not in page
    # what both know: they met, Dana introduced Marta to Tom
    assert tables(world.page())["Activity"][0][:2] == ["One-to-ones", "3"]


def test_people_and_groups_that_are_gone_are_not_named(world):
    live_an_autumn(world)
    world.marta.memberships.update(state="left")
    world.dana.memberships.filter(group=world.harbor).update(state="left")

    response = world.page()

    assert "Marta" not in response.content.decode()
    assert "Harbor" not in response.content.decode()
    found = tables(response)
    assert ["People no longer in your circle", "3.1", "5", "1", "1.6"] in found["Person"]
    assert ["Groups you have left", "1", "0", "too few to say"] in found["Group"]


@pytest.mark.parametrize("count", [1, 3])
def test_query_count(world, count, django_assert_num_queries):
    for number in range(count):
        person = member_of(world.riverside).person
        on = date(2026, 11, 1 + number)
        world.met(person, on)
        world.meeting(world.riverside, on, 60, person)
        world.gift(person, world.dana, on)
        world.earned("10", on, person)
        introduction = IntroductionFactory(introducer=world.dana, a=person, b=world.tom)
        FollowUpFactory(introduction=introduction, state="answered", answered_at=NOW)

    # session, person, circle, introductions, answers, contacts, attendance, entries, usual,
    # contributions, money, frame (3)
    with django_assert_num_queries(14):
        response = world.page()

    assert response.status_code == 200


def test_a_busy_year_is_quick(world):
    people = Person.objects.bulk_create(
        Person(name=f"Person {n}", keeper=world.dana) for n in range(200)
    )
    introductions = Introduction.objects.bulk_create(
        Introduction(
            introducer=world.dana,
            a=people[n % 200],
            b=people[(n + 1 + n // 200) % 200],
            state="expired",
            created_at=NOW - timedelta(hours=17 * n),
            made_at=NOW - timedelta(hours=17 * n),
            reasons=[{"lens": "shared_pool", "text": "*Pool*: " + "words " * 30}] * 3,
        )
        for n in range(500)
    )
    FollowUp.objects.bulk_create(
        FollowUp(
            introduction=introductions[n // 4],
            person=world.dana,
            step=(2, 7, 21, 45)[n % 4],
            due_at=NOW,
            state="answered",
            answered_at=NOW - timedelta(hours=4 * n),
        )
        for n in range(2000)
    )
    Interaction.objects.bulk_create(
        Interaction(
            person=world.dana,
            other=people[n % 200],
            kind="met",
            happened_on=(NOW - timedelta(days=n)).date(),
            created_at=NOW,
        )
        for n in range(300)
    )
    world.page()  # templates are read once

    seconds = []
    for _ in range(3):
        began = time.process_time()  # others may use this machine too
        response = world.page("?months=12")
        seconds.append(time.process_time() - began)

    assert "hours" in response.content.decode()
    assert min(seconds) < 0.3
