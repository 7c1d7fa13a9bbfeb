"""Minutes are derived from what happened; a person corrects, types, and says what is usual."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from goals import services
from goals.models import TimeEntry, UsualMinutes
from goals.periods import Span
from goals.rot.spending import spent_by, spent_on
from goals.services.minutes import NothingSpent
from members.models import Attendance, Interaction, Meeting
from tests.factories import (
    NOW,
    FollowUpFactory,
    GroupFactory,
    IntroductionFactory,
    PersonFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
MINUTES, USUAL = reverse("goals:minutes"), reverse("goals:usual_minutes")
NOVEMBER = Span(date(2026, 11, 1), date(2026, 12, 1))


class World:
    def __init__(self, client):
        self.client = client
        self.group = GroupFactory(name="Riverside")
        self.user = member_of(self.group, name="Dana Whitfield")
        self.dana = self.user.person
        self.marta = member_of(self.group, name="Marta Okafor").person
        self.tom = member_of(self.group, name="Tom Lindqvist").person
        client.force_login(self.user)

    def introduce(self, moment=NOW, **fields):
        fields = {"a": self.marta, "b": self.tom, "made_at": moment} | fields
        return IntroductionFactory(introducer=self.dana, created_at=moment, **fields)

    def answer(self, introduction, person=None, moment=NOW, **fields):
        return FollowUpFactory(
            introduction=introduction,
            person=person or self.dana,
            state="answered",
            answer="not_yet",
            answered_at=moment,
            **fields,
        )

    def contact(self, kind="met", person=None, other=None, on=None):
        return Interaction.objects.create(
            person=person or self.dana,
            other=other or self.marta,
            kind=kind,
            happened_on=on or NOW.date(),
            created_at=NOW,
        )

    def meeting(self, *there, kind="meeting", minutes=75, moment=NOW, **fields):
        meeting = Meeting.objects.create(
            group=self.group,
            kind=kind,
            title="Breakfast",
            starts_at=moment,
            minutes=minutes,
            created_at=NOW,
            changed_at=NOW,
            **fields,
        )
        return [
            Attendance.objects.create(meeting=meeting, person=person, created_at=NOW)
            for person in there or [self.dana]
        ]

    def spent(self, span=NOVEMBER, now=NOW):
        found = spent_by(self.dana, span, now=now)
        return sorted((each.activity, each.minutes) for each in found)

    def change(self, source, pk):
        return reverse("goals:minutes_change", args=[source, pk])


@pytest.fixture
def world(client):
    return World(client)


def test_everything_takes_as_long_as_usual(world):
    introduction = world.introduce()
    world.answer(introduction)
    world.contact("met")
    world.contact("called")
    world.contact("wrote", other=world.tom)
    world.meeting()
    world.meeting(kind="event", minutes=150)
    world.meeting(kind="seminar", minutes=60)

    assert world.spent() == [
        ("following_up", 5),
        ("following_up", 5),
        ("following_up", 5),
        ("group_meeting", 75),
        ("introducing", 10),
        ("large_event", 150),
        ("one_to_one", 45),
        ("seminar", 60),
    ]


def test_what_others_did_takes_no_minutes(world):
    theirs = IntroductionFactory(introducer=world.marta, a=world.dana, b=world.tom)
    world.answer(theirs, person=world.tom)
    world.contact("called", person=world.marta, other=world.dana)
    world.contact("met", person=world.marta, other=world.tom)
    world.meeting(world.marta, world.tom)

    assert world.spent() == []


def test_what_came_to_nothing_or_lies_ahead_takes_no_minutes(world):
    world.introduce(state="withdrawn")
    world.meeting(cancelled_at=NOW)
    world.meeting(moment=NOW + timedelta(hours=1))
    FollowUpFactory(introduction=world.introduce(NOW - timedelta(days=60)), answer="later")

    assert world.spent() == []


def test_asking_both_takes_its_minutes_when_asked(world):
    world.introduce(state="asking", made_at=None)
    in_october = NOW - timedelta(days=30)
    world.introduce(in_october, a=PersonFactory(), mode="asked", state="declined", made_at=None)

    assert world.spent() == [("introducing", 10)]


def test_a_meeting_that_both_noted_counts_once(world):
    own = world.contact("met")
    theirs = world.contact("met", person=world.marta, other=world.dana)
    assert world.spent() == [("one_to_one", 45)]

    services.correct_minutes(world.dana, "interaction", theirs.pk, minutes=90, now=NOW)

    assert world.spent() == [("one_to_one", 90)]
    assert spent_on(world.dana, "interaction", own.pk, now=NOW).minutes == 45


def test_a_meeting_that_the_other_noted_counts(world):
    world.contact("met", person=world.marta, other=world.dana)

    assert world.spent() == [("one_to_one", 45)]


def test_a_correction_stands_whatever_becomes_usual(world):
    first, second = world.contact("met"), world.contact("met", other=world.tom)
    services.correct_minutes(world.dana, "interaction", first.pk, minutes=20, now=NOW)

    services.set_usual_minutes(world.dana, {"one_to_one": 60})

    assert world.spent() == [("one_to_one", 20), ("one_to_one", 60)]
    assert spent_on(world.dana, "interaction", second.pk, now=NOW).usual == 60


def test_a_correction_can_be_taken_back_and_made_twice(world):
    [attendance] = world.meeting()
    for minutes in (0, 30, 30):
        services.correct_minutes(world.dana, "attendance", attendance.pk, minutes=minutes, now=NOW)
        assert world.spent() == [("group_meeting", minutes)]
    assert TimeEntry.objects.count() == 1

    services.correct_minutes(world.dana, "attendance", attendance.pk, minutes=None, now=NOW)

    assert world.spent() == [("group_meeting", 75)]


def test_ones_own_usual_length_goes_before_that_of_the_meeting(world):
    world.meeting(minutes=75)
    services.set_usual_minutes(world.dana, {"group_meeting": 60})
    assert world.spent() == [("group_meeting", 60)]

    services.set_usual_minutes(world.dana, {"group_meeting": None})

    assert world.spent() == [("group_meeting", 75)]


def test_minutes_of_others_cannot_be_corrected(world):
    others = world.contact("met", person=world.marta, other=world.tom)
    with pytest.raises(NothingSpent):
        services.correct_minutes(world.dana, "interaction", others.pk, minutes=5, now=NOW)


def test_days_are_those_of_the_person(world):
    at_night = NOW.replace(day=1, hour=2)  # still October in New York
    world.introduce(at_night)
    world.meeting(moment=at_night)

    assert world.spent() == []
    assert len(world.spent(Span(date(2026, 10, 1), date(2026, 11, 1)))) == 2


def test_the_same_minutes_pressed_twice_are_typed_once(world):
    said = {"activity": "seminar", "on": NOW.date(), "minutes": 50, "note": "Tax law"}
    first = services.log_minutes(world.dana, now=NOW, **said)
    again = services.log_minutes(world.dana, now=NOW + timedelta(seconds=5), **said)
    later = services.log_minutes(world.dana, now=NOW + timedelta(hours=1), **said)

    assert first == again != later


def test_halves_and_groups_of_what_was_spent(world):
    introduction = world.introduce(reasons=[{"lens": "prospect", "text": ""}])
    world.answer(introduction)
    made_for_dana = IntroductionFactory(introducer=world.marta, a=world.dana, b=world.tom)
    world.answer(made_for_dana)
    world.meeting(world.dana, world.marta)
    found = {
        (each.source, each.people, each.near, each.group, each.lens)
        for each in spent_by(world.dana, NOVEMBER, now=NOW)
    }
    marta, tom = world.marta.pk, world.tom.pk

    assert found == {
        ("introduction", (marta, tom), (marta, tom), None, "prospect"),
        ("follow_up", (marta, tom), (), None, "prospect"),
        ("follow_up", (tom,), (), None, None),
        ("attendance", (), (marta,), world.group.pk, None),
    }


# --- The page ------------------------------------------------------------------------------------


def today(world):
    return timezone.now().astimezone(world.dana.zone).date()


def test_the_page_lists_this_month_and_corrects_with_one_tap(world):
    contact = world.contact("met", on=today(world))
    page = world.client.get(MINUTES).content.decode()
    assert "Met Marta Okafor" in page
    assert "45 min" in page

    response = world.client.post(
        world.change("interaction", contact.pk), {"minutes": "60"}, follow=True
    )

    page = response.content.decode()
    assert "Corrected." in page
    assert "1 h</b>" in page


def test_one_tap_swaps_the_line_alone(world):
    contact = world.contact("met", on=today(world))

    response = world.client.post(
        world.change("interaction", contact.pk), {"minutes": "0"}, headers={"HX-Request": "true"}
    )

    page = response.content.decode()
    assert page.strip().startswith(f'<li class="spent" id="spent-interaction-{contact.pk}"')
    assert "did not count" in page
    assert TimeEntry.objects.get().minutes == 0


@pytest.mark.parametrize("minutes", ["-1", "1441", "x", "7.5"])
def test_minutes_that_cannot_be_are_refused_with_what_was_typed(world, minutes):
    contact = world.contact("met", on=today(world))

    response = world.client.post(world.change("interaction", contact.pk), {"minutes": minutes})

    assert response.status_code == 422
    page = response.content.decode()
    assert "Write whole minutes, 0 to 1440." in page
    assert f'value="{minutes}"' in page
    assert not TimeEntry.objects.exists()


def test_minutes_are_typed_changed_and_taken_back(world):
    said = {"activity": "speaking_writing", "day": str(today(world)), "minutes": "40"}
    world.client.post(MINUTES, said | {"group": world.group.pk, "note": "An article"})
    entry = TimeEntry.objects.get()
    assert (entry.minutes, entry.group, entry.note) == (40, world.group, "An article")
    assert "An article" in world.client.get(MINUTES).content.decode()

    world.client.post(world.change("entry", entry.pk), {"minutes": "55"})
    entry.refresh_from_db()
    assert entry.minutes == 55
    assert world.client.post(world.change("entry", entry.pk), {"minutes": ""}).status_code == 422

    world.client.post(reverse("goals:minutes_forget", args=[entry.pk]))
    assert not TimeEntry.objects.exists()


def test_a_foreign_group_cannot_be_named(world):
    said = {"activity": "seminar", "day": str(today(world)), "minutes": "40"}

    response = world.client.post(MINUTES, said | {"group": GroupFactory().pk})

    assert response.status_code == 422
    assert not TimeEntry.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"day": "tomorrow"}, "Write the day like"),
        ({"day": "2999-01-01"}, "This day has not come yet"),
        ({"day": "1026-01-01"}, "This is too long ago"),
        ({"minutes": "9999"}, "Write whole minutes"),
        ({"activity": "golf"}, "golf is not one of"),
    ],
)
def test_what_cannot_be_typed_is_said(world, fields, said):
    data = {"activity": "seminar", "day": str(today(world)), "minutes": "40", "note": "Kept"}

    response = world.client.post(MINUTES, data | fields)

    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert "Kept" in page


def test_usual_minutes_are_kept_and_forgotten(world):
    world.contact("met", on=today(world))
    page = world.client.post(USUAL, {"one_to_one": "30", "seminar": ""}, follow=True)
    assert "Everything you have not corrected follows." in page.content.decode()
    assert "30 min" in page.content.decode()

    world.client.post(USUAL, {"one_to_one": ""})

    assert not UsualMinutes.objects.exists()


def test_a_wrong_usual_length_keeps_what_was_typed(world):
    response = world.client.post(USUAL, {"one_to_one": "30", "seminar": "-5"})

    assert response.status_code == 422
    assert 'value="-5"' in response.content.decode()
    assert not UsualMinutes.objects.exists()


def test_people_who_are_gone_are_not_named(world):
    world.contact("met", on=today(world))
    world.meeting(world.dana, moment=timezone.now() - timedelta(minutes=5))
    world.marta.memberships.update(state="left")
    page = world.client.get(MINUTES).content.decode()
    assert "Marta" not in page
    assert "Met somebody no longer in your circle" in page

    world.dana.memberships.update(state="left")

    page = world.client.get(MINUTES).content.decode()
    assert "A meeting of a group you have left" in page
    assert "Breakfast" not in page
    assert "Riverside" not in page


@pytest.mark.parametrize("source", ["introduction", "follow_up", "interaction", "attendance"])
def test_foreign_things_look_as_if_they_were_not(world, source):
    introduction = IntroductionFactory(introducer=world.marta)
    foreign = {
        "introduction": introduction,
        "follow_up": FollowUpFactory(introduction=introduction, state="answered", answered_at=NOW),
        "interaction": world.contact("called", person=world.marta, other=world.dana),
        "attendance": world.meeting(world.marta)[0],
    }
    address = world.change(source, foreign[source].pk)

    assert world.client.get(address).status_code == 404
    assert world.client.post(address, {"minutes": "5"}).status_code == 404
    assert world.client.get(world.change("nonsense", 1)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_page_query_count(world, count, django_assert_num_queries):
    moment = timezone.now() - timedelta(minutes=5)
    for _ in range(count):
        pair = {name: member_of(world.group).person for name in "ab"}
        world.answer(world.introduce(moment, **pair), moment=moment)
        world.contact("met", other=pair["a"], on=today(world))
        world.meeting(world.dana, world.marta, moment=moment)

    # session, person, circle, the four sources, entries, usual (twice), frame (3)
    with django_assert_num_queries(13):
        page = world.client.get(MINUTES).content.decode()

    assert page.count('class="spent"') == 4 * count


def test_many_lines_go_on_pages(world):
    for _ in range(60):
        services.log_minutes(
            world.dana,
            activity="seminar",
            on=today(world),
            minutes=5,
            other=member_of(world.group).person,
            now=timezone.now(),
        )

    page = world.client.get(MINUTES + "?page=2").content.decode()

    assert page.count('class="spent"') == 20
    assert "Page 2 of 2" in page


@pytest.mark.parametrize("query", ["?month=x", "?month=0001-01", "?month=2999-01", "?page=-3"])
def test_odd_addresses_show_this_month(world, query):
    assert world.client.get(MINUTES + query).status_code == 200
