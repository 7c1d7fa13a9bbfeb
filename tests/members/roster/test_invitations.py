"""Invitations: sent, opened, accepted, expired, sent again; how many a day; and nothing that tells
who has an account."""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from members import services
from members.models import (
    Delivery,
    Group,
    Membership,
    MembershipEvent,
    Person,
    Profession,
    RosterImport,
    User,
)
from members.roster.invited import INVITATIONS, invitation_is, invitation_of
from members.services.memberships import invitation_token
from tests.factories import (
    NOW,
    GroupFactory,
    MembershipFactory,
    PersonFactory,
    ProfessionFactory,
    UserFactory,
    organizer_of,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def riverside():
    return GroupFactory(name="Riverside", slug="riverside", time_zone="America/New_York")


@pytest.fixture
def ruth(riverside):
    return organizer_of(riverside, name="Ruth Alvarez").person


def listed(group, **person):
    said = {f"person__{name}": value for name, value in person.items()}
    return MembershipFactory(group=group, state="listed", joined_at=None, **said)


def fresh(membership):
    return Membership.objects.get(pk=membership.pk)


def state_of(membership, now):
    return invitation_of(fresh(membership), now).state


def test_each_state_in_turn(riverside, ruth, now):
    tom = listed(riverside)
    assert state_of(tom, now) == "none"

    services.invite(tom, by=ruth, now=now)
    assert state_of(tom, now) == "sent"
    assert services.open_invitation(tom, now=now + DAY)
    assert not services.open_invitation(tom, now=now + DAY)
    assert state_of(tom, now + DAY) == "opened"
    assert state_of(tom, now + 30 * DAY) == "expired"

    again = now + 31 * DAY
    services.invite(tom, by=ruth, now=again)
    assert invitation_of(fresh(tom), again).sent_again_at == again
    assert state_of(tom, again) == "sent"

    services.accept_invitation(fresh(tom), now=again)
    assert state_of(tom, again) == "accepted"
    assert list(tom.events.values_list("kind", flat=True)) == [
        *("invited", "opened", "invited", "opened", "joined")
    ]


moments = st.none() | st.integers(-40, 0).map(lambda days: NOW + timedelta(days=days))


@settings(max_examples=int(os.environ.get("INVITATIONS_TRIED", "25")), deadline=None)
@given(
    state=st.sampled_from(["listed", "invited", "active", "left", "guest"]),
    invited_at=moments,
    opened_at=moments,
)
def test_lists_and_lines_tell_the_same(state, invited_at, opened_at):
    place = MembershipFactory(state=state, invited_at=invited_at, opened_at=opened_at)

    found = [
        name
        for name in INVITATIONS
        if Membership.objects.filter(invitation_is(name, NOW), pk=place.pk).exists()
    ]

    assert found == [invitation_of(place, NOW).state or None][: len(found)]
    if state != "invited" or invited_at:
        assert bool(found) == bool(invitation_of(place, NOW).state)


class TestLimit:
    def test_as_many_as_may_go_and_when_the_rest_can(self, riverside, ruth, now):
        riverside.invitations_per_day = 3
        riverside.save()
        services.invite(listed(riverside), by=ruth, now=now - timedelta(hours=20))
        places = [listed(riverside) for _ in range(5)]
        keys = [place.pk for place in places]

        done = services.invite_many(riverside, keys, by=ruth, now=now)

        assert (len(done.sent), done.later) == (2, 3)
        assert done.again_at == now + timedelta(hours=4)
        assert Delivery.objects.count() == 3
        with pytest.raises(services.EnoughForToday):
            services.invite(fresh(places[4]), by=ruth, now=now)
        later = services.invite_many(riverside, keys, by=ruth, now=now + DAY)
        assert (len(later.sent), later.later) == (3, 2)

    def test_another_group_has_its_own(self, riverside, ruth, now):
        riverside.invitations_per_day = 1
        riverside.save()
        services.invite(listed(riverside), by=ruth, now=now)

        assert services.invite(listed(GroupFactory()), by=PersonFactory(), now=now)

    def test_once_a_day_to_each(self, riverside, ruth, now):
        tom = listed(riverside)

        assert services.invite(tom, by=ruth, now=now)
        assert not services.invite(tom, by=ruth, now=now)

        assert (fresh(tom).times_invited, Delivery.objects.count()) == (1, 1)

    def test_pages_say_how_many_went(self, client, riverside, ruth, now):
        riverside.invitations_per_day = 2
        riverside.save()
        for _ in range(3):
            listed(riverside)
        client.force_login(ruth.user)

        page = client.post(reverse("members:roster_invite_all", args=["riverside"]), follow=True)

        text = page.content.decode()
        assert "2 people invited." in text
        assert "1 person could not be invited yet" in text
        assert "Riverside sends 2 invitations a day at most. The next can go tomorrow from" in text

    def test_inviting_many_takes_few_statements(
        self, riverside, ruth, now, django_assert_max_num_queries
    ):
        keys = [listed(riverside).pk for _ in range(20)]

        with django_assert_max_num_queries(16):
            services.invite_many(riverside, keys, by=ruth, now=now)

        assert User.objects.count() == 21


@pytest.mark.django_db(transaction=True)
def test_twenty_organizers_at_once_keep_to_the_limit(now):
    group = GroupFactory(invitations_per_day=10)
    by = PersonFactory()
    keys = [listed(group).pk for _ in range(30)]

    def press(_):
        try:
            return services.invite_many(Group.objects.get(pk=group.pk), keys, by=by, now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        done = list(threads.map(press, range(20)))

    assert sum(len(each.sent) for each in done) == 10
    assert Delivery.objects.count() == 10
    assert MembershipEvent.objects.filter(kind="invited").count() == 10


class TestOpening:
    @pytest.fixture
    def tom(self, riverside, ruth, now):
        tom = listed(riverside, name="Tom", email="tom@x.org")
        services.invite(tom, by=ruth, now=now)
        return fresh(tom)

    def urls(self, tom):
        token = invitation_token(tom)
        return [reverse(f"members:{name}", args=[token]) for name in ("join", "join_opened")]

    def test_looking_is_not_opening_touching_is(self, client, tom):
        join, opened = self.urls(tom)

        page = client.get(join).content.decode()
        client.head(join)
        assert client.get(opened).status_code == 405
        assert fresh(tom).opened_at is None
        assert f'hx-post="{opened}"' in page

        for _ in range(2):
            assert client.post(opened).status_code == 204
        assert fresh(tom).opened_at is not None
        assert tom.events.filter(kind="opened").count() == 1

    def test_pressing_join_is_opening(self, client, tom):
        join, _ = self.urls(tom)

        client.post(join, {"email": "tom@x.org"})

        assert (fresh(tom).state, fresh(tom).opened_at is not None) == ("invited", True)

    def test_somebody_else_who_is_signed_in_opens_nothing(self, client, ruth, tom):
        client.force_login(ruth.user)

        assert client.post(self.urls(tom)[1]).status_code == 204

        assert fresh(tom).opened_at is None

    def test_links_that_are_none_are_not_found(self, client):
        assert client.post(reverse("members:join_opened", args=["nonsense"])).status_code == 404

    def test_known_from_another_group_accepts_with_one_press(self, client, riverside, ruth, now):
        marta = UserFactory(person__name="Marta").person
        MembershipFactory(person=marta)
        services.invite(
            MembershipFactory(group=riverside, person=marta, state="listed"), by=ruth, now=now
        )
        client.force_login(marta.user)
        page = client.get(reverse("goals:today")).content.decode()
        assert "Ruth Alvarez invites you to <b>Riverside</b>." in page

        client.post(re.search(r'action="(/join/[^"]+)"', page)[1])

        assert riverside.memberships.get(person=marta).state == "active"


class TestNobodyLearnsWhoHasAnAccount:
    """Everything that organizers can do with an address looks the same, whoever it belongs to."""

    KINDS = ("unknown", "of another group", "listed elsewhere")

    @pytest.fixture
    def cpa(self):
        ProfessionFactory(slug="florist", name="Florist")
        return ProfessionFactory(slug="cpa", name="Accountant", short="accountant")

    def known(self, kind):
        """Somebody, or nobody, at anna@x.org."""
        said = {
            "name": "Anna Secret",
            "email": "anna@x.org",
            "company": "Secret Ltd",
            "profession": Profession.objects.get(slug="florist"),
        }
        if kind == "unknown":
            return
        if kind == "listed elsewhere":
            MembershipFactory(person=PersonFactory(**said), state="listed", joined_at=None)
            return
        user = UserFactory(**{f"person__{name}": value for name, value in said.items()})
        User.objects.filter(pk=user.pk).update(last_login=NOW)
        MembershipFactory(person=user.person)

    def walk(self, cpa):
        """All answers to an organizer who adds, looks at, edits and invites Anna."""
        group = GroupFactory(name="Riverside", slug="riverside")
        client = Client()
        client.force_login(organizer_of(group, name="Ruth Alvarez", profession=cpa))
        seen = []

        def go(method, route, /, *args, **data):
            url = reverse(f"members:{route}", args=["riverside", *args])
            answer = getattr(client, method)(url, data)
            seen.append((route, answer.status_code, plain(answer.content.decode())))

        text = b"name,e-mail,company\nAnna B,anna@x.org,Bergs\nBen,ben@x.org,\n"
        go("post", "roster_import", file=SimpleUploadedFile("list.csv", text))
        upload = RosterImport.objects.latest("pk").pk
        go("post", "roster_columns", upload, name="0", email="1", company="2")
        go("get", "roster_preview", upload)
        said = {"name": "Anna Berg", "email": "anna@x.org", "company": "Berg", "profession": "cpa"}
        go("post", "roster_add", **said)
        place = group.memberships.get(person__email="anna@x.org").pk
        go("post", "roster_add", **said)
        go("get", "roster", state="listed", profession="cpa")
        go("get", "roster", q="Secret")
        go("get", "roster_line", place)
        go("get", "roster_edit", place)
        go("post", "roster_edit", place, **said | {"name": "Anna Bergson", "role": "member"})
        go("post", "roster_bulk", who=[place], deed="profession", profession="cpa")
        go("post", "roster_invite", place)
        go("post", "roster_invite", place)
        go("get", "roster_line", place)
        go("post", "roster_import", file=SimpleUploadedFile("list.csv", text))
        upload = RosterImport.objects.latest("pk").pk
        go("post", "roster_columns", upload, name="0", email="1", company="2")
        go("get", "roster_preview", upload)
        go("post", "roster_confirm", upload)
        go("get", "roster", q="Bergs")
        go("post", "roster_edit", place, **said | {"email": "anna@y.org", "role": "member"})
        go("post", "roster_edit", place, **said | {"role": "member"})
        go("post", "roster_invite", place)
        go("post", "roster_bulk", who=[place], deed="waiting")
        go("get", "roster", state="all")
        go("get", "changes")
        go("post", "roster_remove", place)
        go("get", "roster", state="left")
        return seen

    def test_every_page_is_the_same(self, cpa):
        walks = {}
        for kind in self.KINDS:
            self.known(kind)
            walks[kind] = self.walk(cpa)
            before = Person.objects.filter(name="Anna Secret", company="Secret Ltd").count()
            assert before == (kind != "unknown")  # nobody's profile was touched
            Delivery.objects.all().delete()
            Group.objects.all().delete()
            Person.objects.all().delete()

        assert "Anna Bergson" in str(walks["unknown"])
        assert "Bergs</bdi>" in str(walks["unknown"])
        for kind in self.KINDS[1:]:
            for there, here in zip(walks[kind], walks["unknown"], strict=True):
                lines = zip(there[2].splitlines(), here[2].splitlines(), strict=False)
                assert there == here, (kind, [pair for pair in lines if pair[0] != pair[1]])


def plain(page):
    """A page without what differs each time."""
    page = re.sub(r'(nonce|csrfmiddlewaretoken" value)="[^"]*"', "", page)
    page = re.sub(r'"X-CSRFToken": "[^"]*"', "", page)
    page = re.sub(r"face-\d", "", page)
    page = re.sub(r"\d\d:\d\d(:\d\d)?", "", page)
    return re.sub(r"\d+", "0", page)
