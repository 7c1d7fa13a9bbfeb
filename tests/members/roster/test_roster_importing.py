import pytest
from django.utils import timezone

from members.journal import CannotUndo
from members.models import Group, Membership, Person, RosterImport
from members.roster.checking import RosterLine
from members.roster.importing import AlreadyApplied, add_one, apply_import, undo_import
from members.roster.reporting import refused_of, report_of
from members.roster.uploads import count_fates, open_import, outcomes_of
from members.services import invite
from tests.factories import (
    GroupFactory,
    MembershipFactory,
    PersonFactory,
    ProfessionFactory,
    SourceTypeFactory,
    UserFactory,
    organizer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def riverside():
    return GroupFactory(name="Riverside", time_zone="Europe/Berlin")


@pytest.fixture
def ruth(riverside):
    return organizer_of(riverside, name="Ruth Alvarez", email="ruth@x.org").person


@pytest.fixture
def cpa():
    return ProfessionFactory(slug="cpa", name="Accountant", aliases=["CPA"])


@pytest.fixture
def florist():
    return ProfessionFactory(slug="florist", name="Florist")


@pytest.fixture
def upload(riverside, ruth, now):
    """Upload the text as a file, with "name,e-mail,company,profession" above it."""

    def upload(text, group=riverside, answers=()):
        content = f"name,e-mail,company,profession\n{text}".encode()
        kept = open_import(group, content, filename="r.csv", by=ruth, now=now)
        kept.answers = dict(answers)
        kept.save()
        return kept

    return upload


@pytest.fixture
def imported(upload, now):
    """Upload and confirm."""

    def imported(text, **more):
        kept = upload(text, **more)
        apply_import(kept, now=now)
        return kept

    return imported


def fates(upload):
    return [
        (outcome.fate.value, [(c.label, c.old, c.new) for c in outcome.changes], outcome.causes)
        for outcome in outcomes_of(upload)
    ]


def on_roster(group):
    return set(group.memberships.values_list("person__name", "person__email", "state"))


def digest():
    """Everything an import may touch."""
    lists = ("sources", "pools", "belongs", "events")
    return (
        list(Person.objects.order_by("pk").values()),
        list(Membership.objects.order_by("pk").values()),
        list(Group.objects.order_by("pk").values()),
        [list(getattr(Person, name).through.objects.order_by("pk").values()) for name in lists],
    )


def test_new_people_are_listed_with_the_defaults_of_their_profession(imported, riverside, cpa):
    sources = SourceTypeFactory.create_batch(2)
    cpa.sources.set(sources)

    imported("Anna O'Neill,Anna@X.org,O'Neill & Co,CPAs\nBen Berg,ben@x.org,,\n")

    anna = Person.objects.get(email="anna@x.org")
    assert (anna.name, anna.company, anna.profession) == ("Anna O'Neill", "O'Neill & Co", cpa)
    assert anna.time_zone == "Europe/Berlin"
    assert set(anna.sources.all()) == set(sources)
    ben = Person.objects.get(email="ben@x.org")
    assert (ben.profession, ben.sources.count()) == (None, 0)
    assert riverside.memberships.filter(state="listed").count() == 2


def test_same_file_again_changes_nothing(imported, upload, cpa):
    text = "Anna,anna@x.org,Berg,CPA\nBen,ben@x.org,,Feng shui adviser\n,bad,,\n"
    imported(text)
    before = digest()

    again = upload(text)
    assert [fate for fate, _, _ in fates(again)] == ["unchanged", "unchanged", "refused"]
    apply_import(again, now=timezone.now())

    assert digest() == before


def test_changed_file_updates_by_address(imported, upload, cpa, florist, riverside):
    roses, taxes = SourceTypeFactory.create_batch(2)
    florist.sources.set([roses])
    cpa.sources.set([taxes])
    imported("Anna,anna@x.org,Berg,CPA\nBen,ben@x.org,Ben Ltd,CPA\n")

    second = upload("Anna Berg,ANNA@x.org,,Florist\nBen,ben@x.org,,\n")

    assert fates(second) == [
        ("changed", [("name", "Anna", "Anna Berg"), ("profession", "Accountant", "Florist")], []),
        ("unchanged", [], []),
    ]
    apply_import(second, now=timezone.now())
    anna = Person.objects.get(email="anna@x.org")
    assert (anna.name, anna.company, anna.profession) == ("Anna Berg", "Berg", florist)
    assert list(anna.sources.all()) == [roses]
    assert riverside.memberships.count() == 3


def test_confirming_twice_has_one_effect(upload, now, riverside):
    kept = upload("Anna,anna@x.org,,\n")
    apply_import(RosterImport.objects.get(pk=kept.pk), now=now)

    with pytest.raises(AlreadyApplied):
        apply_import(kept, now=now)

    assert riverside.memberships.count() == 2


def test_bad_lines_are_left_out_and_reported(imported, riverside):
    kept = imported("Anna,anna@@x,,\nBen,ben@x.org,,\nBen again,BEN@x.org,,\n")

    kept.refresh_from_db()
    assert kept.report["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "refused": 2}
    assert [(line.number, line.name, line.causes) for line in refused_of(kept)] == [
        (2, "Anna", ["“anna@@x” is not an e-mail address"]),
        (4, "Ben again", ["the same address as line 3"]),
    ]
    assert (kept.lines, kept.cells, kept.header) == ([], [], [])
    assert ("Ben", "ben@x.org", "listed") in on_roster(riverside)


def test_unknown_profession_stays_empty_unless_chosen(upload, imported, cpa):
    text = "Anna,anna@x.org,,Acountant\nBen,ben@x.org,,Acountant\n"

    assert [line["near"] for line in upload(text).lines] == [["cpa"], ["cpa"]]
    imported(text)
    assert not Person.objects.filter(profession=cpa).exists()

    imported(text, answers={"Acountant": "cpa"})
    assert Person.objects.filter(profession=cpa).count() == 2


class TestPrivacy:
    """What an organizer's file shows and changes of people who are known already."""

    @pytest.fixture
    def elsewhere(self, cpa):
        """Marta is active in another group."""
        marta = UserFactory(
            person__name="Marta Okafor",
            person__email="marta@x.org",
            person__company="Secret Ltd",
            person__profession=cpa,
        ).person
        MembershipFactory(person=marta)
        return marta

    @pytest.mark.parametrize("times", [1, 2])
    def test_person_of_another_group_is_neither_shown_nor_changed(
        self, elsewhere, upload, imported, florist, riverside, times
    ):
        before = Person.objects.filter(pk=elsewhere.pk).values().get()
        text = "Somebody,Marta@x.org,Mine Ltd,Florist\n"
        for _ in range(times - 1):
            imported(text)

        kept = upload(text)
        fate = "new" if times == 1 else "unchanged"
        assert fates(kept) == [(fate, [], [])]
        apply_import(kept, now=timezone.now())

        assert Person.objects.filter(pk=elsewhere.pk).values().get() == before
        assert riverside.memberships.filter(person=elsewhere, state="listed").count() == 1

    def test_person_listed_by_another_group_first_is_hidden_too(self, upload, imported):
        other = GroupFactory()
        imported("Marta Okafor,marta@x.org,Secret Ltd,\n", group=other)
        imported("Somebody,marta@x.org,Mine Ltd,\n")

        assert fates(upload("Somebody,marta@x.org,Mine Ltd,\n")) == [("unchanged", [], [])]
        again = upload("Marta Okafor,marta@x.org,New Ltd,\n", group=other)
        assert fates(again) == [("changed", [("company", "Secret Ltd", "New Ltd")], [])]

    def test_own_profile_is_kept_and_filled_where_empty(self, upload, riverside, cpa, florist, now):
        dana = UserFactory(
            person__name="Dana",
            person__email="dana@x.org",
            person__company="",
            person__profession=florist,
        ).person
        MembershipFactory(group=riverside, person=dana)

        kept = upload("Dana Wrong,dana@x.org,Dana Ltd,CPA\n")

        assert fates(kept) == [("changed", [("company", "", "Dana Ltd")], [])]
        assert outcomes_of(kept)[0].note == "keeps their own profile"
        apply_import(kept, now=now)
        dana.refresh_from_db()
        assert (dana.name, dana.company, dana.profession) == ("Dana", "Dana Ltd", florist)

    def test_private_contact_is_not_touched(self, imported, ruth):
        contact = PersonFactory(name="My client", email="anna@x.org", keeper=ruth)

        imported("Anna,anna@x.org,,\n")

        contact.refresh_from_db()
        assert contact.name == "My client"
        assert Person.objects.filter(email="anna@x.org", keeper=None).count() == 1

    def test_who_left_is_not_brought_back(self, upload, imported, riverside):
        imported("Anna,anna@x.org,,\n")
        riverside.memberships.filter(person__email="anna@x.org").update(state="left")

        cause = "has left this group; add them by hand if they come back"
        assert fates(upload("Anna,anna@x.org,,\n")) == [("refused", [], [cause])]


class TestSeats:
    @pytest.fixture
    def riverside(self):
        return GroupFactory(one_seat_per_profession=True)

    def test_second_of_a_profession_is_refused(self, imported, upload, cpa, riverside):
        imported("Anna Berg,anna@x.org,,CPA\n")

        kept = upload("Ben,ben@x.org,,CPA\nCem,cem@x.org,,\n")

        taken = "the seat for accountant is taken by Anna Berg"
        assert fates(kept) == [("refused", [], [taken]), ("new", [], [])]
        assert riverside.memberships.get(person__email="anna@x.org").seat == cpa

    def test_second_in_the_file_is_refused(self, upload, cpa):
        kept = upload("Anna Berg,anna@x.org,,CPA\nBen,ben@x.org,,CPA\n")

        assert fates(kept)[1] == ("refused", [], ["the seat for accountant is taken by Anna Berg"])

    def test_seat_is_free_again_for_a_later_line(self, imported, cpa, florist, riverside):
        imported("Anna,anna@x.org,,CPA\n")

        imported("Anna,anna@x.org,,Florist\nBen,ben@x.org,,CPA\n")

        seats = riverside.memberships.exclude(seat=None).values_list("person__name", "seat__slug")
        assert set(seats) == {("Anna", "florist"), ("Ben", "cpa")}


def test_one_person_is_added_and_may_come_back(riverside, now):
    line = RosterLine(1, name="Anna", email="anna@x.org")

    assert add_one(riverside, line, now=now).fate == "new"
    assert add_one(riverside, line, now=now).fate == "unchanged"
    riverside.memberships.update(state="left", left_at=now)
    assert add_one(riverside, line, now=now).fate == "new"

    assert on_roster(riverside) == {("Anna", "anna@x.org", "listed")}


@pytest.mark.parametrize("count", [1, 3])
def test_import_queries_do_not_grow(
    upload, django_assert_num_queries, now, cpa, florist, imported, count
):
    imported("".join(f"Old {n},old{n}@x.org,,CPA\n" for n in range(count)))
    lines = [f"Old {n},old{n}@x.org,New,Florist\nNew {n},new{n}@x.org,,CPA\n" for n in range(count)]
    kept = upload("".join(lines))

    with django_assert_num_queries(69):
        apply_import(kept, now=now)

    assert count_fates(outcomes_of(upload("".join(lines))))["unchanged"] == 2 * count


class TestUndo:
    @pytest.fixture
    def riverside(self):
        return GroupFactory(one_seat_per_profession=True, time_zone="Europe/Berlin")

    def test_puts_everything_back_seats_and_lists_too(
        self, imported, now, riverside, ruth, cpa, florist
    ):
        roses, taxes, more = SourceTypeFactory.create_batch(3)
        florist.sources.set([roses])
        cpa.sources.set([taxes])
        imported("Anna,anna@x.org,Berg,CPA\nCem,cem@x.org,,\n")
        anna = Person.objects.get(email="anna@x.org")
        anna.sources.set([taxes, more])
        before = digest()

        kept = imported("Anna Berg,anna@x.org,,Florist\nBen,ben@x.org,New,CPA\nCem C,cem@x.org,,\n")
        assert (set(anna.sources.all()), riverside.memberships.count()) == ({roses}, 4)

        assert undo_import(kept, by=ruth, now=now) == []
        assert without_clocks(digest()) == without_clocks(before)
        kept.refresh_from_db()
        assert (kept.state, len(report_of(kept))) == ("undone", 3)
        with pytest.raises(CannotUndo):
            undo_import(kept, by=ruth, now=now)

    def test_leaves_whom_somebody_has_invited_or_changed(self, imported, now, riverside, ruth):
        kept = imported("Anna,anna@x.org,,\nBen,ben@x.org,,\nCem,cem@x.org,,\n")
        invite(riverside.memberships.get(person__name="Anna"), by=ruth, now=now)
        Person.objects.filter(name="Ben").update(company="Said by Ben")

        assert undo_import(kept, by=ruth, now=now) == ["Anna", "Ben"]

        assert set(riverside.memberships.values_list("person__name", flat=True)) == {
            "Ruth Alvarez",
            "Anna",
            "Ben",
        }

    def test_of_what_changed_nothing_is_none(self, imported, now, ruth):
        text = "Anna,anna@x.org,,\n"
        imported(text)
        again = imported(text)

        assert again.change is None
        with pytest.raises(CannotUndo, match="changed nothing"):
            undo_import(again, by=ruth, now=now)

    def test_brings_back_who_came_from_the_guests(self, imported, now, riverside, ruth):
        MembershipFactory(group=riverside, person__email="anna@x.org", state="guest")
        kept = imported("Anna,anna@x.org,,\n")
        membership = riverside.memberships.get(person__email="anna@x.org")
        assert membership.state == "listed"

        undo_import(kept, by=ruth, now=now)

        membership.refresh_from_db()
        assert (membership.state, membership.events.count()) == ("guest", 0)


def without_clocks(rows):
    """Everything but when it was last changed."""
    people, memberships, groups, lists = rows
    for row in (*people, *groups):
        row.pop("profile_changed_at", None)
        row.pop("changed_at", None)
    return people, memberships, groups, lists


def test_professions_of_the_group_are_found_and_those_of_others_are_not(upload, riverside):
    ProfessionFactory(group=riverside, slug="ours", name="Beekeeper")
    ProfessionFactory(group=GroupFactory(), slug="theirs", name="Falconer")

    kept = upload("Anna,anna@x.org,,Beekeepers\nBen,ben@x.org,,Falconer\n")

    assert [line["profession"] for line in kept.lines] == ["ours", None]


def test_what_another_group_has_added_to_a_profession_is_not_given(imported, cpa):
    cpa.sources.set([SourceTypeFactory(group=GroupFactory()), everybodys := SourceTypeFactory()])

    imported("Anna,anna@x.org,,CPA\n")

    assert list(Person.objects.get(email="anna@x.org").sources.all()) == [everybodys]
