import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from members import services
from members.models import Delivery, Membership, Person, RosterImport
from members.roster import invitation
from tests.factories import (
    MembershipFactory,
    PersonFactory,
    UserFactory,
    member_of,
    organizer_of,
)

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"members:{name}", args=["riverside", *args])


def rows(response):
    return response.content.decode().count("<tr ")


@pytest.mark.parametrize("count", [1, 3])
def test_roster_query_count(client, riverside, django_assert_num_queries, count):
    client.force_login(organizer_of(riverside))
    for membership in MembershipFactory.create_batch(count, group=riverside):
        UserFactory(person=membership.person)
    MembershipFactory(group=riverside, state="listed")
    MembershipFactory(person__name="Stranger")

    # session, user, membership, count, page, professions, states, uninvited; navigation 3
    with django_assert_num_queries(11):
        response = client.get(url("roster"))

    assert rows(response) == count + 2
    assert "Stranger" not in response.content.decode()


def test_member_sees_active_people_and_no_controls(client, riverside):
    client.force_login(member_of(riverside, name="Dana Reyes"))
    MembershipFactory(group=riverside, person__name="Marta", person__email="marta@x.org")
    MembershipFactory(group=riverside, person__name="Not Asked Yet", state="listed")

    text = client.get(url("roster"), {"state": "listed"}).content.decode()

    assert "Marta" in text
    for hidden in ("Not Asked Yet", "marta@x.org", "Invite", "Import"):
        assert hidden not in text


OTHERS = ["stranger", "organizer_elsewhere", "left", "invited"]
PAGES = [
    ("get", "roster", ()),
    ("get", "roster_import", ()),
    ("post", "roster_import", ()),
    ("get", "roster_add", ()),
    ("post", "roster_add", ()),
    ("get", "roster_preview", ("upload",)),
    ("post", "roster_preview", ("upload",)),
    ("post", "roster_confirm", ("upload",)),
    ("post", "roster_invite", ("membership",)),
    ("get", "roster_remove", ("membership",)),
    ("post", "roster_remove", ("membership",)),
    ("post", "roster_invite_all", ()),
]


@pytest.mark.parametrize("who", [*OTHERS, "member"])
@pytest.mark.parametrize(("method", "name", "args"), PAGES)
def test_pages_are_for_the_organizer(client, riverside, now, who, method, name, args):
    user = member_of(riverside) if who == "member" else UserFactory()
    if who == "organizer_elsewhere":
        MembershipFactory(person=user.person, role="organizer")
    elif who in {"left", "invited"}:
        MembershipFactory(person=user.person, group=riverside, role="organizer", state=who)
    listed = MembershipFactory(group=riverside, state="listed")
    upload = RosterImport.objects.create(
        group=riverside, uploaded_by=listed.person, filename="x", uploaded_at=now
    )
    keys = {"upload": upload.pk, "membership": listed.pk}
    client.force_login(user)

    response = getattr(client, method)(url(name, *(keys[arg] for arg in args)))

    assert response.status_code == (200 if (who, name) == ("member", "roster") else 404)
    upload.refresh_from_db()
    listed.refresh_from_db()
    assert (upload.state, listed.state, Delivery.objects.count()) == ("uploaded", "listed", 0)


def test_search_and_state_stay_in_the_address(client, riverside, organizer, cpa):
    MembershipFactory(group=riverside, person__name="Marta", person__profession=cpa)
    MembershipFactory(group=riverside, person__name="Tom", state="invited")

    by_alias = client.get(url("roster"), {"q": "cpa"}).content.decode()
    invited = client.get(url("roster"), {"state": "invited"}, headers={"HX-Request": "true"})

    assert ("Marta" in by_alias, "Tom" in by_alias) == (True, False)
    assert 'value="cpa"' in by_alias
    assert (rows(invited), "<html" in invited.content.decode()) == (1, False)
    assert rows(client.get(url("roster"), {"q": "a\0b"})) == 0


def test_hidden_profile_shows_and_finds_the_address_alone(client, riverside, organizer, cpa):
    marta = UserFactory(
        person__name="Marta Okafor",
        person__email="m@x.org",
        person__company="Secret Ltd",
        person__profession=cpa,
    ).person
    MembershipFactory(person=marta)
    MembershipFactory(person=marta, group=riverside, state="listed")

    text = client.get(url("roster")).content.decode()
    text = text[text.index("<tbody") :]  # the filters above name every profession

    assert "m@x.org" in text
    for hidden in ("Marta", "Okafor", "Secret Ltd", "Accountant"):
        assert hidden not in text
        assert rows(client.get(url("roster"), {"q": hidden})) == 0


def test_one_person_is_added_by_hand(client, riverside, organizer, cpa):
    said = {"name": " Anna  O'Neill ", "email": "Anna@X.org", "company": "", "profession": "cpa"}

    response = client.post(url("roster_add"), said, follow=True)

    assert "Anna O&#x27;Neill is on the roster." in response.content.decode()
    anna = Person.objects.get(email="anna@x.org")
    assert (anna.name, anna.profession) == ("Anna O'Neill", cpa)
    again = client.post(url("roster_add"), said)
    assert (again.status_code, riverside.memberships.count()) == (422, 2)
    assert "on the roster already" in again.content.decode()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"email": "anna@@x"}, "“anna@@x” is not an e-mail address."),
        ({"email": "a@x.org, b@x.org"}, "is more than one e-mail address."),
        ({"email": "a@x.org\nBcc: b@x.org"}, "contains a line break."),
        ({"name": "Anna\u202e"}, "The name contains an invisible character (U+202E)."),
        ({"name": "  "}, "No name."),
        ({"profession": "nonsense"}, "not one of the available choices"),
    ],
)
def test_adding_by_hand_has_the_same_checks(client, organizer, said, message):
    response = client.post(url("roster_add"), {"name": "Anna", "email": "a@x.org"} | said)

    assert response.status_code == 422
    assert message in response.content.decode()
    assert Person.objects.count() == 1


def test_taken_seat_is_named(client, riverside, organizer, cpa):
    riverside.one_seat_per_profession = True
    riverside.save()
    MembershipFactory(group=riverside, person__name="Marta", person__profession=cpa, seat=cpa)

    said = {"name": "Anna", "email": "a@x.org", "profession": "cpa"}
    response = client.post(url("roster_add"), said)

    assert response.status_code == 422
    assert "The seat for accountant is taken by Marta." in response.content.decode()


def test_invite_one_by_htmx_answers_with_the_line(client, riverside, organizer):
    listed = MembershipFactory(group=riverside, state="listed", person__name="Anna O'Neill")

    response = client.post(url("roster_invite", listed.pk), headers={"HX-Request": "true"})

    assert f'id="membership-{listed.pk}"' in response.content.decode()
    assert "The invitation to Anna O&#x27;Neill is on its way." in response.content.decode()
    delivery = Delivery.objects.get()
    assert (delivery.kind, delivery.recipient) == ("invitation", listed.person)
    listed.refresh_from_db()
    assert (listed.state, listed.invited_by) == ("invited", organizer.person)


def test_invite_all_invites_the_listed_of_this_group_once(client, riverside, organizer):
    MembershipFactory.create_batch(3, group=riverside, state="listed")
    MembershipFactory(state="listed")
    for state in ("invited", "active", "left"):
        MembershipFactory(group=riverside, state=state)

    for _ in range(2):
        client.post(url("roster_invite_all"))

    assert Delivery.objects.count() == 3
    assert Membership.objects.filter(state="listed").count() == 1


def test_invite_of_another_groups_membership_is_not_found(client, riverside, organizer):
    elsewhere = MembershipFactory(state="listed", person=PersonFactory())

    assert client.post(url("roster_invite", elsewhere.pk)).status_code == 404
    assert Delivery.objects.count() == 0


def test_take_off_the_roster_ends_a_membership_but_not_ones_own(client, riverside, organizer):
    anna = MembershipFactory(group=riverside, person__name="Anna")
    own = riverside.memberships.get(person=organizer.person)

    assert "Take <bdi>Anna</bdi>" in client.get(url("roster_remove", anna.pk)).content.decode()
    response = client.post(url("roster_remove", anna.pk), follow=True)
    assert client.post(url("roster_remove", own.pk)).status_code == 404

    assert "Anna taken off the roster." in response.content.decode()
    assert set(riverside.memberships.values_list("person__name", "state")) == {
        ("Anna", "left"),
        ("Ruth Alvarez", "active"),
    }


def test_invitation_says_who_why_and_how_to_stop(riverside, organizer, now):
    listed = MembershipFactory(group=riverside, state="listed", person__name="Anna O'Neill")
    services.invite(listed, by=organizer.person, now=now)
    delivery = Delivery.objects.get()

    context = {
        "recipient": listed.person,
        "group": riverside,
        "inviter": organizer.person,
        "join_url": "https://x.example/join/abc/",
        "stop_url": "https://x.example/stop/abc/",
    }
    subject, text, html = (
        render_to_string(f"emails/{delivery.kind}/{part}", context)
        for part in ("subject.txt", "body.txt", "body.html")
    )

    assert subject.strip() == "Ruth Alvarez invites you to Riverside"
    for body in (text, html):
        assert "Ruth Alvarez put your name and e-mail address" in body
        assert "https://x.example/join/abc/" in body
        assert "https://x.example/stop/abc/" in body
    assert invitation.recheck(delivery, now) is None
    listed.refresh_from_db()
    services.leave_group(listed, by=organizer.person, now=now)
    assert invitation.recheck(delivery, now) == "The invitation was answered or taken back."
