"""What a word finds in the lists, whatever stands in it, and whose words it knows."""

import pytest

from members.meanings import entries_named
from members.models import OurWords
from tests.factories import (
    GroupFactory,
    MembershipFactory,
    PersonFactory,
    ProfessionFactory,
    SourceTypeFactory,
)

pytestmark = pytest.mark.django_db
NOTHING = {"profession": [], "sources": [], "pools": [], "events": []}


def test_each_list_by_name_and_alias():
    cpa = ProfessionFactory(name="Accountant", aliases=["Bean counter"])
    bookkeepers = SourceTypeFactory(name="Bean growers")

    assert entries_named("ACCOUNT", None) == NOTHING | {"profession": [cpa.pk]}
    assert entries_named("bean", None) == NOTHING | {
        "profession": [cpa.pk],
        "sources": [bookkeepers.pk],
    }


@pytest.mark.parametrize("sign", ["%", "_", "\\", "'", '"', "{}", "%s"])
def test_signs_are_looked_for_as_they_stand(sign):
    with_it = ProfessionFactory(name=f"100{sign} fun", aliases=[])
    ProfessionFactory(name="1000 funny", aliases=[])

    assert entries_named(f"0{sign}", None) == NOTHING | {"profession": [with_it.pk]}


def test_words_of_a_group_are_known_to_its_members_and_their_contacts_alone(
    django_assert_num_queries,
):
    cpa, group = ProfessionFactory(name="Accountant", aliases=[]), GroupFactory()
    OurWords.objects.create(group=group, profession=cpa, name="Number wizard")
    own = ProfessionFactory(name="Number poet", aliases=[], group=group)
    member = MembershipFactory(group=group, state="active").person
    invited = MembershipFactory(group=group, state="invited").person
    contact = PersonFactory(keeper=member)

    for person in (member, contact):
        with django_assert_num_queries(1):
            found = entries_named("number", person)
        assert sorted(found["profession"]) == sorted([cpa.pk, own.pk])
    for person in (invited, PersonFactory(), None):
        assert entries_named("number", person) == NOTHING
