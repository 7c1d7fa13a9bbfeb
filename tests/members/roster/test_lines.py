"""The pages of a roster: what is asked for in the address, one line, editing it, the rules."""

import re

import pytest
from django.urls import reverse

from members import services
from members.models import Membership, Person, User
from members.services.lines import OnRosterAlready, describe
from tests.factories import (
    GroupFactory,
    MembershipFactory,
    PersonFactory,
    ProfessionFactory,
    UserFactory,
    member_of,
    organizer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ruth(client, riverside):
    """Ruth, signed in."""
    user = organizer_of(riverside, name="Ruth Alvarez")
    client.force_login(user)
    return user.person


@pytest.fixture
def florist():
    return ProfessionFactory(slug="florist", name="Florist", short="florist")


def url(name, *args):
    return reverse(f"members:{name}", args=["riverside", *args])


def line(group, name, state="active", **more):
    joined = {} if state in ("active", "left") else {"joined_at": None}
    return MembershipFactory(group=group, state=state, person__name=name, **joined | more)


def names(client, **query):
    """Who is on the page, in its order."""
    page = client.get(url("roster"), query, headers={"HX-Request": "true"}).content.decode()
    return re.findall(r'aria-label="Tick ([^"]+)" *>', page)


class TestAddress:
    @pytest.fixture
    def people(self, riverside, ruth, florist, now):
        said = {"person__company": "", "person__profession": florist}
        line(riverside, "Ada", person__company="Zeta", person__profession=ProfessionFactory())
        line(riverside, "Ben", "listed", **said)
        line(riverside, "Cem", "invited", invited_at=now, invited_by=ruth, **said)
        line(riverside, "Dot", "waiting", waiting_since=now, **said)
        line(riverside, "Eve", "guest", **said)
        line(riverside, "Fay", "left", left_at=now, **said)

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({}, {"Ruth Alvarez", "Ada", "Ben", "Cem"}),
            ({"state": "active"}, {"Ruth Alvarez", "Ada"}),
            ({"state": "waiting"}, {"Dot"}),
            ({"state": "guest"}, {"Eve"}),
            ({"state": "left"}, {"Fay"}),
            (
                {"state": "all", "q": "e"},
                {"Ruth Alvarez", "Ben", "Cem", "Dot", "Eve", "Fay", "Ada"},
            ),
            ({"state": "nonsense"}, {"Ruth Alvarez", "Ada", "Ben", "Cem"}),
            ({"role": "organizer"}, {"Ruth Alvarez"}),
            ({"profession": "florist"}, {"Ben", "Cem"}),
            ({"invitation": "none"}, {"Ben"}),
            ({"invitation": "expired"}, set()),
            ({"profession": "x\0", "invitation": "x", "role": "x", "sort": "x"}, set()),
        ],
    )
    def test_filters(self, client, people, query, found):
        assert set(names(client, **query)) == found

    def test_sorting_both_ways_with_nothing_last(self, client, people):
        assert names(client, sort="name") == ["Ada", "Ben", "Cem", "Ruth Alvarez"]
        assert names(client, sort="-name") == ["Ruth Alvarez", "Cem", "Ben", "Ada"]
        assert names(client, sort="since", state="all")[-2:] == ["Ben", "Eve"]
        assert names(client, sort="-since", state="all")[-2:] == ["Ben", "Eve"]
        assert names(client, sort="-state")[0] == "Ben"
        page = client.get(url("roster"), {"sort": "-name", "state": "all"}).content.decode()
        assert 'aria-sort="descending"' in page
        assert "?sort=name&amp;state=all" in page

    def test_what_is_asked_for_is_kept_by_links_and_boxes(self, client, riverside, ruth):
        for number in range(60):
            line(riverside, f"Tom {number}", "listed")

        page = client.get(url("roster"), {"q": "tom", "invitation": "none", "sort": "-name"})

        text = page.content.decode()
        assert "?q=tom&amp;invitation=none&amp;sort=-name&amp;page=2" in text
        assert '<option value="none" selected>' in text
        assert 'name="query" value="q=tom&amp;invitation=none&amp;sort=-name"' in text
        assert "60 people for “tom”" in text

    def test_members_see_members_alone_whatever_they_ask(self, client, people, riverside):
        client.force_login(member_of(riverside, name="Zoe"))

        page = client.get(url("roster"), {"state": "all", "invitation": "none", "sort": "name"})

        text = page.content.decode()
        for hidden in ("Ben", "Cem", "Dot", "Eve", "Fay", 'name="who"', "Invite"):
            assert hidden not in text
        assert "Ada" in text


class TestWaitingList:
    def test_free_seat_is_given_with_one_button(self, client, riverside, ruth, florist, now):
        riverside.one_seat_per_profession = True
        riverside.save()
        tom = line(riverside, "Tom", "waiting", waiting_since=now, said_profession=florist)

        page = client.get(url("roster")).content.decode()
        assert "The seat for florist is free" in page
        assert "waits since 23 November" in page
        given = client.post(url("roster_deed", tom.pk), {"deed": "list"}, follow=True)

        assert "Tom has the seat for florist. Invite them next." in given.content.decode()
        assert Membership.objects.get(pk=tom.pk).seat == florist

    def test_taken_seat_offers_the_waiting_list(self, client, riverside, ruth, florist):
        riverside.one_seat_per_profession = True
        riverside.save()
        line(riverside, "Marta", seat=florist, person__profession=florist)
        said = {"name": "Anna", "email": "a@x.org", "profession": "florist"}

        refused = client.post(url("roster_add"), said).content.decode()
        assert 'value="Anna"' in refused
        assert "Put on the waiting list" in refused
        client.post(url("roster_add"), said | {"wait": "1"})

        anna = riverside.memberships.get(person__email="a@x.org")
        assert (anna.state, anna.said_profession, anna.seat) == ("waiting", florist, None)
        assert anna.events.get().kind == "waiting"
        assert "the seat is <bdi>Marta</bdi>" in client.get(url("roster")).content.decode()

    def test_seat_that_was_taken_meanwhile_is_said(self, client, riverside, ruth, florist, now):
        riverside.one_seat_per_profession = True
        riverside.save()
        line(riverside, "Marta", seat=florist, person__profession=florist)
        tom = line(riverside, "Tom", "waiting", waiting_since=now, said_profession=florist)

        page = client.post(url("roster_deed", tom.pk), {"deed": "list"}, follow=True)

        assert "The seat is taken." in page.content.decode()


class TestOneLine:
    def test_history_with_who_and_when(self, client, riverside, ruth, now):
        tom = line(riverside, "Tom", "listed")
        services.invite(tom, by=ruth, now=now)
        services.invite(Membership.objects.get(pk=tom.pk), by=ruth, now=now.replace(day=25))

        page = client.get(url("roster_line", tom.pk)).content.decode()

        assert page.index("Invited again by Ruth Alvarez") < page.index("Invited by Ruth Alvarez")
        assert "Sent again on 25 November, 2 times in all" in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_query_count(self, client, riverside, ruth, now, django_assert_num_queries, count):
        tom = line(riverside, "Tom", "listed")
        for day in range(count):
            services.invite(tom, by=ruth, now=now.replace(day=24 + day))

        # session, user, group, line, profession, history; navigation 3
        with django_assert_num_queries(9):
            client.get(url("roster_line", tom.pk))

    def test_own_role_with_another_organizer_and_without(self, client, riverside, ruth):
        own = riverside.memberships.get(person=ruth)

        alone = client.post(url("roster_deed", own.pk), {"deed": "members"}, follow=True)
        assert "Make somebody else an organizer first." in alone.content.decode()
        line(riverside, "Tom", role="organizer")
        client.post(url("roster_deed", own.pk), {"deed": "members"})

        own.refresh_from_db()
        assert own.role == "member"

    def test_lines_of_other_groups_are_not_found(self, client, ruth):
        elsewhere = line(GroupFactory(), "Gwen", "listed")

        for name in ("roster_line", "roster_edit"):
            assert client.get(url(name, elsewhere.pk)).status_code == 404
        for name in ("roster_deed", "roster_edit"):
            said = {"deed": "waiting", "name": "X", "email": "x@x.org", "role": "member"}
            assert client.post(url(name, elsewhere.pk), said).status_code == 404
        elsewhere.refresh_from_db()
        assert elsewhere.state == "listed"


class TestEditing:
    def said(self, **more):
        return {
            "name": "Tom Lindqvist",
            "email": "tom@x.org",
            "company": "Lindqvist Homes",
            "profession": "florist",
            "role": "member",
            **more,
        }

    def test_who_has_not_joined(self, client, riverside, ruth, florist):
        tom = line(riverside, "Tom", "listed", person__email="old@x.org")

        page = client.post(url("roster_edit", tom.pk), self.said(role="organizer"), follow=True)

        assert "Saved." in page.content.decode()
        tom = Membership.objects.get(pk=tom.pk)
        assert (tom.person.name, tom.person.email) == ("Tom Lindqvist", "tom@x.org")
        assert (tom.person.company, tom.person.profession) == ("Lindqvist Homes", florist)
        assert tom.role == "organizer"

    def test_members_keep_their_own_profile(self, client, riverside, ruth, florist):
        marta = member_of(riverside, name="Marta", company="Own").person
        place = marta.memberships.get()

        page = client.get(url("roster_edit", place.pk)).content.decode()
        assert "They keep their own profile." in page
        assert 'name="company"' not in page
        client.post(url("roster_edit", place.pk), self.said())

        marta.refresh_from_db()
        assert (marta.name, marta.company, marta.profession != florist) == ("Marta", "Own", True)

    def test_seat_of_a_member(self, client, riverside, ruth, florist):
        riverside.one_seat_per_profession = True
        riverside.save()
        place = line(riverside, "Marta")
        other = line(riverside, "Tom")

        client.post(url("roster_edit", place.pk), {"seat": "florist", "role": "member"})
        taken = client.post(url("roster_edit", other.pk), {"seat": "florist", "role": "member"})

        assert Membership.objects.get(pk=place.pk).seat == florist
        assert taken.status_code == 422
        assert "The seat for florist is taken." in taken.content.decode()

    def test_what_was_typed_stays_when_it_cannot_be(self, client, riverside, ruth, florist):
        line(riverside, "Anna", person__email="anna@x.org")
        tom = line(riverside, "Tom", "listed")

        page = client.post(url("roster_edit", tom.pk), self.said(email="Anna@x.org"))

        assert page.status_code == 422
        assert "This address is on the roster already." in page.content.decode()
        assert 'value="Lindqvist Homes"' in page.content.decode()
        tom.person.refresh_from_db()
        assert tom.person.name == "Tom"

    def test_another_address_takes_an_open_invitation_back(self, riverside, ruth, florist, now):
        tom = line(riverside, "Tom", "listed")
        services.invite(tom, by=ruth, now=now)
        said = {"name": "Tom", "company": "", "profession": None}

        assert describe(tom, email="tom@y.org", now=now, **said)

        tom = Membership.objects.get(pk=tom.pk)
        assert (tom.state, tom.person.email) == ("listed", "tom@y.org")
        assert User.objects.filter(email="tom@y.org", person=tom.person).exists()
        assert services.invite(tom, by=ruth, now=now)

    def test_the_address_of_somebody_whom_others_know_is_not_changed(self, riverside, florist, now):
        """Else one group could have the invitations of another sent to an address of its own."""
        anna = PersonFactory(name="Anna", email="anna@x.org")
        ours = MembershipFactory(group=riverside, person=anna, state="listed")
        theirs = MembershipFactory(person=anna, state="invited")
        said = {"name": "Anna", "company": "", "profession": florist}

        describe(ours, email="mine@x.org", now=now, **said)

        assert Membership.objects.get(pk=theirs.pk).person.email == "anna@x.org"
        assert Membership.objects.get(pk=ours.pk).person.email == "mine@x.org"
        assert Person.objects.filter(email__in=["anna@x.org", "mine@x.org"]).count() == 2

    def test_an_address_that_is_taken_here_is_refused(self, riverside, now):
        line(riverside, "Anna", person__email="anna@x.org")
        tom = line(riverside, "Tom", "listed")

        with pytest.raises(OnRosterAlready):
            describe(tom, name="T", email="anna@x.org", company="", profession=None, now=now)

    def test_the_profile_of_somebody_elsewhere_is_left_alone(self, riverside, florist, now):
        marta = UserFactory(person__name="Marta", person__company="Own").person
        MembershipFactory(person=marta)
        place = MembershipFactory(group=riverside, person=marta, state="listed", joined_at=None)

        describe(place, name="M", email=marta.email, company="Ours", profession=florist, now=now)

        marta.refresh_from_db()
        assert (marta.name, marta.company) == ("Marta", "Own")
        place = Membership.objects.get(pk=place.pk)
        assert (place.said_name, place.said_company) == ("M", "Ours")


class TestRulesPage:
    def said(self, **more):
        return {
            "name": "Riverside Circle",
            "time_zone": "Europe/Berlin",
            "invitations_per_day": "100",
            **more,
        }

    def test_rules_are_saved_and_who_shares_is_named(self, client, riverside, ruth, florist):
        for name in ("First", "Second"):
            line(riverside, name, person__profession=florist)

        said = self.said(one_seat_per_profession="on", cross_groups="on")
        page = client.post(url("group_settings"), said, follow=True).content.decode()

        riverside.refresh_from_db()
        assert (riverside.name, riverside.time_zone) == ("Riverside Circle", "Europe/Berlin")
        assert "Florist: <bdi>First</bdi> holds the seat, <bdi>Second</bdi> has none" in page

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"name": " "}, "This field is required."),
            ({"name": "a\u202eb"}, "contains an invisible character"),
            ({"invitations_per_day": "0"}, "greater than or equal to 1"),
            ({"invitations_per_day": "99999"}, "less than or equal to 2000"),
            ({"time_zone": "Mars"}, "Select a valid choice"),
        ],
    )
    def test_what_cannot_be_is_said_and_kept(self, client, riverside, ruth, more, words):
        page = client.post(url("group_settings"), self.said(**more))

        assert page.status_code == 422
        assert words in page.content.decode()
        riverside.refresh_from_db()
        assert riverside.name == "Riverside"
