"""Which entries look like one person, why, and what of it organizers may know."""

import pytest

from members.merging.alike import Entry, Strength, address_key, name_key, signs_of
from members.merging.finding import pairs_of
from members.merging.merge import look_again, say_two_people
from members.models import Membership, Person, User
from tests.factories import NOW, GroupFactory, MembershipFactory, PersonFactory, UserFactory


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dana.Reyes@x.org", "dana.reyes@X.ORG"),
        ("dana.reyes@gmail.com", "danareyes@googlemail.com"),
        ("dana+bni@x.org", "dana@x.org"),
    ],
)
def test_addresses_that_reach_the_same_mailbox(one, other):
    assert address_key(one) == address_key(other)


def test_other_mailboxes_are_others():
    assert address_key("dana@x.org") != address_key("dana@y.org")
    assert address_key("+@x.org") == "+@x.org"


@pytest.mark.parametrize("name", ["Reyes, Dana", "DANA REYES", "Dána  Reyes"])
def test_names_that_are_written_otherwise(name):
    assert name_key(name) == name_key("Dana Reyes")


def signs(one, other, likeness=0.0):
    return signs_of(Entry(1, *one), Entry(2, *other), likeness=likeness)


def test_reasons_and_strength():
    found = signs(("Dana Reyes", "dana@x.org", "Elm"), ("Reyes, Dana", "d@y.org", "ELM"))
    assert found.in_words() == ["the same name in another order", "the same company"]
    assert found.strength == Strength.SURE
    found = signs(("Dana Reyes", "dana@x.org", "Elm"), ("Dana Reyes", "d@y.org", "Oak"))
    assert (found.in_words(), found.strength) == (["the same name"], Strength.LIKELY)
    found = signs(("Dana Reyes", "a@x.org"), ("Dana Reyez", "b@y.org"), 0.7)
    assert found.in_words() == ["names that differ by a few letters"]
    assert found.strength == Strength.PERHAPS


@pytest.fixture
def group(db):
    return GroupFactory()


def listed(group, name, email=None, company="", **more):
    person = PersonFactory(name=name, email=email, company=company)
    return MembershipFactory(group=group, person=person, **{"state": "listed"} | more).person


def labels(group):
    return [{pair.first.label, pair.second.label} for pair in pairs_of(group)]


class TestPairs:
    def test_by_address_name_and_company_the_surest_first(self, group):
        listed(group, "Marta Okafor", "marta.okafor@gmail.com")
        listed(group, "Martha Okafor-Bell", "martaokafor@googlemail.com")
        listed(group, "Tom Lindqvist", "tom@x.org", "Lindqvist Homes")
        listed(group, "Lindqvist, Tom", "tom@y.org", "Lindqvist Homes")
        listed(group, "Samira Haddad", "samira@x.org")
        listed(group, "Samira Hadad", "hadad@y.org")
        listed(group, "Priya Raman", "priya@x.org", "Raman & Co")
        listed(group, "P. Raman", "p@y.org", "Raman & Co")
        listed(group, "Victor Stone", "victor@x.org", "Raman & Co")

        assert labels(group)[:2] == [
            {"Marta Okafor", "Martha Okafor-Bell"},
            {"Tom Lindqvist", "Lindqvist, Tom"},
        ]
        assert {"Priya Raman", "P. Raman"} in labels(group)
        assert {"Samira Haddad", "Samira Hadad"} in labels(group)
        assert len(labels(group)) == 4

    def test_of_other_groups_nothing_is_found(self, group):
        listed(group, "Marta Okafor", "marta@x.org")
        listed(GroupFactory(), "Marta Okafor", "m.arta@x.org")
        PersonFactory(name="Marta Okafor", keeper=PersonFactory())
        assert labels(group) == []

    def test_two_people_stay_two_until_somebody_looks_again(self, group, now):
        a = listed(group, "Marta Okafor", "a@x.org")
        b = listed(group, "Marta Okafor", "b@x.org")
        ruth = PersonFactory()
        say_two_people(group, b, a, by=ruth, now=now)
        say_two_people(group, a, b, by=ruth, now=now)
        assert labels(group) == []
        look_again(group, a, b)
        assert len(labels(group)) == 1

    def test_a_name_from_elsewhere_is_not_known_here(self, group):
        """Dana is known by another profile to her own group; here by what was written here."""
        dana = UserFactory(person__name="Dana Reyes", last_login=NOW).person
        MembershipFactory(person=dana)
        MembershipFactory(group=group, person=dana, state="listed", joined_at=None)
        listed(group, "Dana Reyes", "somebody@x.org")
        assert labels(group) == []

        Membership.objects.filter(group=group, person=dana).update(said_name="Reyes, Dana")
        assert labels(group) == [{"Reyes, Dana", "Dana Reyes"}]

    def test_two_without_a_name_or_an_address_are_not_alike(self, group):
        for _ in range(2):
            person = PersonFactory(email=None, name="Somebody Else")
            User.objects.create(
                person=person, email=f"{person.pk}@x.org", last_login=NOW, password="!x"
            )
            MembershipFactory(group=group, person=person, state="listed", joined_at=None)
        assert labels(group) == []

    def test_many_of_one_name_are_few_pairs(self, group):
        people = Person.objects.bulk_create(
            [Person(name="John Smith", email=f"j{n}@x.org") for n in range(300)]
        )
        Membership.objects.bulk_create(
            [Membership(group=group, person=person, state="listed") for person in people]
        )
        assert len(pairs_of(group)) == 299
