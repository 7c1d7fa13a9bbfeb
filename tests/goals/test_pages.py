"""Today and Goals: what a member sees there, and that nobody sees another's."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from goals import services
from goals.models import Goal
from introductions.models import Party
from members.services import say_want
from tests.factories import (
    FollowUpFactory,
    GroupFactory,
    IntroductionFactory,
    SuggestionFactory,
    TieFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
TODAY, GOALS, SET = reverse("goals:today"), reverse("goals:goals"), reverse("goals:set_goal")


class World:
    """Dana is signed in; Riverside has people for her to bring together."""

    def __init__(self, client):
        self.client = client
        self.group = GroupFactory()
        user = member_of(self.group, name="Dana Whitfield")
        self.dana = user.person
        client.force_login(user)

    def member(self, **fields):
        return member_of(self.group, **fields).person

    def suggest(self):
        return SuggestionFactory(introducer=self.dana, a=self.member(), b=self.member())

    def follow_up(self):
        made = timezone.now() - timedelta(days=8)
        pair = {"a": self.member(), "b": self.member()}
        introduction = IntroductionFactory(introducer=self.dana, made_at=made, **pair)
        return FollowUpFactory(introduction=introduction, due_at=made)

    def question(self):
        introduction = IntroductionFactory(
            introducer=self.member(),
            a=self.dana,
            mode="asked",
            state="asking",
            made_at=None,
            expires_at=timezone.now() + timedelta(days=9),
        )
        asked = {"asked_at": timezone.now(), "body": "May I?"}
        return Party.objects.create(introduction=introduction, side="a", **asked)

    def tie(self):
        since = timezone.now().date() - timedelta(days=60)
        return TieFactory(
            holder=self.dana, person=self.member(), rhythm="monthly", rhythm_since=since
        )

    def owe(self):
        giver, made = self.member(), timezone.now() - timedelta(days=30)
        say_want(giver, currency="advice", text="how to begin", now=made)
        pair = {"a": self.dana, "b": self.member()}
        return IntroductionFactory(introducer=giver, made_at=made, **pair)

    def page(self, address=TODAY):
        return self.client.get(address).content.decode()


@pytest.fixture
def world(client):
    return World(client)


def test_today_counts_what_is_left_of_the_promise(world):
    now = timezone.now()
    services.set_goal(world.dana, count=3, period="week", now=now)
    IntroductionFactory(
        introducer=world.dana, a=world.member(), b=world.member(), made_at=now, created_at=now
    )

    page = world.page()

    assert "Two introductions to go this week." in page
    assert "3 introductions a week" in page
    assert ">1/3<" in page


def test_today_asks_for_a_promise_where_there_is_none(world):
    page = world.page()

    assert "How many introductions will you promise yourself?" in page
    assert "Nobody is waiting for you today." in page


def test_today_leads_a_newcomer_to_their_profession(client):
    client.force_login(member_of(GroupFactory(), profession=None))

    assert "Choose your profession" in client.get(TODAY).content.decode()


def test_today_says_whom_to_give_something_back(world):
    ruth = world.member(name="Ruth Alvarez")
    for _ in range(3):
        made = timezone.now() - timedelta(days=30)
        IntroductionFactory(introducer=ruth, a=world.dana, b=world.member(), made_at=made)

    page = world.page()

    assert "you had 3 in the last 12 months, and gave nothing back" in page


def test_today_owes_nothing_to_who_is_no_longer_in_the_circle(world):
    gone = world.member(name="Canary Bird")
    IntroductionFactory(introducer=gone, a=world.dana, b=world.member(), made_at=timezone.now())
    gone.memberships.update(state="left")

    assert "Canary" not in world.page()


@pytest.mark.parametrize("count", [1, 3])
def test_today_query_count(world, count, django_assert_num_queries):
    for _ in range(count):
        world.suggest()
        world.follow_up()
        world.question()
        world.tie()
        world.owe()
    SuggestionFactory()  # somebody else's
    FollowUpFactory()

    # session, person; what is to do, its people, the promise, ties, giving back; frame (3)
    with django_assert_num_queries(10):
        page = world.page()

    assert page.count('id="suggestion-') == count
    assert page.count('id="follow-up-') == count
    assert page.count('id="question-') == count
    assert page.count('id="touch-') == count
    assert page.count('class="row way"') == min(count, 2)


def test_today_takes_as_many_queries_where_there_is_nothing(world, django_assert_num_queries):
    with django_assert_num_queries(10):
        world.page()


def test_today_shows_no_card_of_who_has_left_the_circle(world):
    suggestion = world.suggest()
    suggestion.b.memberships.update(state="left")

    assert 'id="suggestion-' not in world.page()


def test_today_shows_no_card_in_a_pause(world):
    world.suggest()
    world.dana.paused_until = timezone.now().date() + timedelta(days=9)
    world.dana.save()

    assert 'id="suggestion-' not in world.page()


def test_a_promise_is_made_and_shown(world):
    response = world.client.post(SET, {"count": "3", "period": "week"}, follow=True)

    assert "Promised: three introductions a week." in response.content.decode()
    assert (Goal.objects.get().person, Goal.objects.get().count) == (world.dana, 3)
    assert "3 introductions a week" in world.page(GOALS)


@pytest.mark.parametrize(
    ("count", "period"), [("0", "week"), ("51", "week"), ("x", "week"), ("3", "year"), ("", "")]
)
def test_a_promise_that_makes_no_sense_is_refused_and_changes_nothing(world, count, period):
    services.set_goal(world.dana, count=2, period="day", now=timezone.now())

    response = world.client.post(SET, {"count": count, "period": period})

    assert response.status_code == 422
    assert (Goal.objects.get().count, Goal.objects.get().period) == (2, "day")


def test_a_promise_can_end(world):
    services.set_goal(world.dana, count=2, period="day", now=timezone.now())

    world.client.post(SET, {"nothing": "1"})

    assert not Goal.objects.current().exists()
