"""From the invitation in the mail to a place in the group; and the link that stops all mail."""

import re

import pytest
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members import services
from members.deliveries.draining import drain
from members.deliveries.stopping import stop_url
from members.models import Delivery, Membership, Suppression
from members.services.memberships import INVITATION_SALT, invitation_token
from tests.factories import GroupFactory, MembershipFactory, PersonFactory, UserFactory, member_of

pytestmark = pytest.mark.django_db

CODE_URL = "account_request_login_code"


@pytest.fixture(autouse=True)
def _no_earlier_requests():
    """Sign-in requests are counted in the cache."""
    cache.clear()


@pytest.fixture
def membership():
    """Tom, invited to Riverside by Ruth."""
    membership = MembershipFactory(
        group=GroupFactory(name="Riverside"),
        person=PersonFactory(name="Tom Lindqvist", email="Tom@Lindqvist.example"),
        state="listed",
    )
    services.invite(
        membership, by=PersonFactory(name="Ruth O'Hara", email="r@x.example"), now=timezone.now()
    )
    membership.refresh_from_db()
    return membership


def join_url(membership):
    return reverse("members:join", args=[invitation_token(membership)])


def mailed_code(stub):
    drain()
    text = stub.accepted[-1].message.get_body(["plain"]).get_content()
    return re.search(r"^ {4}(\S+)\s*$", text, re.MULTILINE)[1]


def test_from_the_mail_to_the_group_and_today(client, membership, stub):
    drain()
    mail = stub.accepted[0].message
    assert mail["Subject"] == "Ruth O'Hara invites you to Riverside"
    assert mail["From"].addresses[0].display_name == "Ruth O'Hara via Proactive"
    assert mail["Reply-To"] == "r@x.example"
    for part in ("plain", "html"):
        assert "/stop/" in mail.get_body([part]).get_content()
    text = mail.get_body(["plain"]).get_content()
    url = re.search(r"http://testserver(/join/\S+)", text)[1]

    page = client.get(url)
    assert "Ruth O&#x27;Hara invites you to Riverside" in page.content.decode()
    hidden = re.search(r'name="email" value="([^"]+)"', page.content.decode())[1]
    onward = client.post(url, {"email": hidden})
    assert (onward.status_code, onward["Location"]) == (307, reverse(CODE_URL))
    answer = client.post(onward["Location"], {"email": hidden})  # as browsers do after a 307
    assert answer["Location"] == reverse("account_confirm_login_code")
    assert client.get(answer["Location"]).status_code == 200
    membership.refresh_from_db()
    assert membership.state == "invited"  # opening links and asking for a code is not joining

    done = client.post(answer["Location"], {"code": mailed_code(stub)})

    assert (done.status_code, done["Location"]) == (302, reverse("goals:today"))
    membership.refresh_from_db()
    assert membership.state == "active"
    assert client.get(url).status_code == 410


def test_signing_in_alone_joins_nothing_but_the_invitation_waits(client, membership, stub):
    drain()
    client.post(reverse(CODE_URL), {"email": membership.person.email})
    client.post(reverse("account_confirm_login_code"), {"code": mailed_code(stub)})

    page = client.get(reverse("goals:today")).content.decode()

    membership.refresh_from_db()
    assert membership.state == "invited"
    assert "Ruth O&#x27;Hara invites you to <b>Riverside</b>." in page


def test_a_wrong_code_joins_nothing(client, membership, stub):
    client.post(reverse(CODE_URL), {"email": "tom@lindqvist.example"})
    client.post(reverse("account_confirm_login_code"), {"code": "WRONG"})

    membership.refresh_from_db()
    assert membership.state == "invited"
    assert not client.session.get("_auth_user_id")


def test_an_address_in_another_case_gets_the_same_code(client, stub):
    UserFactory(person__email="Ana@Ferreira.example")

    client.post(reverse(CODE_URL), {"email": "aNA@ferreira.EXAMPLE"})
    response = client.post(reverse("account_confirm_login_code"), {"code": mailed_code(stub)})

    assert response["Location"] == reverse("goals:today")
    assert stub.accepted[0].recipients == ["Ana@Ferreira.example"]


def test_an_unknown_address_gets_the_same_answer_and_no_mail():
    UserFactory(person__email="known@x.example")

    answers = {}
    for name in ("known", "nobody"):
        cache.clear()
        client = Client()
        asked = client.post(reverse(CODE_URL), {"email": f"{name}@x.example"})
        page = client.get(asked["Location"]).content.decode().replace(name, "name")
        page = re.sub(r'(nonce|csrfmiddlewaretoken" value)="[^"]*"', "", page)
        answers[name] = (asked.status_code, asked["Location"], sorted(asked.cookies), page)

    assert answers["known"] == answers["nobody"]
    assert [d.recipient.email for d in Delivery.objects.all()] == ["known@x.example"]


def test_who_is_signed_in_joins_with_one_button(client, membership):
    client.force_login(membership.person.user)
    url = join_url(membership)
    assert 'name="email"' not in client.get(url).content.decode()
    membership.refresh_from_db()
    assert membership.state == "invited"

    assert client.post(url)["Location"] == reverse("goals:today")

    membership.refresh_from_db()
    assert membership.state == "active"


def test_somebody_else_cannot_join_with_the_link(client, membership):
    client.force_login(member_of(GroupFactory()))

    response = client.post(join_url(membership))

    assert "signed in as somebody else" in response.content.decode()
    assert membership.person.email not in response.content.decode()
    assert Membership.objects.get(pk=membership.pk).state == "invited"


def test_nobody_joins_by_posting_without_a_code(client, membership):
    client.post(join_url(membership))

    assert Membership.objects.get(pk=membership.pk).state == "invited"


@pytest.mark.parametrize("state", ["active", "left", "listed"])
def test_an_invitation_that_is_not_open_says_so(client, membership, state):
    Membership.objects.filter(pk=membership.pk).update(state=state)

    response = client.get(join_url(membership))

    assert response.status_code == 410
    assert reverse("account_login") in response.content.decode()


def test_links_that_are_bad_old_or_for_something_else(client, membership, monkeypatch):
    good = invitation_token(membership)
    with monkeypatch.context() as patch:
        patch.setattr("time.time", lambda: 1_600_000_000)
        old = signing.dumps(membership.pk, salt=INVITATION_SALT)
    other_purpose = signing.dumps(membership.pk, salt="members.stop")
    gone = signing.dumps(0, salt=INVITATION_SALT)

    for token in [good[:-1], good + "x", "x", old, other_purpose, gone]:
        response = client.get(reverse("members:join", args=[token]))
        assert response.status_code == 404
        assert "This link does not work" in response.content.decode()


def test_stop_acts_on_post_alone_at_once_and_twice(client, membership):
    url = stop_url(membership.person.email)
    assert "@" not in url

    assert client.get(url).status_code == 200
    assert client.head(url).status_code == 200
    assert not Suppression.objects.exists()

    for _ in range(2):
        assert "No more mail to you" in client.post(url).content.decode()

    assert Suppression.objects.count() == 1
    assert Membership.objects.get(pk=membership.pk).state == "left"
    drain()
    assert Delivery.objects.get().state == "skipped"


def test_stop_needs_no_cookie():
    client = Client(enforce_csrf_checks=True)

    response = client.post(stop_url("tom@lindqvist.example"), {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert Suppression.objects.exists()


def test_stop_with_another_token_does_nothing(client, membership):
    for token in ["x", invitation_token(membership)]:
        assert client.post(reverse("members:stop", args=[token])).status_code == 404
    assert not Suppression.objects.exists()
