"""The organizer's pages of duplicates."""

import pytest
from django.urls import reverse

from members.journal import undo
from members.models import Person, RosterChange, TwoPeople, User
from tests.factories import NOW, GroupFactory, MembershipFactory, PersonFactory, organizer_of

from . import village as villages

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(client):
    v = villages.build()
    client.force_login(v.ruth)
    return v


def url(name, *args):
    return reverse(f"members:{name}", args=["riverside", *args])


def text_of(response):
    return response.content.decode()


def test_the_list_says_why_and_leads_to_both(client, village):
    text = text_of(client.get(url("duplicates")))
    assert "The same name in another order · the same company" in text
    assert url("duplicate", village.stays.pk, village.goes.pk) in text


def test_an_empty_list_says_so(client):
    group = GroupFactory(slug="riverside")
    client.force_login(organizer_of(group))
    assert "looks like somebody else" in text_of(client.get(url("duplicates")))


@pytest.mark.parametrize("count", [1, 3])
def test_list_query_count(client, village, count, django_assert_num_queries):
    for n, name in enumerate(["Ada Byron", "Grace Wolfe"][: count - 1] * 2):
        person = PersonFactory(name=name, email=f"z{n}@x.org")
        MembershipFactory(group=village.group, person=person, state="listed")
    client.get(url("duplicates"))

    with django_assert_num_queries(11):
        response = client.get(url("duplicates"))

    assert text_of(response).count("Look at both") == count


def test_merging_takes_what_was_chosen_and_can_be_undone(client, village):
    page = url("duplicate", village.stays.pk, village.goes.pk)
    assert "Make them one person" in text_of(client.get(page))

    merging = url("duplicate_merge", village.stays.pk, village.goes.pk)
    response = client.post(merging, {"name": "gone", "company": "nonsense"}, follow=True)

    assert "is one person now" in text_of(response)
    merged = Person.objects.get(pk=village.stays.pk)
    assert (merged.name, merged.company) == ("Okafor, Marta", "Ground")
    assert not Person.objects.filter(pk=village.goes.pk).exists()
    again = client.post(merging, {"name": "gone"}, follow=True)
    assert "one person already" in text_of(again)
    change = RosterChange.objects.get()
    assert change.kind == "merge"
    undo(change, now=change.at)
    assert Person.objects.filter(pk=village.goes.pk).exists()


def test_the_other_may_stay(client, village):
    page = url("duplicate", village.stays.pk, village.goes.pk)
    text = text_of(client.get(page, {"stay": village.goes.pk}))
    assert url("duplicate_merge", village.goes.pk, village.stays.pk) in text


def test_who_has_a_profile_elsewhere_looks_like_who_has_none(client, village):
    """Two pages, word for word the same but for what the organizers wrote themselves."""
    village.group.memberships.filter(person=village.stays).update(
        said_name="Marta Okafor", said_company="Ground", said_profession=village.stays.profession
    )
    page = url("duplicate", village.stays.pk, village.goes.pk)
    before = text_of(client.get(page))

    MembershipFactory(group=GroupFactory(), person=village.stays)
    User.objects.create(person=village.stays, email=village.stays.email, last_login=NOW)
    Person.objects.filter(pk=village.stays.pk).update(name="Secret", company="Secret", about="S")
    after = text_of(client.get(page))

    assert "Secret" not in after
    assert rows(before) == rows(after)


def rows(text):
    return text[text.index("<tbody") : text.index("</tbody")]


def test_two_who_have_joined_are_not_merged(client, village):
    village.group.memberships.update(state="active")
    for person in (village.stays, village.goes):
        User.objects.create(person=person, email=person.email, last_login=NOW)

    page = url("duplicate", village.stays.pk, village.goes.pk)
    text = text_of(client.get(page))
    response = client.post(
        url("duplicate_merge", village.stays.pk, village.goes.pk), {}, follow=True
    )

    assert "Both have joined" in text
    assert "Make them one" not in text
    assert "Both have joined" in text_of(response)
    assert Person.objects.filter(pk=village.goes.pk).exists()


def test_they_are_two_people_and_that_can_be_taken_back(client, village):
    two = url("duplicate_two", village.stays.pk, village.goes.pk)
    text = text_of(client.post(two, follow=True))
    assert "Look at both" not in text
    assert "1 pair you know to be two people" in text

    assert "Look at both" in text_of(client.post(two, {"again": "1"}, follow=True))
    assert not TwoPeople.objects.exists()


def test_only_people_of_the_roster_are_found(client, village):
    stranger = MembershipFactory(group=GroupFactory()).person.pk
    kept = PersonFactory(keeper=village.ruth.person).pk
    for a, b in ((village.stays.pk, stranger), (stranger, kept), (village.stays.pk,) * 2):
        for name in ("duplicate", "duplicate_two"):
            page = url(name, a, b)
            assert client.get(page).status_code in {404, 405}
            assert client.post(page).status_code in {404, 405}
