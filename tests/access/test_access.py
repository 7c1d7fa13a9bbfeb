"""Every route, tried by everybody: who may not learns nothing and changes nothing."""

import re
from itertools import product
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse

from tests.access import world as worlds
from tests.access.policy import EVERYBODY, POLICY
from tests.access.world import HARBOR, MISSING, RIVERSIDE, ROLES

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}  # for which pages have answers of their own
TRIES = [
    *product(["get", "post"], [{}, HTMX]),
    *product(["head", "put", "patch", "delete", "options"], [{}]),
]
FROM_A_MAIL = {
    "goals:calendar_feed",
    "members:join",
    "introductions:question_link",
    "introductions:follow_up_link",
    "introductions:met_link",
    "introductions:thanks_link",
    "introductions:contribution_link",
}
OWN_TABLES = re.compile(r"^(members|introductions|goals)_")


def routes(resolver=None, namespace=""):
    """The name of every route of the site."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern, inner)
        else:
            if pattern.name:  # a nameless one only sends elsewhere
                yield f"{namespace}{pattern.name}"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One world for all tests of this file: what a test does in it is taken back at its end."""
    block = transaction.atomic()
    block._from_testcase = True  # as Django's own: what must be outermost may stand in it
    with django_db_blocker.unblock(), block:
        yield worlds.build()
        transaction.set_rollback(True)


def client_of(world, role, **options) -> Client:
    client = Client(raise_request_exception=True, **options)
    if user := world.users[role]:
        client.force_login(user)
    return client


def digest() -> dict[str, str]:
    """A fingerprint of every table of ours."""
    tables = [t for t in connection.introspection.table_names() if OWN_TABLES.match(t)]
    rows = " UNION ALL ".join(
        f"SELECT '{table}', md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM {table} t"
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(rows)
        return dict(cursor.fetchall())


def test_every_route_is_in_the_policy_table():
    assert set(routes()) == set(POLICY)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(POLICY))
def test_only_who_may(world, name, role):
    rule = POLICY[name]
    url = reverse(name, kwargs=rule.kwargs(world)) + rule.query
    client = client_of(world, role)
    before = digest()
    for method, headers in TRIES:
        response = getattr(client, method)(url, headers=headers)

        assert response.status_code < 500, method
        if role not in rule.who:
            assert refuses(response, role), (method, response.status_code)
        elif method == "get" and not rule.empty:
            assert response.status_code not in {403, 404}
        assert not betrays(response, world, name, role, url), method
        if name == "account_logout":
            client = client_of(world, role)
    if role not in rule.who:
        assert digest() == before


def betrays(response, world, name: str, role: str, url: str) -> bool:
    """Whether an answer holds a word of a group that `role` is not in."""
    if name in FROM_A_MAIL:  # names people and groups to whoever holds the link: what it is for
        return False
    foreign = HARBOR if role in {"member", "organizer"} else RIVERSIDE
    said = response.content.decode(errors="replace") + str(response.headers)
    said = said.replace(url, "").replace(quote(url), "")  # what they asked for, they know
    if user := world.users[role]:  # everybody may read what they say of themselves
        person = user.person
        trade = str(person.profession or "")
        for own in (person.name, person.email, person.company, person.about, trade):
            said = said.replace(own, "") if own else said
    return foreign in said


def refuses(response, role: str) -> bool:
    """To sign-in for who is not signed in; otherwise as if there were nothing."""
    if role == "anonymous":
        target = response.headers.get("Location", "") or response.headers.get("HX-Redirect", "")
        return response.status_code == 405 or "/accounts/login/" in target
    return response.status_code in {404, 405}


@pytest.mark.parametrize("name", sorted(name for name, rule in POLICY.items() if "pk" in rule.args))
def test_what_exists_elsewhere_looks_like_what_never_existed(world, name):
    rule = POLICY[name]
    client = client_of(world, "stranger")
    kwargs = rule.kwargs(world)
    for method in ("get", "post"):
        there = getattr(client, method)(reverse(name, kwargs=kwargs))
        nowhere = getattr(client, method)(reverse(name, kwargs=kwargs | {"pk": MISSING}))

        assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)


@pytest.mark.parametrize("name", sorted(name for name, rule in POLICY.items() if rule.who))
def test_a_write_without_its_token_is_refused(world, name):
    rule = POLICY[name]
    role = "member" if "member" in rule.who else "organizer"
    client = client_of(world, role, enforce_csrf_checks=True)
    before = digest()

    response = client.post(reverse(name, kwargs=rule.kwargs(world)))

    if name in {
        "members:stop",
        "members:stop_topic",
    }:  # the link is the token: mail programs press it without a page
        assert response.status_code == 200
        return
    assert response.status_code in {403, 405} or name == "healthy"
    assert digest() == before


def test_access_ends_with_the_membership_in_an_open_session(world):
    client = client_of(world, "member")
    roster = reverse("members:roster", args=[world.group.slug])
    assert client.get(roster).status_code == 200

    world.users["member"].person.memberships.update(state="left")

    assert client.get(roster).status_code == 404


@pytest.mark.parametrize("name", sorted(POLICY))
def test_every_answer_carries_the_protecting_headers(world, name):
    rule = POLICY[name]
    role = "organizer" if "organizer" in rule.who else "anonymous"

    response = client_of(world, role).get(reverse(name, kwargs=rule.kwargs(world)))

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script>", response.content.decode())


def test_everybody_is_a_role():
    assert set(ROLES) == EVERYBODY
