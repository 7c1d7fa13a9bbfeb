"""One person in several groups: who may be introduced across them, and what nobody learns."""

import pytest
from django.urls import reverse

from introductions import services
from introductions.drafting import Letter
from introductions.exceptions import Unavailable
from introductions.fitting import fitting
from introductions.models import Introduction
from introductions.rings.reading import read_rings
from introductions.services.closing_rings import ask_pairs
from members.models import Membership
from tests.factories import (
    GroupFactory,
    MembershipFactory,
    PersonFactory,
    RequestFactory,
    UserFactory,
)

from .suggesting.world import World

pytestmark = pytest.mark.django_db
LETTER = Letter("Meet", "Each other")
KEPT = "Gwen's group keeps its introductions to itself."


@pytest.fixture
def world(now):
    """Dana is in Riverside, where Marta is, and in Harbor, where Gwen is."""
    world = World(now)
    world.harbor = GroupFactory(name="Harbor", slug="harbor")
    MembershipFactory(group=world.harbor, person=world.dana)
    world.gwen = world.member(world.harbor, "Gwen Moss")
    return world


@pytest.fixture(params=["group", "member"])
def kept(world, request):
    """Harbor, or Gwen herself, keeps to itself."""
    if request.param == "group":
        world.harbor.cross_groups = False
        world.harbor.save()
    else:
        Membership.objects.filter(person=world.gwen).update(cross_groups=False)
    return world


def ask(world, a, b, **more):
    people = {"a": a, "b": b, "letter_a": LETTER, "letter_b": LETTER}
    return services.ask(world.dana, **people, reasons=[], now=world.now, **more)


class TestWhoIsKept:
    def test_asking_and_introducing_say_why_in_the_same_words(self, kept):
        for service in (services.ask, services.introduce):
            with pytest.raises(Unavailable) as refused:
                service(
                    kept.dana,
                    a=kept.marta,
                    b=kept.gwen,
                    letter_a=LETTER,
                    letter_b=LETTER,
                    reasons=[],
                    now=kept.now,
                )
            assert refused.value.obstacles == [KEPT]
        assert not Introduction.objects.exists()

    def test_so_does_answering_a_request(self, kept):
        request = RequestFactory(
            person=kept.marta, group=kept.riverside, profession=kept.gwen.profession
        )
        with pytest.raises(Unavailable, match="keeps its introductions"):
            ask(kept, kept.marta, kept.gwen, request=request)
        assert fitting(request, kept.dana, kept.now, 5) == []

    def test_so_do_rings(self, kept):
        asked = ask_pairs(kept.dana, [(kept.marta, kept.gwen)], kept.now)
        assert [reason for _, _, reason in asked.left_out] == [KEPT]

        (ring,) = read_rings(kept.dana, [kept.divorce], kept.now)
        assert not any(kept.gwen.pk in pair for pair in ring.possible)

    def test_within_the_group_and_to_contacts_nothing_is_in_the_way(self, kept):
        hal = kept.member(kept.harbor, "Hal Noon")
        carl = PersonFactory(name="Carl Oak", keeper=kept.dana)

        assert ask(kept, kept.gwen, hal).state == "asking"
        assert ask(kept, kept.gwen, carl).state == "asking"

    def test_that_it_was_done_elsewhere_can_still_be_noted(self, kept):
        made = services.record_introduction(
            kept.dana, a=kept.marta, b=kept.gwen, reasons=[], now=kept.now
        )
        assert made.state == "made"

    def test_the_page_says_so_and_the_search_too(self, kept, client):
        client.force_login(kept.dana.user)
        page = client.get(
            reverse("introductions:introduce", args=[kept.marta.pk, kept.gwen.pk])
        ).content.decode()
        assert KEPT in page.replace("&#x27;", "'")

        found = client.get(
            reverse("introductions:person", args=[kept.marta.pk]), {"q": "Gwen"}
        ).content.decode()
        assert KEPT in found.replace("&#x27;", "'")
        assert reverse("introductions:introduce", args=[kept.marta.pk, kept.gwen.pk]) not in found

    def test_ready_suggestions_go_with_the_next_plan(self, world, client):
        world.refresh()
        assert any("Gwen" in pair for pair in world.pairs())
        client.force_login(world.gwen.user)
        client.post(reverse("members:group_terms", args=["harbor"]), {"cross_groups": "no"})

        services.refresh_stale_suggestions(now=world.now)

        assert world.pairs()
        assert not any("Gwen" in pair for pair in world.pairs())


class TestOnesGroups:
    def test_each_has_its_switch(self, world, client):
        client.force_login(world.dana.user)
        page = client.get(reverse("members:groups")).content.decode()
        assert "Riverside" in page
        assert "Harbor" in page
        assert page.count("You may be introduced to people of other groups.") == 2

        url = reverse("members:group_terms", args=["harbor"])
        client.post(url, {"cross_groups": "no"})
        client.post(url, {"cross_groups": "no"})

        assert not Membership.objects.get(person=world.dana, group=world.harbor).cross_groups
        page = client.get(reverse("members:groups")).content.decode()
        assert "You are introduced within Harbor only." in page

    def test_where_the_group_says_no_it_says_so(self, world, client):
        world.harbor.cross_groups = False
        world.harbor.save()
        client.force_login(world.dana.user)
        page = client.get(reverse("members:groups")).content.decode()
        assert "Harbor keeps its introductions to itself." in page
        assert "<button disabled>" in page

    def test_leaving_asks_first_and_keeps_the_rest(self, world, client):
        client.force_login(world.dana.user)
        url = reverse("members:group_leave", args=["harbor"])
        assert "Leave Harbor?" in client.get(url).content.decode()
        assert Membership.objects.get(person=world.dana, group=world.harbor).state == "active"

        client.post(url)

        assert Membership.objects.get(person=world.dana, group=world.harbor).state == "left"
        assert Membership.objects.get(person=world.dana, group=world.riverside).state == "active"
        assert client.get(url).status_code == 404

    def test_the_last_organizer_stays(self, world, client):
        Membership.objects.filter(person=world.dana, group=world.harbor).update(role="organizer")
        client.force_login(world.dana.user)
        response = client.post(reverse("members:group_leave", args=["harbor"]))
        assert response.status_code == 422
        assert "the only one who looks after Harbor" in response.content.decode()

    @pytest.mark.parametrize("count", [1, 3])
    def test_query_count(self, world, client, count, django_assert_num_queries):
        person = PersonFactory()
        client.force_login(UserFactory(person=person))
        for _ in range(count):
            MembershipFactory(person=person)
        with django_assert_num_queries(6):  # session, user, groups; the menu: 3
            client.get(reverse("members:groups"))


def test_what_a_group_calls_things_is_not_read_in_another(world, client):
    """Gwen sees Dana, and nothing of Riverside's own words, entries or needs."""
    from members.models import EventNeed, OurWords, ProspectPool

    pool = ProspectPool.objects.create(
        slug="secret", name="Azurite seekers", short="azurite seekers", group=world.riverside
    )
    OurWords.objects.create(
        group=world.riverside, event=world.divorce, name="Azurite parting", short="azurite"
    )
    EventNeed.objects.create(
        event=world.divorce,
        profession=world.marta.profession,
        does="azurite does",
        group=world.riverside,
    )
    client.force_login(world.gwen.user)
    pages = [
        reverse("members:profile"),
        reverse("introductions:rings"),
        reverse("introductions:ring", args=["divorce"]),
        reverse("members:terms") + "?field=pools&q=a",
        reverse("members:terms") + "?field=events&q=a",
        reverse("members:people") + "?q=azurite",
        reverse("introductions:person", args=[world.dana.pk]),
        reverse("members:groups"),
    ]
    for url in pages:
        said = client.get(url).content.decode().replace("q=azurite", "").replace('="azurite"', "")
        said = said.replace("“azurite”", "")
        assert "azurite" not in said.lower(), url
        assert "Riverside" not in said, url
    assert client.get(reverse("introductions:lists", args=["riverside"])).status_code == 404
    response = client.post(reverse("members:profile"), {"pools": [pool.pk]})
    assert response.status_code == 422
    assert not world.gwen.pools.exists()
