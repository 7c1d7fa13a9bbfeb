"""The suggestions page: what a member sees there, does there, and may not do."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from introductions import services
from introductions.models import Suggestion, SuggestionList
from tests.factories import (
    GroupFactory,
    MembershipFactory,
    PersonFactory,
    SourceTypeFactory,
    SuggestionFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
PAGE = "/suggestions/"
HTMX = {"HTTP_HX_REQUEST": "true"}


class World:
    """Dana is signed in, with people in Riverside; `suggest` puts a pair on her list."""

    def __init__(self, client):
        self.client = client
        self.riverside = GroupFactory(name="Riverside")
        user = member_of(self.riverside, name="Dana Whitfield")
        self.dana = user.person
        client.force_login(user)

    def person(self, name, **fields):
        person = PersonFactory(name=name, **fields)
        MembershipFactory(group=self.riverside, person=person)
        return person

    def suggest(self, first="Marta Okafor", second="Tom O'Neill", **fields):
        a, b = self.person(first), self.person(second)
        return SuggestionFactory(introducer=self.dana, a=a, b=b, **fields)

    def page(self, **headers):
        return self.client.get(PAGE, **headers).content.decode()

    def post(self, suggestion, what, data=None, **headers):
        url = reverse(f"introductions:{what}", args=[suggestion.pk])
        return self.client.post(url, data or {}, **headers)

    def computed(self):
        SuggestionList.objects.create(person=self.dana, computed_at=timezone.now())


@pytest.fixture
def world(client):
    return World(client)


def test_a_card_says_who_and_why_and_leads_on(world):
    found = world.suggest(fit=92)

    page = world.page()

    assert "Marta Okafor" in page
    assert "Tom O&#x27;Neill" in page
    assert "<b>Divorce</b>: both are needed." in page
    assert "Same group, no one-to-one yet · fit 92" in page
    assert reverse("introductions:introduce", args=[found.a_id, found.b_id]) in page
    assert reverse("introductions:person", args=[found.a_id]) in page


def test_a_card_shows_three_reasons_at_most(world):
    lenses = ["trigger_event", "shared_sources", "direct_source", "shared_pool"]
    world.suggest(reasons=[{"lens": lens, "text": f"Because of {lens}."} for lens in lenses])

    page = world.page()

    assert page.count("Because of") == 3
    assert "Because of shared_pool" not in page


def test_a_card_knows_whom_you_know_well(world):
    found = world.suggest()
    assert "You know both well" not in world.page()

    Suggestion.objects.filter(pk=found.pk).update(known_well=True)
    assert "You know both well" in world.page()


@pytest.mark.parametrize("count", [1, 3])
def test_query_count(world, django_assert_num_queries, count):
    for n in range(count):
        world.suggest(f"Ann{n} One", f"Ben{n} Two", score=0.5 + n / 10)
    SuggestionFactory()  # somebody else's

    with django_assert_num_queries(4):  # session, person, circle, cards; the frame is not asked
        page = world.page(**HTMX)

    assert page.count("<article") == count


class TestWhatIsNotShown:
    def test_what_is_somebody_elses(self, world):
        SuggestionFactory(a=world.person("Canary Bird"), b=world.person("Canary Song"))
        assert "Canary" not in world.page()

    def test_who_has_just_left_the_circle(self, world):
        found = world.suggest()
        found.a.memberships.update(state="left")
        assert "<article" not in world.page()

    def test_a_pair_that_somebody_else_has_just_introduced(self, world):
        found = world.suggest()
        ruth = member_of(world.riverside).person
        now = timezone.now()
        services.record_introduction(ruth, a=found.b, b=found.a, reasons=[], now=now)
        assert "<article" not in world.page()

    def test_what_is_put_off_until_a_later_day(self, world):
        today = timezone.now().date()
        later = {"state": "put_off", "put_off_until": today + timedelta(days=3)}
        over = {"state": "put_off", "put_off_until": today - timedelta(days=3)}
        world.suggest("Ann One", "Ben Two", **later)
        world.suggest("Cleo Three", "Dan Four", **over)
        page = world.page()
        assert "Ann One" not in page
        assert "Cleo Three" in page


class TestWhenThereIsNothing:
    def test_too_few_people(self, world):
        world.person("Marta Okafor")
        assert "so there have to be two" in world.page()

    def test_being_computed_fills_itself(self, world):
        world.person("Marta Okafor")
        world.person("Tom Lindqvist")
        page = world.page()
        assert "We are looking through your 2 people." in page
        assert 'hx-get="/suggestions/?most=12&amp;tries=1" hx-trigger="load delay:3s"' in page

        part = world.client.get(PAGE, {"tries": "20"}, **HTMX).content.decode()
        assert "longer than usual" in part
        assert "delay:3s" not in part

    def test_nobody_has_said_what_they_do(self, world):
        world.person("Marta Okafor", profession=None)
        world.person("Tom Lindqvist", profession=None)
        world.computed()
        assert "have not said yet what they do" in world.page()

    def test_all_are_answered(self, world):
        world.suggest(state="refused", refusal="know")
        world.computed()
        page = world.page()
        assert "been through all of them" in page
        assert "delay:3s" not in page

    def test_others_have_been_given_all_pairs(self, world):
        a, b = world.person("Marta Okafor"), world.person("Tom Lindqvist")
        world.computed()
        assert "been through all of them" in world.page()

        SuggestionFactory(a=a, b=b)
        page = world.page()
        assert "is with somebody else of your groups just now" in page
        assert "been through all of them" not in page

    def test_a_pause(self, world):
        world.suggest()
        world.dana.paused_until = timezone.now().date() + timedelta(days=9)
        world.dana.save()

        page = world.page()

        assert "You take a pause" in page
        assert "Show me more" not in page
        assert "<article" not in page

    def test_another_page_can_ask_for_fewer(self, world):
        for n in range(3):
            world.suggest(f"Ann{n} One", f"Ben{n} Two")
        part = world.client.get(PAGE, {"most": "2"}, **HTMX).content.decode()
        assert part.count("<article") == 2
        assert "<html" not in part

    @pytest.mark.parametrize("odd", ["-1", "x", "0", "999999999999", "²"])
    def test_odd_numbers_do_no_harm(self, world, odd):
        world.suggest()
        assert world.client.get(PAGE, {"most": odd, "tries": odd}).status_code == 200


class TestLater:
    @pytest.mark.parametrize(
        ("chosen", "days"),
        [({}, 7), ({"for": "day"}, 1), ({"for": "month"}, 30), ({"for": "?"}, 7)],
    )
    def test_puts_off_from_the_day_where_one_lives(self, world, time_machine, chosen, days):
        time_machine.move_to("2026-11-24T03:00:00Z", tick=False)  # still the 23rd in New York
        found = world.suggest()

        response = world.post(found, "later", chosen)

        assert (response.status_code, response.url) == (302, PAGE)
        found.refresh_from_db()
        assert found.state == "put_off"
        assert found.put_off_until == date(2026, 11, 23) + timedelta(days=days)

    def test_goes_back_to_the_page_it_came_from(self, world):
        assert world.post(world.suggest(), "later", {"next": "/"}).url == "/"

    @pytest.mark.parametrize("bad", ["https://evil.example/", "//evil.example", "javascript:x"])
    def test_goes_back_to_nowhere_else(self, world, bad):
        assert world.post(world.suggest(), "later", {"next": bad}).url == PAGE

    def test_answers_htmx_with_a_line_and_the_next_best(self, world):
        first = world.suggest("Ann One", "Ben Two", score=0.9)
        second = world.suggest("Cleo Three", "Dan Four", score=0.8)
        third = world.suggest("Eve Five", "Finn Six", score=0.7)

        response = world.post(first, "later", {"shown": [first.pk, second.pk, "x"]}, **HTMX)

        part = response.content.decode()
        assert "Put off until" in part
        assert f'id="suggestion-{first.pk}"' in part
        assert f'id="suggestion-{third.pk}"' in part
        assert f'id="suggestion-{second.pk}"' not in part

    def test_says_when_that_was_the_last(self, world):
        part = world.post(world.suggest(), "later", **HTMX).content.decode()
        assert "been through all of them" in part


class TestRefuse:
    @pytest.mark.parametrize("reason", Suggestion.Refusal.values)
    def test_keeps_the_reason(self, world, reason):
        found = world.suggest()
        world.post(found, "refuse", {"reason": reason})
        found.refresh_from_db()
        assert (found.state, found.refusal) == ("refused", reason)
        assert (found.put_off_until is not None) == (reason == "not_now")

    def test_can_be_undone(self, world):
        found = world.suggest()
        assert "Undo" in world.post(found, "refuse", {"reason": "know"}, **HTMX).content.decode()

        part = world.post(found, "restore", **HTMX).content.decode()

        found.refresh_from_db()
        assert (found.state, found.refusal, found.answered_at) == ("ready", "", None)
        assert f'<article class="card" id="suggestion-{found.pk}"' in part

    def test_twice_is_once(self, world):
        found = world.suggest()
        world.post(found, "refuse", {"reason": "know"})
        assert world.post(found, "refuse", {"reason": "compete"}).status_code == 302

    @pytest.mark.parametrize("what", ["later", "refuse", "restore"])
    def test_not_what_was_introduced_meanwhile(self, world, what):
        found = world.suggest(state="taken")
        part = world.post(found, what, {"reason": "know"}, **HTMX).content.decode()
        found.refresh_from_db()
        assert found.state == "taken"
        assert "already" in part
        assert "Undo" not in part


@pytest.mark.parametrize("what", ["later", "refuse", "restore"])
class TestWhoMayNot:
    def test_somebody_elses_suggestion(self, world, what):
        theirs = SuggestionFactory(a=world.person("Ann One"), b=world.person("Ben Two"))
        assert world.post(theirs, what, {"reason": "know"}).status_code == 404
        theirs.refresh_from_db()
        assert theirs.state == "ready"

    def test_a_party_of_it(self, world, what):
        other = world.person("Ann One")
        theirs = SuggestionFactory(a=world.dana, b=other)
        assert world.post(theirs, what, {"reason": "know"}).status_code == 404

    def test_without_signing_in(self, world, what):
        found = world.suggest()
        world.client.logout()
        assert world.post(found, what).url.startswith("/accounts/login/")

    def test_by_looking(self, world, what):
        found = world.suggest()
        url = reverse(f"introductions:{what}", args=[found.pk])
        assert world.client.get(url).status_code == 405


def test_from_profiles_to_the_page(world):
    """The whole way: two people with a source in common, computed, shown."""
    source = SourceTypeFactory(short="family attorneys")
    for name in ("Marta Okafor", "Tom Lindqvist"):
        world.person(name).sources.add(source)

    services.refresh_stale_suggestions(now=timezone.now())

    assert "Both hear from <b>family attorneys</b>." in world.page()


class TestMore:
    def fill(self, world):
        """People any two of whom have a reason to meet."""
        source = SourceTypeFactory(short="family attorneys")
        for name in ("Ann Ode", "Ben Pine", "Cleo Quist", "Dora Reed"):
            world.person(name).sources.add(source)

    def test_more_are_put_on_the_list(self, world):
        self.fill(world)
        assert "Show me more" in world.page()

        response = world.client.post(reverse("introductions:more"), **HTMX)

        assert response.content.decode().count("<article") == 3
        assert 'id="suggestions"' in response.content.decode()

    def test_without_scripts_one_is_led_back_to_the_list(self, world):
        self.fill(world)
        response = world.client.post(reverse("introductions:more"))
        assert response.url == PAGE
        assert world.page().count("<article") == 3

    def test_nobody_more_is_said_so(self, world):
        world.suggest()
        page = world.client.post(reverse("introductions:more"), **HTMX).content.decode()
        assert "Nobody else fits just now." in page
        assert "Marta Okafor" in page
        world.client.post(reverse("introductions:more"))
        assert "Nobody else fits just now." in world.page()


def test_a_card_says_what_each_gains(world):
    world.suggest()
    page = world.page()
    assert "<b>To Marta:</b> “Their clients need you.”" in page
    assert "<b>To Tom:</b> “Your clients need them.”" in page


def test_undoing_a_refusal_when_somebody_else_has_the_pair(world):
    mine = world.suggest(state="refused", refusal="know")
    SuggestionFactory(a=mine.a, b=mine.b)
    page = world.post(mine, "restore", **HTMX).content.decode()
    assert "Meanwhile somebody else has been given these two." in page
