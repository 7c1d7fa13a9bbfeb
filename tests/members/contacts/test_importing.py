"""From an address book to contacts, and back."""

from datetime import timedelta

import pytest

from members.contacts.choosing import Choice, confirm, tick
from members.contacts.importing import (
    AT_ONCE,
    AlreadyApplied,
    CannotUndo,
    TooMany,
    bring,
    open_book,
    undo_book,
)
from members.contacts.titles import TitleReader
from members.models import ContactImport, Interaction, Person, Profession
from members.roster.professions import ProfessionFinder
from tests.factories import (
    NOW,
    GroupFactory,
    MembershipFactory,
    PersonFactory,
    ProfessionFactory,
    SourceTypeFactory,
    member_of,
)

from . import books

pytestmark = pytest.mark.django_db


@pytest.fixture
def riverside():
    return GroupFactory(name="Riverside")


@pytest.fixture
def dana(riverside):
    return member_of(riverside, name="Dana Whitfield", email="dana@x.example").person


@pytest.fixture
def realtor():
    profession = ProfessionFactory(slug="realtor", name="Realtor", aliases=["Real estate agent"])
    profession.sources.add(SourceTypeFactory())
    return profession


@pytest.fixture
def cpa():
    return ProfessionFactory(slug="cpa", name="Accountant", aliases=["Certified public accountant"])


def opened(dana, text, now=NOW):
    return open_book(dana, text.encode(), filename="Connections.csv", now=now)


def brought(dana, text, now=NOW, professions=None):
    book = opened(dana, text, now)
    confirm(book, professions or {})
    tick(book, ticked=[row[0] for row in book.lines], unticked=[])
    bring(book, now=now)
    book.refresh_from_db()
    return book


def fates(book):
    return {o.card.name: (str(o.fate), o.said) for o in Choice(book).outcomes}


class TestTitles:
    @pytest.mark.parametrize(
        ("title", "slug"),
        [
            ("Realtor® | Helping families", "realtor"),
            ("Luxury Real Estate Agent at Quist & Co", "realtor"),
            ("Owner, Certified Public Accountants", "cpa"),
            ("Acountant", "cpa"),
            ("Senior Software Engineer", ""),
            ("Owner", ""),
            ("", ""),
        ],
    )
    def test_guesses(self, realtor, cpa, title, slug):
        ProfessionFactory(slug="coach", name="Business coach", aliases=["Owner"])
        reader = TitleReader(ProfessionFinder(Profession.objects.all()))
        assert reader.guess(title).chosen == slug

    def test_a_guess_is_used_only_once_it_is_confirmed(self, dana, realtor):
        book = opened(dana, books.LINKEDIN)
        [question, *others] = Choice(book).questions()
        assert (question.title[:7], question.chosen) == ("Realtor", "realtor")
        assert all(line.profession is None for line in Choice(book).lines())

        confirm(book, {question.title: question.chosen, "Not in the file": "realtor"})

        assert [line.profession for line in Choice(book).lines()] == [realtor, None, None]
        assert list(book.answers["professions"]) == [question.title]
        assert all(not other.chosen for other in others)


class TestBringing:
    def test_the_chosen_ones_become_contacts_with_what_their_profession_brings(
        self, dana, realtor, now
    ):
        book = opened(dana, books.LINKEDIN)
        confirm(book, {"Realtor® | Helping families find home": "realtor"})
        numbers = {row[1]: row[0] for row in book.lines}
        tick(book, ticked=[numbers["Nora Quist"], 999], unticked=[])

        bring(book, now=now)

        [nora] = dana.contacts.all()
        assert (nora.name, nora.company, nora.email) == ("Nora Quist", "Quist Realty", None)
        assert (nora.profession, nora.sources.count()) == (realtor, 1)
        assert nora.time_zone == dana.time_zone
        book.refresh_from_db()
        assert (book.state, book.lines, book.report["left"]) == ("applied", [], 2)
        with pytest.raises(AlreadyApplied):
            bring(book, now=now)
        dana.refresh_from_db()
        assert dana.profile_changed_at == now

    def test_nobody_is_brought_twice(self, dana, now):
        brought(dana, books.LINKEDIN)
        again = opened(dana, books.LINKEDIN)
        assert {fate for fate, _ in fates(again).values()} == {"yours"}

    def test_what_the_file_says_more_is_added(self, dana, realtor, now):
        brought(dana, "Name,Company\nNora Quist,Quist Realty\n")
        moved = "Name,Company,Email,Title\nNora Quist,Quist Realty,nora@quist.example,Realtor\n"

        book = brought(dana, moved, professions={"Realtor": "realtor"})

        nora = dana.contacts.get()
        assert (nora.email, nora.profession) == ("nora@quist.example", realtor)
        brought(dana, "Name,Company,Email\nN. Quist,New Firm,nora@quist.example\n")
        nora.refresh_from_db()
        assert (nora.name, nora.company) == ("Nora Quist", "New Firm")
        assert book.report["made"] == []

    def test_who_is_in_a_group_with_them_is_left_out_and_others_are_not_told_of(
        self, dana, riverside, now
    ):
        MembershipFactory(group=riverside, person__name="Tom L", person__email="tom@x.example")
        MembershipFactory(group=riverside, state="invited", person__email="invited@x.example")
        MembershipFactory(person__email="elsewhere@x.example")
        PersonFactory(keeper=PersonFactory(), email="kept@x.example")
        text = "Name,Email\n" + "".join(
            f"{name},{name}@x.example\n" for name in ("tom", "invited", "elsewhere", "kept", "dana")
        )

        assert fates(opened(dana, text)) == {
            "tom": ("here", "is in Riverside with you"),
            "invited": ("new", ""),
            "elsewhere": ("new", ""),
            "kept": ("new", ""),
            "dana": ("here", "is you"),
        }

    def test_the_second_of_two_lines_about_one_person_is_left_out(self, dana):
        text = "Name,Email\nNora Quist,n@x.example\nNora Q,N@x.example\n"
        assert [str(o.fate) for o in Choice(opened(dana, text)).outcomes] == ["new", "twice"]

    def test_an_old_file_that_nobody_chose_from_is_forgotten(self, dana, now):
        opened(dana, books.LINKEDIN, now - timedelta(days=8))
        opened(dana, books.LINKEDIN, now)
        assert ContactImport.objects.count() == 1


def test_more_than_can_come_at_once_are_refused_and_nothing_is_kept(dana, now):
    book = opened(dana, "Name\tCompany\n" + "".join(f"N{n}\tC\n" for n in range(AT_ONCE + 1)))
    tick(book, ticked=[row[0] for row in book.lines], unticked=[])
    with pytest.raises(TooMany, match="5,001 are ticked"):
        bring(book, now=now)
    book.refresh_from_db()
    assert (book.state, dana.contacts.count()) == ("uploaded", 0)


class TestTakingBack:
    def test_they_go_and_what_was_changed_is_as_it_was(self, dana, now):
        known = PersonFactory(
            keeper=dana, name="Nora Quist", email="n@x.example", company="Old", profession=None
        )
        book = brought(
            dana, "Name,Email,Company\nNora Quist,n@x.example,New\nOmar,o@x.example,H\n", now
        )
        assert Person.objects.get(pk=known.pk).company == "New"

        assert undo_book(book, now=now) == []

        assert [c.company for c in dana.contacts.all()] == ["Old"]
        with pytest.raises(CannotUndo, match="already"):
            undo_book(book, now=now)

    def test_who_was_changed_or_called_since_stays(self, dana, now):
        book = brought(dana, "Name,Company\nNora Quist,A\nOmar Haddad,B\nIna Ode,C\n", now)
        nora = dana.contacts.get(name="Nora Quist")
        Interaction.objects.create(
            person=dana, other=nora, kind="met", happened_on=now.date(), created_at=now
        )
        later = now + timedelta(days=2)
        dana.contacts.filter(name="Omar Haddad").update(profile_changed_at=later)

        assert undo_book(book, now=later) == ["Nora Quist", "Omar Haddad"]
        assert dana.contacts.count() == 2

    def test_after_thirty_days_it_is_too_late(self, dana, now):
        book = brought(dana, books.LINKEDIN, now)
        with pytest.raises(CannotUndo, match="30 days"):
            undo_book(book, now=now + timedelta(days=31))
