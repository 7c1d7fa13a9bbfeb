"""The tables of a meeting: who sits with whom, who sees it, and what stays secret."""

from datetime import timedelta
from itertools import combinations

import pytest
from django.urls import reverse
from django.utils import timezone

from introductions.models import TablePlan
from introductions.seating.planner import count_tables
from introductions.seating.reading import COMPETING, NEW_FACES, SECRET, read_room
from introductions.services.seating import (
    IsOver,
    PlannedAnew,
    TooFew,
    forget_tables,
    move,
    seat,
)
from members.models import Attendance, CompetingProfessions, Interaction, Meeting
from members.services.meetings import WasCancelled, cancel_meeting
from tests.factories import (
    NOW,
    DoNotIntroduceFactory,
    GroupFactory,
    IntroductionFactory,
    MembershipFactory,
    PersonFactory,
    ProfessionFactory,
    SourceTypeFactory,
    TriggerEventFactory,
    member_of,
    organizer_of,
)

pytestmark = pytest.mark.django_db
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def a_meeting(group, starts_at=None, **fields):
    said = {"title": "Breakfast", "created_at": NOW, "changed_at": NOW}
    return Meeting.objects.create(group=group, starts_at=starts_at or NOW + DAY, **said | fields)


@pytest.fixture
def riverside():
    return GroupFactory(name="Riverside", slug="riverside", time_zone="America/New_York")


@pytest.fixture
def meeting(riverside):
    return a_meeting(riverside)


@pytest.fixture
def ruth(riverside):
    return organizer_of(riverside, name="Ruth Alvarez").person


@pytest.fixture
def members(riverside):
    names = ("Dana", "Tom", "Marta", "Lena", "Frank", "Gwen", "Omar", "Pia")
    return [member_of(riverside, name=f"{name} Reed").person for name in names]


def guest_of(group, name):
    found = MembershipFactory(
        group=group,
        person=PersonFactory(name=name, email=None),
        state="guest",
        joined_at=None,
        said_name=name,
    )
    return found.person


def seated(meeting, people, by, now=NOW, **fields):
    said = {"seats": 4, "rounds": 1}
    return seat(meeting, [person.pk for person in people], by=by, now=now, **said | fields)


def together(plan, a, b):
    return any({a.pk, b.pk} <= set(table) for tables in plan.rounds for table in tables)


class TestWhatPairsAreWorth:
    def worth(self, meeting, a, b, now=NOW):
        room = read_room(meeting, [a.pk, b.pk], now)
        return room.worth[0, 1], room.apart[0, 1]

    def test_the_matcher_says_it(self, meeting, members):
        dana, tom, marta, *_ = members
        sources = [SourceTypeFactory(), SourceTypeFactory()]
        for person in (dana, tom):
            person.sources.set(sources)

        worth, apart = self.worth(meeting, dana, tom)

        assert worth > 10 * NEW_FACES
        assert apart == 0
        assert self.worth(meeting, dana, marta) == (NEW_FACES, 0)

    def test_nothing_for_who_has_met(self, meeting, members):
        dana, tom, marta, lena, frank, *_ = members
        IntroductionFactory(introducer=marta, a=dana, b=tom, state="met", met_at=NOW)
        Interaction.objects.create(
            person=lena, other=dana, kind="met", happened_on=NOW.date(), created_at=NOW
        )
        Interaction.objects.create(
            person=frank, other=dana, kind="wrote", happened_on=NOW.date(), created_at=NOW
        )

        assert self.worth(meeting, dana, tom) == (0, 0)
        assert self.worth(meeting, dana, lena) == (0, 0)
        assert self.worth(meeting, dana, frank)[0] > 0  # a letter is no meeting

    def test_nor_for_who_sat_together_before(self, riverside, meeting, members):
        dana, tom, marta, *_ = members
        before = a_meeting(riverside, NOW - WEEK)
        TablePlan.objects.create(
            meeting=before, rounds=[[[dana.pk, tom.pk, marta.pk]]], made_at=NOW
        )

        assert self.worth(meeting, dana, marta)[0] == 0
        for person in (dana, tom):
            Attendance.objects.create(meeting=before, person=person, created_at=NOW)
        assert self.worth(meeting, dana, tom)[0] == 0
        assert self.worth(meeting, dana, marta)[0] > 0  # who was planned for and did not come
        cancel_meeting(before, now=NOW - 8 * DAY)
        assert self.worth(meeting, dana, tom)[0] > 0

    def test_a_plan_for_later_says_nothing_yet(self, riverside, meeting, members):
        dana, tom, *_ = members
        TablePlan.objects.create(
            meeting=a_meeting(riverside, NOW + WEEK), rounds=[[[dana.pk, tom.pk]]], made_at=NOW
        )

        assert self.worth(meeting, dana, tom)[0] > 0

    def test_competitors_and_who_is_kept_apart(self, riverside, meeting, members):
        dana, tom, marta, *_ = members
        first, second = sorted((dana.profession, tom.profession), key=lambda each: each.pk)
        CompetingProfessions.objects.create(first=first, second=second)
        DoNotIntroduceFactory(person=marta, other=dana)

        assert self.worth(meeting, dana, tom) == (0, COMPETING)
        assert self.worth(meeting, dana, marta) == (0, SECRET)

    def test_of_a_guest_known_elsewhere_only_what_was_said_here(self, riverside, meeting, members):
        dana, *_ = members
        elsewhere = member_of(GroupFactory(), name="Nora").person
        notary = ProfessionFactory()
        MembershipFactory(
            group=riverside,
            person=elsewhere,
            state="guest",
            joined_at=None,
            said_name="Nora Q.",
            said_profession=notary,
        )
        for person in (dana, elsewhere):
            person.sources.set([SourceTypeFactory(slug="shared")] if person == dana else [])
        elsewhere.sources.set(dana.sources.all())

        assert self.worth(meeting, dana, elsewhere)[0] == NEW_FACES

    def test_who_is_not_on_the_roster_is_left_out(self, meeting, members):
        stranger = PersonFactory()

        room = read_room(meeting, [members[0].pk, stranger.pk], NOW)

        assert room.ids.tolist() == [members[0].pk]


class TestSeating:
    def test_who_should_meet_sits_together_and_is_told_why(self, meeting, members, ruth):
        dana, tom, *_ = members
        event = TriggerEventFactory(short="a move")
        for person in (dana, tom):
            person.events.add(event)

        plan = seated(meeting, members, ruth)

        assert together(plan, dana, tom)
        assert [len(table) for table in plan.rounds[0]] == [4, 4]
        [reason] = plan.reasons
        assert {reason["a"], reason["b"]} == {dana.pk, tom.pk}
        assert "A move" in reason["text"].replace("*", "")

    def test_in_three_rounds_nobody_sits_twice_with_the_same(self, meeting, members, ruth):
        plan = seated(meeting, [*members, ruth], ruth, seats=3, rounds=3)

        pairs = [
            pair
            for tables in plan.rounds
            for table in tables
            for pair in combinations(sorted(table), 2)
        ]
        assert len(pairs) == len(set(pairs)) == 27

    def test_who_is_kept_apart_never_sits_together_and_nothing_says_so(
        self, meeting, members, ruth
    ):
        dana, tom, *_ = members
        event = TriggerEventFactory()
        for person in (dana, tom):
            person.events.add(event)
        DoNotIntroduceFactory(person=tom, other=dana)

        for turn in range(4):
            plan = seated(meeting, members, ruth, now=NOW + turn * timedelta(minutes=1), rounds=3)
            assert not together(plan, dana, tom)
            assert plan.reasons == []

    def test_planned_anew_it_takes_the_place_of_the_old_plan(self, meeting, members, ruth):
        seated(meeting, members, ruth)
        plan = seated(meeting, members[:6], ruth, seats=3)

        assert TablePlan.objects.get() == plan
        assert plan.seats_a_table == 3
        assert sum(len(table) for table in plan.rounds[0]) == 6

    def test_what_cannot_be_planned(self, riverside, meeting, members, ruth):
        with pytest.raises(TooFew):
            seated(meeting, [members[0], PersonFactory()], ruth)
        with pytest.raises(IsOver):
            seated(a_meeting(riverside, NOW - DAY), members, ruth)
        cancel_meeting(meeting, now=NOW)
        with pytest.raises(WasCancelled):
            seated(meeting, members, ruth)
        assert not TablePlan.objects.exists()

    def test_reasons_speak_of_members_only(self, riverside, meeting, members, ruth):
        guest = guest_of(riverside, "Nora Quist")
        event = TriggerEventFactory()
        for person in (guest, members[0]):
            person.events.add(event)

        plan = seated(meeting, [guest, *members[:3]], ruth)

        assert together(plan, guest, members[0])
        assert plan.reasons == []


class TestMoving:
    def test_to_another_table_and_the_reasons_follow(self, meeting, members, ruth):
        dana, tom, *_ = members
        event = TriggerEventFactory()
        for person in (dana, tom):
            person.events.add(event)
        plan = seated(meeting, members, ruth)
        here = next(at for at, table in enumerate(plan.rounds[0]) if dana.pk in table)

        said = {"to": 1 - here, "in_round": 0, "made_at": plan.made_at, "now": NOW}
        assert move(plan, dana.pk, **said)
        assert not move(plan, dana.pk, **said)

        plan.refresh_from_db()
        assert not together(plan, dana, tom)
        assert [len(table) for table in plan.rounds[0]] in ([3, 5], [5, 3])
        assert plan.reasons == []

    def test_not_in_a_plan_that_was_replaced(self, meeting, members, ruth):
        old = seated(meeting, members, ruth)
        seated(meeting, members, ruth, now=NOW + timedelta(minutes=1))

        with pytest.raises(PlannedAnew):
            move(old, members[0].pk, to=1, in_round=0, made_at=NOW, now=NOW)

    def test_without_a_plan_everybody_sits_where_they_like(self, meeting, members, ruth):
        seated(meeting, members, ruth)

        assert forget_tables(meeting, now=NOW)
        assert not forget_tables(meeting, now=NOW)


class Pages:
    def __init__(self, client, meeting):
        self.client, self.meeting = client, meeting

    def url(self, name="tables"):
        args = [self.meeting.group.slug, self.meeting.pk]
        return reverse(f"introductions:{name}", args=args)

    def page(self, name="tables", **query):
        return self.client.get(self.url(name), query).content.decode()

    def post(self, name, **data):
        return self.client.post(self.url(name), data, follow=True)


@pytest.fixture
def soon(riverside):
    return a_meeting(riverside, timezone.now() + DAY)


@pytest.fixture
def pages(client, soon, ruth):
    client.force_login(ruth.user)
    return Pages(client, soon)


class TestPages:
    def everybody(self, members, ruth):
        return [person.pk for person in (*members, ruth)]

    def test_an_organizer_plans_and_moves(self, pages, members, ruth):
        assert "Plan the tables" in pages.page()

        sent = {"seats": 3, "rounds": 1, "person": self.everybody(members, ruth)}
        shown = pages.post("tables_plan", **sent).content.decode()

        assert "The tables are planned." in shown
        assert "Table 3" in shown
        assert "You sit with " in shown
        plan = TablePlan.objects.get()
        dana = members[0]
        to = next(at for at, table in enumerate(plan.rounds[0]) if dana.pk not in table)
        sent = {"person": dana.pk, "to": to, "made_at": plan.made_at.isoformat()}
        shown = pages.post("tables_move", **sent).content.decode()
        assert f"Dana Reed sits at table {to + 1} now." in shown
        plan.refresh_from_db()
        assert dana.pk in plan.rounds[0][to]

        shown = pages.post("tables_move", **sent | {"made_at": NOW.isoformat()}).content.decode()
        assert "planned anew meanwhile" in shown
        assert "no plan any more" in pages.post("tables_forget").content.decode()
        assert not TablePlan.objects.exists()

    def test_all_members_are_expected_and_on_the_day_who_is_there(self, pages, members, ruth):
        guest = guest_of(pages.meeting.group, "Nora Quist")
        assert pages.page().count(" checked") == 9

        for person in (guest, members[0]):
            Attendance.objects.create(meeting=pages.meeting, person=person, created_at=NOW)

        assert pages.page().count(" checked") == 2
        assert pages.page(who="all").count(" checked") == 9

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"person": []}, "two people at least"),
            ({"person": ["x"]}, "Select a valid choice"),
            ({"seats": 12}, "Select a valid choice"),
            ({"rounds": "many"}, "Select a valid choice"),
        ],
    )
    def test_what_is_wrong_is_said(self, pages, members, ruth, wrong, said):
        sent = {"seats": 4, "rounds": 1, "person": self.everybody(members, ruth)} | wrong

        answer = pages.post("tables_plan", **sent)

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert not TablePlan.objects.exists()

    def test_a_member_sees_with_whom_they_sit_and_no_guest_by_name(
        self, pages, client, members, ruth
    ):
        guest = guest_of(pages.meeting.group, "Nora Quist")
        seated(pages.meeting, [guest, *members[:3]], ruth, now=timezone.now())
        assert "Nora Quist" in pages.page()
        assert "Nora Quist" in pages.page("tables_print")
        client.force_login(members[0].user)

        shown = pages.page()

        assert "You sit with Marta, Tom and a guest." in shown
        assert "Nora" not in shown
        assert "Plan" not in shown
        meetings = client.get(reverse("members:meetings", args=["riverside"])).content.decode()
        assert "You sit with Marta, Tom and a guest." in meetings
        assert client.get(pages.url("tables_print")).status_code == 404

    def test_two_of_one_name_are_told_apart(self, pages, client, members, ruth):
        other = member_of(pages.meeting.group, name="Tom Birch").person
        seated(pages.meeting, [members[0], members[1], other], ruth, now=timezone.now())
        client.force_login(members[0].user)

        assert "You sit with Tom Birch and Tom Reed." in pages.page()

    def test_who_has_left_is_not_shown_any_more(self, pages, members, ruth):
        seated(pages.meeting, members[:4], ruth, now=timezone.now())
        members[0].memberships.update(state="left")

        assert "Dana" not in pages.page().replace("Ruth", "")

    def test_over_it_stays_as_it_was(self, pages, members, ruth):
        seated(pages.meeting, members, ruth, now=timezone.now())
        Meeting.objects.update(starts_at=timezone.now() - DAY)

        assert "Plan anew" not in pages.page()
        sent = {"seats": 3, "rounds": 1, "person": self.everybody(members, ruth)}
        assert "is over" in pages.post("tables_plan", **sent).content.decode()

    @pytest.mark.parametrize("count", [3, 8])
    def test_the_same_number_of_queries_however_many(
        self, pages, members, ruth, count, django_assert_num_queries
    ):
        seated(pages.meeting, members[:count], ruth, now=timezone.now(), seats=3, rounds=2)

        with django_assert_num_queries(11):
            shown = pages.page()

        assert shown.count("table-card") == (1 if count == 3 else 2 * count_tables(count, 3))
