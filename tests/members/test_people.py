"""Finding people: in one's own circle, by what they are and whom they need."""

import pytest
from django.urls import reverse

from members.models import Person
from tests.factories import (
    GroupFactory,
    MembershipFactory,
    PersonFactory,
    ProfessionFactory,
    SourceTypeFactory,
    TriggerEventFactory,
    member_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return GroupFactory()


@pytest.fixture
def dana(group):
    return member_of(group, name="Dana Whitfield")


def names(text, viewer):
    return [p.name for p in Person.objects.circle_of(viewer.person).search(text)]


class TestCircle:
    def test_holds_active_co_members_and_own_contacts(self, group, dana):
        colleague = member_of(group).person
        contact = PersonFactory(keeper=dana.person)

        assert set(Person.objects.circle_of(dana.person)) == {colleague, contact}

    @pytest.mark.parametrize("state", ["listed", "invited", "left"])
    def test_holds_nobody_who_is_not_active(self, group, dana, state):
        MembershipFactory(group=group, state=state)

        assert not Person.objects.circle_of(dana.person).exists()

    def test_holds_nothing_of_other_groups_or_of_other_peoples_contacts(self, group, dana):
        member_of(GroupFactory())
        PersonFactory(keeper=member_of(group, name="Ruth").person)

        assert names("", dana) == ["Ruth"]

    def test_is_empty_for_who_has_left(self, group, dana):
        member_of(group)
        dana.person.memberships.update(state="left")

        assert not Person.objects.circle_of(dana.person).exists()


class TestSearch:
    def test_finds_by_name_without_accents(self, group, dana):
        member_of(group, name="Siobhán O'Neill")

        assert names("siobhan o'n", dana) == ["Siobhán O'Neill"]

    def test_finds_by_company_and_profession_and_alias(self, group, dana):
        cpa = ProfessionFactory(name="Accountant / CPA", aliases=["tax preparer"])
        member_of(group, name="Priya", company="Raman & Hale", profession=cpa)
        member_of(group, name="Tom", company="Lindqvist Homes")

        assert names("raman", dana) == names("tax prep", dana) == names("cpa", dana) == ["Priya"]

    def test_finds_by_source_and_event_and_all_words_together(self, group, dana):
        marta = member_of(group, name="Marta Okafor").person
        marta.sources.add(SourceTypeFactory(name="Clergy"))
        marta.events.add(TriggerEventFactory(name="Divorce or separation"))
        member_of(group, name="Marta Other")

        assert names("clergy", dana) == names("divorce", dana) == ["Marta Okafor"]
        assert names("marta divorce", dana) == ["Marta Okafor"]
        assert names("marta plumbing", dana) == []


class TestPage:
    def test_shows_the_circle_and_nobody_else(self, client, group, dana):
        member_of(group, name="Marta Okafor")
        member_of(GroupFactory(), name="Somebody Else")
        client.force_login(dana)

        page = client.get(reverse("members:people")).content.decode()

        assert "Marta Okafor" in page
        assert "Somebody Else" not in page

    def test_a_search_answers_htmx_with_the_list_alone(self, client, group, dana):
        member_of(group, name="Marta Okafor")
        member_of(group, name="Tom Lindqvist")
        client.force_login(dana)

        response = client.get(
            reverse("members:people"), {"q": "okafor"}, headers={"HX-Request": "true"}
        )

        assert "Marta Okafor" in response.content.decode()
        assert "Tom Lindqvist" not in response.content.decode()
        assert "<html" not in response.content.decode()
        assert "HX-Request" in response.headers["Vary"]

    @pytest.mark.parametrize("count", [1, 3])
    def test_query_count(self, client, group, dana, count, django_assert_num_queries):
        for _ in range(count):
            member_of(group)
        client.force_login(dana)

        with django_assert_num_queries(5):  # session, user, circle, count, page
            response = client.get(reverse("members:people"), headers={"HX-Request": "true"})

        assert response.content.decode().count("<article") == count

    def test_says_so_when_nobody_matches(self, client, group, dana):
        member_of(group)
        client.force_login(dana)

        page = client.get(reverse("members:people"), {"q": "zzz"}).content.decode()

        assert "Nobody in your circle matches" in page
