"""Changes of many rows are undone row by row; what somebody needs by now is left."""

from datetime import timedelta

import pytest

from members.journal import (
    CannotUndo,
    forget_what_cannot_be_undone,
    recording,
    undo,
)
from members.models import Membership, MembershipEvent, Person, RosterChange
from members.services.history import note_step
from tests.factories import (
    GroupFactory,
    MembershipFactory,
    PersonFactory,
    ProfessionFactory,
    SourceTypeFactory,
    TieFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return GroupFactory(one_seat_per_profession=True)


def record(group, now):
    return recording(group, kind=RosterChange.Kind.BULK, summary="A change", by=None, now=now)


def seat(group, profession):
    return MembershipFactory(group=group, seat=profession)


class TestChangedRows:
    def test_come_back_as_they_were(self, group, now):
        one = MembershipFactory(group=group)
        with record(group, now) as change:
            change.watch(Membership.objects.filter(pk=one.pk))
            Membership.objects.filter(pk=one.pk).update(role="organizer")

        assert undo(change.change, now=now) == []
        one.refresh_from_db()
        assert one.role == "member"

    def test_two_who_changed_seats_change_back(self, group, now):
        first, second = ProfessionFactory(), ProfessionFactory()
        a, b = seat(group, first), seat(group, second)
        with record(group, now) as change:
            change.watch(Membership.objects.filter(pk__in=[a.pk, b.pk]))
            Membership.objects.filter(pk=a.pk).update(seat=None)
            Membership.objects.filter(pk=b.pk).update(seat=first)

        assert undo(change.change, now=now) == []
        a.refresh_from_db()
        b.refresh_from_db()
        assert (a.seat, b.seat) == (first, second)

    def test_what_was_changed_since_stays_and_is_named(self, group, now):
        person = PersonFactory(name="Dana Reyes", company="Old")
        with record(group, now) as change:
            change.watch(Person.objects.filter(pk=person.pk))
            Person.objects.filter(pk=person.pk).update(company="New")
        Person.objects.filter(pk=person.pk).update(company="Newest")

        assert undo(change.change, now=now) == ["Dana Reyes"]
        person.refresh_from_db()
        assert person.company == "Newest"

    def test_a_profile_touched_in_another_place_comes_back_all_the_same(self, group, now):
        person = PersonFactory(company="Old")
        with record(group, now) as change:
            change.watch(Person.objects.filter(pk=person.pk))
            Person.objects.filter(pk=person.pk).update(company="New", profile_changed_at=now)
        later = now + timedelta(hours=1)
        Person.objects.filter(pk=person.pk).update(about="New words", profile_changed_at=later)

        undo(change.change, now=later)
        person.refresh_from_db()
        assert (person.company, person.about) == ("Old", "New words")

    def test_nothing_changed_is_no_change(self, group, now):
        with record(group, now) as change:
            change.watch(Membership.objects.filter(group=group))
        assert change.change is None


class TestNewRows:
    def make(self, group, now):
        with record(group, now) as change:
            person = PersonFactory(name="Nell Ode")
            person.sources.add(SourceTypeFactory())
            membership = MembershipFactory(group=group, person=person, state="listed")
            steps = note_step([membership.pk], MembershipEvent.Kind.LISTED, by=None, now=now)
            change.made(Person, [person.pk])
            change.made(Membership, [membership.pk])
            change.made(MembershipEvent, [step.pk for step in steps])
        return change.change, person

    def test_go_with_what_belongs_to_them(self, group, now):
        change, person = self.make(group, now)
        assert undo(change, now=now) == []
        assert not Person.objects.filter(pk=person.pk).exists()
        assert not Membership.objects.filter(group=group).exists()

    def test_stay_where_somebody_has_said_something_of_them(self, group, now):
        change, person = self.make(group, now)
        TieFactory(person=person)
        assert undo(change, now=now) == ["Nell Ode"]
        assert Person.objects.filter(pk=person.pk).exists()
        assert Membership.objects.get(group=group).events.count() == 1


class TestDeletedRows:
    def test_come_back_with_their_keys_and_what_pointed_at_them(self, group, now):
        keep, gone = PersonFactory(), PersonFactory(email="gone@elm.example")
        tie = TieFactory(person=gone)
        with record(group, now) as change:
            change.watch(type(tie).objects.filter(pk=tie.pk))
            change.watch(Person.objects.filter(pk=gone.pk))
            type(tie).objects.filter(pk=tie.pk).update(person=keep)
            Person.objects.filter(pk=gone.pk).delete()

        assert undo(change.change, now=now) == []
        tie.refresh_from_db()
        assert tie.person == gone
        assert tie.person.email == "gone@elm.example"


class TestOnlyOnceAndNotForEver:
    def change(self, group, now):
        one = MembershipFactory(group=group)
        with record(group, now) as change:
            change.watch(Membership.objects.filter(pk=one.pk))
            Membership.objects.filter(pk=one.pk).update(role="organizer")
        return change.change

    def test_twice_is_refused(self, group, now):
        change = self.change(group, now)
        undo(change, now=now)
        with pytest.raises(CannotUndo, match="already"):
            undo(change, now=now)

    def test_after_thirty_days_it_is_too_late(self, group, now):
        change = self.change(group, now)
        with pytest.raises(CannotUndo, match="30 days"):
            undo(change, now=now + timedelta(days=30, minutes=1))

    def test_and_then_what_people_were_is_forgotten(self, group, now):
        change = self.change(group, now)
        assert forget_what_cannot_be_undone(now + timedelta(days=29)) == 0
        assert forget_what_cannot_be_undone(now + timedelta(days=31)) == 1
        change.refresh_from_db()
        assert (change.rows, change.summary) == ([], "A change")

    def test_whoever_depends_on_the_people_plans_anew(self, group, now):
        change = self.change(group, now)
        later = now + timedelta(hours=1)
        undo(change, now=later)
        group.refresh_from_db()
        assert group.changed_at == later
