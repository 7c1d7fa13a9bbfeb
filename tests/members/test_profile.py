"""A profile from one word, and corrected by its owner."""

import pytest
from django.urls import reverse

from members import services
from members.models import Group
from tests.factories import (
    GroupFactory,
    MembershipFactory,
    PersonFactory,
    ProfessionFactory,
    ProspectPoolFactory,
    SourceTypeFactory,
    TriggerEventFactory,
    UserFactory,
    member_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mediator():
    profession = ProfessionFactory(name="Mediator")
    profession.sources.add(SourceTypeFactory(short="clergy"))
    profession.pools.add(ProspectPoolFactory(name="Divorcing couples"))
    TriggerEventFactory(name="Divorce").needs.create(profession=profession, does="settles it")
    return profession


@pytest.fixture
def marta():
    return UserFactory(person__name="Marta Okafor", person__profession=None)


def as_sent(person, **changes):
    data = {
        "name": person.name,
        "company": person.company,
        "profession": person.profession_id or "",
        "about": person.about,
        "events_per_month": person.events_per_month,
        "time_zone": person.time_zone,
    }
    return data | changes


def test_one_word_fills_the_profile(client, marta, mediator):
    client.force_login(marta)
    assert "What do you do" in client.get(reverse("members:profile")).content.decode()

    client.post(reverse("members:profile_profession"), {"profession": mediator.pk})

    marta.person.refresh_from_db()
    assert marta.person.profession == mediator
    assert [s.short for s in marta.person.sources.all()] == ["clergy"]
    assert [p.name for p in marta.person.pools.all()] == ["Divorcing couples"]
    assert [e.name for e in marta.person.events.all()] == ["Divorce"]


def test_saving_keeps_what_was_ticked_and_drops_the_rest(client, marta, mediator):
    person = marta.person
    person.profession = mediator
    services.change_profile(person, now=person.profile_changed_at, refill=True)
    peers = SourceTypeFactory(short="peers")
    client.force_login(marta)

    client.post(reverse("members:profile"), as_sent(person, sources=[peers.pk]))

    person.refresh_from_db()
    assert [s.short for s in person.sources.all()] == ["peers"]
    assert not person.events.exists()


def test_saving_leaves_alone_how_one_is_introduced(client, marta):
    marta.person.open_limit, marta.person.allows_direct = 7, False
    marta.person.save()
    client.force_login(marta)

    client.post(reverse("members:profile"), as_sent(marta.person, open_limit=1, allows_direct="on"))

    marta.person.refresh_from_db()
    assert (marta.person.open_limit, marta.person.allows_direct) == (7, False)


def test_starting_over_brings_the_usual_lists_back(client, marta, mediator):
    client.force_login(marta)

    client.post(
        reverse("members:profile"), as_sent(marta.person, profession=mediator.pk, refill="on")
    )

    assert [s.short for s in marta.person.sources.all()] == ["clergy"]


def test_a_change_makes_the_groups_of_the_person_newer_and_no_others(client, marta, mediator):
    mine = MembershipFactory(person=marta.person).group
    other = GroupFactory()
    before = mine.changed_at
    client.force_login(marta)

    client.post(reverse("members:profile"), as_sent(marta.person, profession=mediator.pk))

    assert Group.objects.get(pk=mine.pk).changed_at > before
    assert Group.objects.get(pk=other.pk).changed_at == before


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "Marta\x00 Okafor", ""),
        ("name", "", "This field is required."),
        ("events_per_month", "61", "less than or equal to 60"),
        ("time_zone", "Mars/Olympus", "Select a valid choice"),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(client, marta, field, value, message):
    client.force_login(marta)

    response = client.post(
        reverse("members:profile"), as_sent(marta.person, about="I help.", **{field: value})
    )

    marta.person.refresh_from_db()
    assert response.status_code == 422
    assert message in response.content.decode()
    assert "I help." in response.content.decode()
    assert marta.person.about == ""


def test_a_taken_seat_is_refused_with_its_reason(client, mediator):
    group = GroupFactory(one_seat_per_profession=True)
    MembershipFactory(group=group, person=PersonFactory(profession=mediator), seat=mediator)
    marta = member_of(group)
    client.force_login(marta)

    response = client.post(
        reverse("members:profile"), as_sent(marta.person, profession=mediator.pk)
    )

    marta.person.refresh_from_db()
    assert response.status_code == 422
    assert "holds this seat already" in response.content.decode()
    assert marta.person.profession != mediator


def test_search_as_you_type_finds_by_alias(client, marta):
    SourceTypeFactory(name="Clergy and faith communities", short="clergy", aliases=["pastors"])
    SourceTypeFactory(short="venues")
    client.force_login(marta)

    found = client.get(reverse("members:terms"), {"field": "sources", "q": "pasto"})

    assert "Clergy" in found.content.decode()
    assert "Venues" not in found.content.decode()
    assert client.get(reverse("members:terms"), {"field": "users", "q": "a"}).status_code == 404
