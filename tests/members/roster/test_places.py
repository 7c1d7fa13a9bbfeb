"""Roles, seats, the waiting list, guests, leaving and coming back, each with its history."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from members import services
from members.models import Delivery, Membership, Person
from members.roster.seats import queues_of, sharing_in
from members.services.rules import change_rules
from tests.factories import (
    GroupFactory,
    MembershipFactory,
    PersonFactory,
    ProfessionFactory,
    UserFactory,
    organizer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def riverside():
    return GroupFactory(name="Riverside", one_seat_per_profession=True)


@pytest.fixture
def ruth(riverside):
    return organizer_of(riverside, name="Ruth Alvarez", profession=None).person


@pytest.fixture
def florist():
    return ProfessionFactory(slug="florist", name="Florist", short="florist")


def steps(membership):
    return list(membership.events.values_list("kind", flat=True))


def fresh(membership):
    return Membership.objects.get(pk=membership.pk)


def waiting_for(group, profession, name, since):
    return MembershipFactory(
        group=group,
        state="waiting",
        joined_at=None,
        waiting_since=since,
        said_profession=profession,
        person__name=name,
    )


class TestLeavingAndReturning:
    def test_history_is_kept(self, riverside, ruth, now):
        tom = MembershipFactory(group=riverside, person=UserFactory().person)

        assert services.leave_group(tom, by=ruth, now=now)
        assert not services.leave_group(tom, by=ruth, now=now)
        assert services.put_on_roster(fresh(tom), by=ruth, now=now)
        services.invite(fresh(tom), by=ruth, now=now)
        services.accept_invitation(fresh(tom), now=now)

        assert steps(tom) == ["left", "returned", "invited", "opened", "joined"]
        assert [event.by for event in tom.events.all()] == [ruth, ruth, ruth, None, None]
        assert fresh(tom).state == "active"

    def test_who_comes_back_is_called_by_name_and_asked_again(self, riverside, ruth, now):
        tom = MembershipFactory(group=riverside, person__name="Tom", role="organizer")
        services.leave_group(tom, by=ruth, now=now)

        services.put_on_roster(fresh(tom), by=ruth, now=now)

        back = fresh(tom)
        assert (back.state, back.role, back.said_name) == ("listed", "member", "Tom")

    def test_the_last_organizer_stays(self, riverside, ruth, now):
        own = riverside.memberships.get(person=ruth)
        MembershipFactory(group=riverside, role="organizer", state="invited")  # not here yet

        with pytest.raises(services.LastOrganizer):
            services.leave_group(own, by=ruth, now=now)
        with pytest.raises(services.LastOrganizer):
            services.set_role(riverside, [own.pk], Membership.Role.MEMBER, by=ruth, now=now)

        MembershipFactory(group=riverside, role="organizer")
        assert services.leave_group(own, by=ruth, now=now)
        assert own.events.get(kind="left").by is None  # by themselves


class TestWaiting:
    def test_the_seat_goes_to_whom_organizers_give_it_and_the_first_is_first(
        self, riverside, ruth, florist, now
    ):
        marta = MembershipFactory(
            group=riverside, seat=florist, person__profession=florist, person__name="Marta"
        )
        later = waiting_for(riverside, florist, "Later", now)
        first = waiting_for(riverside, florist, "First", now - timedelta(days=9))

        [queue] = queues_of(riverside)
        assert (queue.is_free, queue.holder, queue.first) == (False, "Marta", first)
        with pytest.raises(services.SeatTaken):
            services.give_seat(first, by=ruth, now=now)

        services.leave_group(marta, by=ruth, now=now)
        [queue] = queues_of(riverside)
        assert (queue.is_free, [line.pk for line in queue.lines]) == (True, [first.pk, later.pk])

        assert services.give_seat(later, by=ruth, now=now)  # an organizer may choose
        assert not services.give_seat(fresh(later), by=ruth, now=now)
        assert (fresh(later).state, fresh(later).seat) == ("listed", florist)
        assert not queues_of(riverside)[0].is_free

    def test_a_change_of_profession_frees_the_seat(self, riverside, florist, now):
        marta = UserFactory(person__profession=florist).person
        MembershipFactory(group=riverside, person=marta, seat=florist)
        waiting_for(riverside, florist, "Tom", now)

        marta.profession = ProfessionFactory()
        services.change_profile(marta, now=now)

        assert queues_of(riverside)[0].is_free

    def test_a_profile_that_changes_leaves_the_waiting_and_the_invited_alone(
        self, riverside, florist, now
    ):
        """Else a group would learn what somebody does who has not joined."""
        tom = UserFactory(person__profession=florist).person
        other = GroupFactory(one_seat_per_profession=True)
        MembershipFactory(group=riverside, person=tom, state="waiting", waiting_since=now)
        invited = MembershipFactory(group=other, person=tom, state="invited", seat=florist)

        tom.profession = ProfessionFactory()
        services.change_profile(tom, now=now)

        assert fresh(invited).seat == florist

    def test_members_do_not_wait_and_turns_are_kept(self, riverside, ruth, florist, now):
        earlier = now - timedelta(days=3)
        member = MembershipFactory(group=riverside)
        waits = waiting_for(riverside, florist, "Tom", earlier)
        invited = MembershipFactory(group=riverside, state="invited", seat=florist, joined_at=None)

        keys = [member.pk, waits.pk, invited.pk]
        assert services.put_on_waiting_list(riverside, keys, by=ruth, now=now) == [invited.pk]

        assert (fresh(member).state, fresh(waits).waiting_since) == ("active", earlier)
        assert (fresh(invited).seat, fresh(invited).said_profession) == (None, florist)

    def test_one_seat_is_given_once(self, riverside, ruth, florist, now):
        pair = [waiting_for(riverside, florist, name, now) for name in ("A", "B")]
        services.give_seat(pair[0], by=ruth, now=now)

        with pytest.raises(services.SeatTaken):
            services.give_seat(pair[1], by=ruth, now=now)


class TestGuests:
    def test_guest_is_noted_once_and_gets_nothing(self, riverside, ruth, florist, now):
        said = {"name": "Gail Guest", "company": "Gail Ltd", "profession": florist}
        noted = {
            services.note_guest(riverside, email=email, by=ruth, now=now, **said).pk
            for email in ("gail@x.org", "GAIL@x.org", "gail@x.org")
        }

        [gail] = riverside.memberships.filter(state="guest")
        assert noted == {gail.pk}
        assert (gail.person.name, gail.seat, steps(gail)) == ("Gail Guest", None, ["guest"])
        assert not hasattr(gail.person, "user")
        assert not services.invite(gail, by=ruth, now=now)
        assert not Delivery.objects.exists()
        assert gail.person not in Person.objects.visible_to(ruth)

    def test_guest_without_an_address_is_noted_once(self, riverside, ruth, now):
        for name in ("Gail", "gail", "Other"):
            services.note_guest(riverside, name=name, by=ruth, now=now)

        assert riverside.memberships.filter(state="guest").count() == 2

    def test_known_address_gives_the_place_that_is_there(self, riverside, ruth, now):
        tom = MembershipFactory(group=riverside, person__email="tom@x.org")

        assert (
            services.note_guest(riverside, name="Tommy", email="Tom@x.org", by=ruth, now=now) == tom
        )
        assert fresh(tom).state == "active"

    def test_guest_of_another_groups_is_noted_without_a_sign_of_it(
        self, riverside, ruth, florist, now
    ):
        marta = UserFactory(person__name="Marta Okafor", person__email="m@x.org").person
        MembershipFactory(person=marta)

        guest = services.note_guest(
            riverside, name="M. Okafor", email="m@x.org", profession=florist, by=ruth, now=now
        )

        assert (guest.person, guest.said_name) == (marta, "M. Okafor")
        marta.refresh_from_db()
        assert (marta.name, marta.profession != florist) == ("Marta Okafor", True)

    def test_guest_is_listed_with_one_press(self, riverside, ruth, florist, now):
        guest = services.note_guest(riverside, name="Gail", profession=florist, by=ruth, now=now)

        assert services.put_on_roster(guest, by=ruth, now=now)
        assert not services.put_on_roster(guest, by=ruth, now=now)

        assert (fresh(guest).state, fresh(guest).seat) == ("listed", florist)
        assert steps(guest) == ["guest", "listed"]


class TestRules:
    def test_switching_seats_on_seats_the_first_and_names_who_shares(self, florist, now):
        group = GroupFactory()
        day = timedelta(days=1)
        for name, state, joined in (
            ("Listed", "listed", None),
            ("Second", "active", now),
            ("First", "active", now - day),
        ):
            MembershipFactory(
                group=group,
                state=state,
                joined_at=joined,
                person__name=name,
                person__profession=florist,
            )
        guest = MembershipFactory(group=group, state="guest", person__profession=florist)

        group.one_seat_per_profession = True
        change_rules(group, now=now)

        [sharing] = sharing_in(group)
        assert (sharing.profession, sharing.holder) == (florist, "First")
        assert sharing.others == ["Listed", "Second"]
        assert fresh(guest).seat is None

        group.one_seat_per_profession = False
        change_rules(group, now=now)
        assert not group.memberships.exclude(seat=None).exists()
        assert sharing_in(group) == []


@pytest.mark.django_db(transaction=True)
def test_two_organizers_who_take_each_other_off_leave_one(now):
    group = GroupFactory()
    places = [group.memberships.get(person=organizer_of(group).person) for _ in range(2)]

    def demote(place):
        other = next(each for each in places if each != place)
        try:
            services.set_role(group, [place.pk], Membership.Role.MEMBER, by=other.person, now=now)
        except services.LastOrganizer:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(demote, places))

    assert sorted(done) == [False, True]
    assert group.memberships.filter(role="organizer").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_guest_is_noted_once_by_two_at_the_same_time(now):
    group = GroupFactory()
    by = PersonFactory()

    def note(_):
        try:
            said = {"name": "Gail", "email": "gail@x.org"}
            return services.note_guest(group, by=by, now=now, **said).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(note, range(4)))) == 1
    assert Person.objects.filter(email="gail@x.org").count() == 1
