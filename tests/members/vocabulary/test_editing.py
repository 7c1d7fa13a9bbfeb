"""Organizers change the lists of their group, and nobody else's."""

from datetime import timedelta

import pytest

from members import journal
from members.models import (
    CompetingProfessions,
    EventNeed,
    Membership,
    OurWords,
    Person,
    Profession,
    RosterChange,
    SourceType,
)
from members.vocabulary.editing import AS_EVERYBODY, COMPETE, DO_NOT, CannotMerge, InUse, editing
from members.vocabulary.loading import load_starter_lists, read_starter_lists
from tests.factories import (
    GroupFactory,
    MembershipFactory,
    PersonFactory,
    ProfessionFactory,
    SourceTypeFactory,
    TriggerEventFactory,
    member_of,
    organizer_of,
)

pytestmark = pytest.mark.django_db
FLORIST = {"name": "Florist", "short": "florist", "plural": "florists", "sphere": "Events"}


@pytest.fixture
def riverside():
    return GroupFactory(name="Riverside")


@pytest.fixture
def harbor():
    return GroupFactory(name="Harbor")


@pytest.fixture
def ruth(riverside):
    return organizer_of(riverside, name="Ruth").person


@pytest.fixture
def edit(riverside, ruth, now):
    return lambda: editing(riverside, summary="Lists", by=ruth, now=now)


def undo(now):
    return journal.undo(RosterChange.objects.get(), now=now + timedelta(minutes=1))


def rows():
    """All that the lists consist of, as the database has it."""
    models = (Profession, SourceType, EventNeed, CompetingProfessions, OurWords)
    through = (Person.sources.through, Profession.sources.through)
    return {
        model.__name__: sorted(map(repr, model._base_manager.values()))
        for model in (*models, *through)
    } | {"people": sorted(Person.objects.values_list("pk", "profession"))}


class TestAnEntryOfTheGroup:
    def test_its_members_alone_choose_it(self, riverside, harbor, edit):
        dana, gwen = member_of(riverside).person, member_of(harbor).person
        with edit() as change:
            florist = change.add(Profession, FLORIST)

        assert florist in Profession.objects.offered_to(dana)
        assert florist in Profession.objects.offered_in(riverside)
        assert florist not in Profession.objects.offered_to(gwen)
        assert florist not in Profession.objects.offered_in(harbor)
        contact = PersonFactory(keeper=dana)
        assert florist in Profession.objects.offered_to(contact)

    def test_a_profession_is_also_a_source_of_business(self, riverside, edit):
        with edit() as change:
            florist = change.add(Profession, FLORIST | {"aliases": ["flower shop"]})

        source = SourceType.objects.get(profession=florist)
        assert (source.name, source.short, source.group) == ("Florists", "florists", riverside)
        assert "flower shop" in source.aliases

    def test_two_groups_may_have_entries_of_one_name(self, riverside, harbor, ruth, now):
        for group in (riverside, harbor):
            with editing(group, summary="Florist", by=ruth, now=now) as change:
                change.add(Profession, FLORIST)

        assert Profession.objects.filter(name="Florist").count() == 2

    def test_loading_the_starter_lists_leaves_it_alone(self, riverside, edit):
        lists = read_starter_lists()
        load_starter_lists(lists)
        shipped = Profession.objects.get(slug="cpa")
        divorce = shipped.trigger_events.first()
        with edit() as change:
            florist = change.add(
                Profession, FLORIST | {"sources": list(SourceType.objects.all()[:2])}
            )
            change.needs(divorce, {florist: "sends flowers", shipped: "counts the flowers sold"})
            change.say(shipped, name="Accountant")
        before = rows()

        load_starter_lists(lists)

        assert rows() == before

    @pytest.mark.parametrize("again", [False, True])
    def test_adding_changing_and_deleting_can_be_undone(self, edit, now, again):
        source = SourceTypeFactory()
        before = rows()
        with edit() as change:
            florist = change.add(Profession, FLORIST | {"sources": [source]})
        if again:
            RosterChange.objects.all().delete()
            before = rows()
            with edit() as change:
                change.delete(florist)
            assert not Profession.objects.filter(pk=florist.pk).exists()

        undo(now)

        assert rows() == before

    def test_what_somebody_has_is_not_deleted_nor_if_they_left(self, riverside, edit):
        with edit() as change:
            florist = change.add(Profession, FLORIST)
        MembershipFactory(group=riverside, person=PersonFactory(profession=florist), state="left")

        with pytest.raises(InUse, match="1 person has it"), edit() as change:
            change.delete(florist)

        assert Profession.objects.filter(pk=florist.pk).exists()

    def test_entries_of_others_are_out_of_reach(self, harbor, edit):
        shipped = ProfessionFactory()
        theirs = ProfessionFactory(group=harbor)
        ours = ProfessionFactory(group=RosterChange.group.field.related_model.objects.first())
        for term in (shipped, theirs):
            with pytest.raises(ValueError, match="Not an entry of"), edit() as change:
                change.change(term, {"name": "Ours"})
            with pytest.raises(ValueError, match="Not an entry of"), edit() as change:
                change.delete(term)
        with pytest.raises(CannotMerge), edit() as change:
            change.merge(shipped, ours)
        with pytest.raises(ValueError, match="Not an entry that"), edit() as change:
            change.compete(ours, theirs, COMPETE)


class TestOurWords:
    def test_the_group_reads_its_own_words(self, riverside, harbor, edit):
        cpa = ProfessionFactory(name="CPA", short="CPA", aliases=["accountant"])
        with edit() as change:
            change.say(cpa, name="Chartered accountant", short="CA", aliases=["bean counter"])

        ours = Profession.objects.offered_in(riverside).get(pk=cpa.pk)
        theirs = Profession.objects.offered_in(harbor).get(pk=cpa.pk)

        assert (str(ours), ours.called_short) == ("Chartered accountant", "CA")
        assert {"CPA", "accountant", "bean counter"} <= set(ours.found_by)
        assert (str(theirs), theirs.found_by) == ("CPA", ["accountant"])
        for text in ("charter", "bean", "CPA", "accountant"):
            assert Profession.objects.offered_in(riverside).search(text).get() == cpa
        assert not Profession.objects.offered_in(harbor).search("bean").exists()

    def test_who_is_in_two_groups_that_differ_reads_the_common_name(
        self, riverside, harbor, edit, ruth, now
    ):
        dana = member_of(riverside).person
        MembershipFactory(group=harbor, person=dana)
        cpa = ProfessionFactory(name="CPA")
        with edit() as change:
            change.say(cpa, name="Chartered accountant")

        (offered,) = Profession.objects.offered_to(dana).filter(pk=cpa.pk)
        assert str(offered) == "CPA"
        assert "Chartered accountant" in offered.found_by
        assert Profession.objects.offered_to(dana).search("chartered").get() == cpa

        with editing(harbor, summary="", by=ruth, now=now) as change:
            change.say(cpa, name="Chartered accountant")
        assert str(Profession.objects.offered_to(dana).get(pk=cpa.pk)) == "Chartered accountant"

    def test_what_all_of_ones_groups_hide_is_not_offered_but_stays_chosen(
        self, riverside, harbor, edit
    ):
        dana = member_of(riverside).person
        cpa = ProfessionFactory()
        with edit() as change:
            change.say(cpa, hidden=True)

        assert cpa not in Profession.objects.offered_to(dana)
        assert cpa in Profession.objects.offered_to(dana, [cpa.pk])
        MembershipFactory(group=harbor, person=dana)
        assert cpa in Profession.objects.offered_to(dana)

    def test_nobody_elses_words_find_anybody(self, riverside, harbor, edit):
        cpa = ProfessionFactory(name="CPA")
        dana, gwen = member_of(riverside).person, member_of(harbor).person
        somebody = PersonFactory(profession=cpa)
        with edit() as change:
            change.say(cpa, aliases=["bean counter"])

        assert Person.objects.search("bean", dana).get() == somebody
        assert not Person.objects.search("bean", gwen).exists()
        assert not Person.objects.search("bean").exists()

    def test_saying_nothing_takes_the_words_back_and_all_can_be_undone(self, edit, now):
        cpa = ProfessionFactory()
        with edit() as change:
            change.say(cpa, name="Accountant")
        RosterChange.objects.all().delete()
        before = rows()
        with edit() as change:
            change.say(cpa)
        assert not OurWords.objects.exists()

        undo(now)

        assert rows() == before


class TestNeedsAndRivals:
    def test_a_need_is_the_groups_and_its_own_words_come_first(self, riverside, harbor, edit):
        divorce, mover = TriggerEventFactory(), ProfessionFactory()
        attorney = ProfessionFactory()
        EventNeed.objects.create(event=divorce, profession=attorney, does="settles who pays")
        dana, gwen = member_of(riverside).person, member_of(harbor).person
        with edit() as change:
            change.needs(divorce, {mover: "moves one of two", attorney: "fights it out"})

        def said(person):
            return {n.profession: n.does for n in EventNeed.objects.of([divorce], person)}

        assert said(dana) == {mover: "moves one of two", attorney: "fights it out"}
        assert said(gwen) == {attorney: "settles who pays"}

    def test_new_members_are_needed_where_their_group_says_so(self, riverside, harbor, edit, now):
        from members.services import change_profile

        mover, moving = ProfessionFactory(), TriggerEventFactory()
        with edit() as change:
            change.needs(moving, {mover: "carries the boxes"})
        ours = member_of(riverside, profession=mover).person
        theirs = member_of(harbor, profession=mover).person
        for person in (ours, theirs):
            change_profile(person, now=now, refill=True)

        assert list(ours.events.all()) == [moving]
        assert not theirs.events.exists()

    def test_rivals_of_the_group(self, riverside, edit):
        one, other, third = ProfessionFactory.create_batch(3)
        CompetingProfessions.objects.create(first=one, second=other)
        with edit() as change:
            change.compete(other, one, DO_NOT)
            change.compete(third, one, COMPETE)

        ours = CompetingProfessions.objects.in_force_in([riverside])
        assert list(ours.values_list("first", "second")) == [(one.pk, third.pk)]
        everybodys = CompetingProfessions.objects.in_force_in([])
        assert list(everybodys.values_list("first", "second")) == [(one.pk, other.pk)]

        with edit() as change:
            change.compete(one, other, AS_EVERYBODY)
            change.compete(one, third, AS_EVERYBODY)
        assert not CompetingProfessions.objects.filter(group=riverside).exists()


class TestMerging:
    @pytest.fixture
    def shipped(self):
        profession = ProfessionFactory(name="Event florist", short="event florist")
        SourceTypeFactory(profession=profession, short="event florists")
        return profession

    @pytest.fixture
    def florist(self, edit, shipped):
        with edit() as change:
            made = change.add(Profession, FLORIST | {"aliases": ["flower shop"]})
        RosterChange.objects.all().delete()
        return Profession.objects.get(pk=made.pk)

    def test_profiles_move_and_the_name_finds_the_other(
        self, riverside, florist, shipped, edit, now
    ):
        dana, left = (
            member_of(riverside, profession=florist).person,
            PersonFactory(profession=florist),
        )
        MembershipFactory(group=riverside, person=left, state="left")
        both = member_of(riverside).person
        both.sources.set([florist.as_source, shipped.as_source])
        wedding, rival = TriggerEventFactory(), ProfessionFactory()
        with edit() as change:
            change.needs(wedding, {florist: "decorates the hall"})
            change.compete(florist, rival, COMPETE)
        RosterChange.objects.all().delete()
        before = rows()

        with edit() as change:
            change.merge(florist, shipped)

        assert not Profession.objects.filter(name="Florist").exists()
        assert not SourceType.objects.filter(name="Florists").exists()
        for person in (dana, left):
            person.refresh_from_db()
            assert person.profession == shipped
        assert list(both.sources.all()) == [shipped.as_source]
        assert EventNeed.objects.get().profession == shipped
        assert {rival, shipped} == {
            CompetingProfessions.objects.get().first,
            CompetingProfessions.objects.get().second,
        }
        assert Profession.objects.offered_in(riverside).search("flower").get() == shipped
        assert shipped.sources.count() == 0

        undo(now)
        assert rows() == before

    def test_two_holders_of_seats_cannot_be_merged(self, florist, shipped, edit):
        group = florist.group
        for profession in (florist, shipped):
            member_of(group, profession=profession)
            Membership.objects.filter(person__profession=profession).update(seat=profession)

        with pytest.raises(CannotMerge, match="one seat"), edit() as change:
            change.merge(florist, shipped)

        assert Profession.objects.filter(pk=florist.pk).exists()

    def test_the_people_of_a_profession_go_with_it_alone(self, florist, edit):
        with pytest.raises(CannotMerge, match="professions"), edit() as change:
            change.merge(florist.as_source, SourceTypeFactory())
