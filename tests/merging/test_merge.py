"""Two entries become one: everything comes along, and all of it goes back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction

from introductions.models import Introduction, Party, Suggestion, TablePlan
from members.journal import undo
from members.merging.fields import BOTH, GONE
from members.merging.merge import AlreadyMerged, CannotMerge, merge
from members.merging.rules import pointing_at_people
from members.models import (
    Attendance,
    Delivery,
    Interaction,
    MembershipEvent,
    Person,
    RosterChange,
    Tie,
    TwoPeople,
    User,
)
from tests.factories import (
    NOW,
    FollowUpFactory,
    GroupFactory,
    IntroductionFactory,
    MembershipFactory,
    PersonFactory,
    ProfessionFactory,
    SourceTypeFactory,
    SuggestionFactory,
)

from . import village as villages
from .village import MOVES, ROWS, THEIR_OWN, everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def village():
    return villages.build()


def do(v, now, fields=(), **people):
    stays, goes = people.get("stays", v.stays), people.get("goes", v.goes)
    change = merge(stays, goes, group=v.group, fields=dict(fields), by=v.ruth.person, now=now)
    connection.check_constraints()
    return change


def row_of(key):
    label, _, column = key.rpartition(".")
    return apps.get_model(label), column


def holders(key, pk):
    """Whom the row points at in this column; nobody when it is gone."""
    model, column = row_of(key)
    return list(model._base_manager.filter(pk=pk).values_list(f"{column}_id", flat=True))


def known_elsewhere(person):
    MembershipFactory(group=GroupFactory(), person=person)
    User.objects.create(person=person, email=person.email, last_login=NOW)


def test_every_row_with_a_person_is_thought_of():
    columns = {
        f"{model._meta.label}.{column}"
        for model, columns in pointing_at_people().items()
        for column in columns
    }
    assert columns == set(ROWS)


@pytest.mark.parametrize("key", ROWS)
def test_a_row_moves_or_goes_and_comes_back(village, now, key):
    make, fate = ROWS[key]
    pk = make(village).pk
    before = everything()

    change = do(village, now, {"sources": BOTH, "pools": BOTH, "belongs": BOTH, "events": BOTH})

    gone = f'"{village.goes.pk}"'
    assert not Person.objects.filter(pk=village.goes.pk).exists()
    if key.startswith(("members.TwoPeople", "introductions.Suggestion.")):
        assert village.stays.pk in {*holders(key, pk), *ends(key, pk)}
    else:
        assert holders(key, pk) == ([village.stays.pk] if fate == MOVES else [])
    assert gone not in str(everything())
    assert undo(change, now=now + timedelta(days=1)) == []
    connection.check_constraints()
    assert everything() == before


def ends(key, pk):
    model, _ = row_of(key)
    names = ("first", "second", "said_by") if "TwoPeople" in key else ("introducer", "a", "b")
    return {holder for n in names for holder in holders(f"{model._meta.label}.{n}", pk)}


@pytest.mark.parametrize("key", sorted(THEIR_OWN))
def test_who_is_known_elsewhere_gets_no_settings_of_another(village, now, key):
    known_elsewhere(village.stays)
    make, _ = ROWS[key]
    pk = make(village).pk
    before = everything()

    change = do(village, now)

    assert holders(key, pk) == []
    undo(change, now=now)
    assert everything() == before


# What would break a rule once both are one: what is there for each, and what is left.
class TestWhatStandsInTheWay:
    def test_of_the_same_thing_twice_one_stays(self, village, now):
        v = village
        tie = Tie.objects.create(holder=v.third, person=v.stays, closeness=3)
        Tie.objects.create(holder=v.third, person=v.goes, closeness=1)
        breakfast = villages.meeting(v)
        for person in (v.stays, v.goes):
            Attendance.objects.create(meeting=breakfast, person=person, created_at=NOW)
            villages.met(v.third, person)
        before = everything()

        change = do(v, now)

        assert Tie.objects.get() == tie
        assert Attendance.objects.get().person == v.stays
        assert Interaction.objects.get().other == v.stays
        undo(change, now=now)
        assert everything() == before

    def test_what_they_did_with_themselves_goes(self, village, now):
        v = village
        Tie.objects.create(holder=v.stays, person=v.goes)
        villages.met(v.goes, v.stays)
        villages.contribution(v.stays, v.goes, v.goes)
        both = IntroductionFactory(introducer=v.third, a=v.stays, b=v.goes)
        Party.objects.create(introduction=both, side="a")
        FollowUpFactory(introduction=both, person=v.third)
        IntroductionFactory(introducer=v.stays, a=v.goes, b=v.third, state="met", met_at=NOW)
        SuggestionFactory(introducer=v.third, a=v.stays, b=v.goes, state="refused")
        before = everything()

        change = do(v, now)

        assert not Introduction.objects.exists()
        assert not Tie.objects.exists()
        undo(change, now=now)
        assert everything() == before

    def test_so_does_an_introduction_that_both_had_said_yes_to(self, village, now):
        v = village
        both = IntroductionFactory(introducer=v.third, a=v.stays, b=v.goes, mode="asked")
        for side in "ab":
            Party.objects.create(introduction=both, side=side, answer="yes", answered_at=NOW)
        before = everything()

        change = do(v, now)

        assert not Introduction.objects.exists()
        assert undo(change, now=now) == []
        connection.check_constraints()
        assert everything() == before

    @pytest.mark.parametrize("further", ["stays", "goes"])
    def test_of_two_introductions_to_the_same_person_the_further_goes_on(
        self, village, now, further
    ):
        v, ruth = village, village.ruth.person
        ahead, behind = (v.stays, v.goes) if further == "stays" else (v.goes, v.stays)
        met = IntroductionFactory(introducer=ruth, a=v.third, b=ahead, state="met", met_at=NOW)
        made = IntroductionFactory(introducer=ruth, a=behind, b=v.third)
        question = FollowUpFactory(introduction=made, person=v.third)
        before = everything()

        change = do(v, now)

        met.refresh_from_db()
        made.refresh_from_db()
        question.refresh_from_db()
        assert (met.state, met.b) == ("met", v.stays)
        assert (made.state, made.a, made.ended_at) == ("expired", v.stays, now)
        assert question.state == "closed"
        undo(change, now=now)
        assert everything() == before

    def test_the_same_mail_goes_out_once_and_what_was_sent_stays(self, village, now):
        v = village
        villages.mail_to(v.stays, "2026-11-23", state="sent", sent_at=NOW, message=b"x")
        mail = villages.mail_to(v.goes, "2026-11-23")
        mail.tries.create(number=1, started_at=NOW, ended_at=NOW, outcome="later")
        before = everything()

        change = do(v, now)

        states = dict(Delivery.objects.values_list("pk", "state"))
        assert sorted(states.values()) == ["sent", "skipped"]
        mail.refresh_from_db()
        assert (mail.state, mail.recipient, mail.tries.count()) == ("skipped", v.stays, 1)
        undo(change, now=now)
        connection.check_constraints()
        assert everything() == before

    def test_an_answer_of_the_same_pair_stays_one_and_ready_ones_are_found_anew(self, village, now):
        v, ruth = village, village.ruth.person
        villages.refused(v, ruth, v.third, v.stays)
        villages.refused(v, ruth, v.third, v.goes)
        a, b = villages.in_order(v.third, v.goes)
        SuggestionFactory(introducer=v.stays, a=a, b=b)
        before = everything()

        change = do(v, now)

        assert Suggestion.objects.get().state == "refused"
        undo(change, now=now)
        assert everything() == before

    def test_at_the_table_they_sit_once(self, village, now):
        v = village
        plan = villages.table_plan(v)
        plan.rounds = [[[v.goes.pk], [v.stays.pk]], [[v.goes.pk, v.third.pk]]]
        plan.save()

        do(v, now)

        rounds = TablePlan.objects.get().rounds
        assert rounds == [[[], [v.stays.pk]], [[v.stays.pk, v.third.pk]]]


class TestTheMembership:
    @pytest.mark.parametrize(
        ("one", "other", "state"),
        [
            ("listed", "invited", "invited"),
            ("guest", "waiting", "waiting"),
            ("left", "listed", "listed"),
            ("left", "left", "left"),
            ("active", "left", "active"),
        ],
    )
    def test_the_better_state_and_the_earliest_dates(self, village, now, one, other, state):
        v = village
        early, late = NOW - timedelta(days=900), NOW - timedelta(days=9)
        for person, at, is_state in ((v.stays, late, one), (v.goes, early, other)):
            v.group.memberships.filter(person=person).update(
                state=is_state, joined_at=at, waiting_since=at, times_invited=1, invited_at=at
            )
            membership = v.group.memberships.get(person=person)
            MembershipEvent.objects.create(membership=membership, kind="listed", at=at)

        do(v, now)

        merged = v.group.memberships.get(person=v.stays)
        assert (merged.state, merged.joined_at, merged.waiting_since) == (state, early, early)
        assert (merged.times_invited, merged.events.count()) == (2, 2)

    def test_the_seat_and_the_role_are_kept(self, village, now):
        v = village
        v.group.one_seat_per_profession = True
        v.group.save()
        mediator = ProfessionFactory()
        Person.objects.filter(pk=v.goes.pk).update(profession=mediator)
        v.group.memberships.filter(person=v.goes).update(seat=mediator, role="organizer")
        before = everything()

        change = do(v, now, {"profession": GONE})

        merged = v.group.memberships.select_related("person").get(person=v.stays)
        assert (merged.seat, merged.role) == (mediator, "organizer")
        assert merged.person.profession == mediator
        undo(change, now=now)
        assert everything() == before

    def test_nobody_joins_by_being_merged(self, village, now):
        known_elsewhere(village.stays)
        village.group.memberships.filter(person=village.goes).update(state="active")

        do(village, now)

        assert village.group.memberships.get(person=village.stays).state == "invited"


class TestWhatIsSaid:
    def test_fields_are_taken_as_chosen(self, village, now):
        v = village
        for person in (v.stays, v.goes):
            person.sources.add(SourceTypeFactory())
        Person.objects.filter(pk=v.goes.pk).update(company="Okafor Mediation", about="Hello")

        do(v, now, {"company": GONE, "about": GONE, "sources": BOTH})

        v.stays.refresh_from_db()
        assert (v.stays.name, v.stays.company, v.stays.about) == (
            "Marta Okafor",
            "Okafor Mediation",
            "Hello",
        )
        assert v.stays.email == "marta@ground.example"
        assert v.stays.sources.count() == 2

    def test_who_has_joined_keeps_their_own(self, village, now):
        v = village
        v.group.memberships.filter(person=v.stays).update(state="active")
        User.objects.create(person=v.stays, email=v.stays.email, last_login=NOW)

        do(v, now, {"name": GONE, "company": GONE, "profession": GONE})

        fresh = Person.objects.get(pk=v.stays.pk)
        assert (fresh.name, fresh.company) == ("Marta Okafor", "Ground")

    def test_an_account_nobody_entered_opens_at_the_address_that_stays(self, village, now):
        v = village
        User.objects.create(person=v.goes, email=v.goes.email, password="!x")

        do(v, now)

        assert User.objects.get(person=v.stays).email == v.stays.email

    def test_an_address_fills_a_gap(self, village, now):
        v = village
        address = v.goes.email
        Person.objects.filter(pk=v.stays.pk).update(email=None)

        do(v, now)

        assert Person.objects.get(pk=v.stays.pk).email == address


class TestWhomOthersKnow:
    """An organizer reaches into no account and into no other group."""

    def test_two_who_have_joined_stay_two(self, village, now):
        v = village
        v.group.memberships.update(state="active")
        for person in (v.stays, v.goes):
            User.objects.create(person=person, email=person.email, last_login=NOW)
        before = everything()

        with pytest.raises(CannotMerge, match="Both have joined"):
            do(v, now)
        assert everything() == before

    def test_who_is_known_elsewhere_leaves_this_roster_and_no_more(self, village, now):
        v = village
        known_elsewhere(v.goes)
        theirs = villages.met(v.third, v.goes)
        breakfast = villages.meeting(v)
        there = Attendance.objects.create(meeting=breakfast, person=v.goes, created_at=NOW)
        gone = v.group.memberships.get(person=v.goes)
        MembershipEvent.objects.create(membership=gone, kind="listed", at=NOW)
        profile = Person.objects.filter(pk=v.goes.pk).values().get()
        before = everything()

        change = do(v, now)

        assert Person.objects.filter(pk=v.goes.pk).values().get() == profile
        assert v.goes.user.last_login == NOW
        assert v.goes.memberships.get().group != v.group
        theirs.refresh_from_db()
        there.refresh_from_db()
        assert (theirs.other, there.person) == (v.goes, v.stays)
        assert v.group.memberships.get(person=v.stays).events.count() == 1
        undo(change, now=now)
        assert everything() == before

    def test_a_profile_kept_elsewhere_is_not_written(self, village, now):
        v = village
        known_elsewhere(v.stays)
        profile = Person.objects.filter(pk=v.stays.pk).values().get()

        do(v, now, {"name": GONE, "company": GONE, "profession": GONE})

        after = Person.objects.filter(pk=v.stays.pk).values().get()
        assert {**after, "profile_changed_at": 0} == {**profile, "profile_changed_at": 0}
        assert v.group.memberships.get(person=v.stays).said_name == "Okafor, Marta"

    def test_somebody_else_s_group_is_no_place_to_merge(self, village, now):
        stranger = MembershipFactory(group=GroupFactory()).person
        with pytest.raises(AlreadyMerged):
            do(village, now, goes=stranger)
        with pytest.raises(AlreadyMerged):
            do(village, now, goes=village.stays)


def test_whoever_was_told_apart_stays_so(village, now):
    villages.told_apart(village)

    do(village, now)

    told = TwoPeople.objects.get()
    assert {told.first, told.second} == {village.stays, village.third}


@pytest.mark.django_db(transaction=True)
def test_two_organizers_at_once_merge_once(now):
    v = villages.build()
    villages.met(v.third, v.goes)

    def press(order):
        try:
            with transaction.atomic():
                stays, goes = order
                merge(stays, goes, group=v.group, fields={}, by=v.ruth.person, now=now)
        except AlreadyMerged:
            return "late"
        finally:
            connection.close()
        return "merged"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(press, [(v.stays, v.goes), (v.goes, v.stays)]))

    assert sorted(outcomes) == ["late", "merged"]
    assert v.group.memberships.filter(person__in=[v.stays, v.goes]).count() == 1
    assert RosterChange.objects.count() == 1
    assert Interaction.objects.get().other in {v.stays, v.goes}


def test_a_person_known_nowhere_else_can_be_merged_again_and_again(village, now):
    v = village
    third_entry = PersonFactory(name="M. Okafor", email="mo@ground.example")
    MembershipFactory(group=v.group, person=third_entry, state="listed")
    villages.met(v.third, third_entry)
    before = everything()

    first = do(v, now)
    second = do(v, now, goes=third_entry)
    undo(second, now=now)
    undo(first, now=now)

    assert everything() == before
