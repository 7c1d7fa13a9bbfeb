"""The page of goals and plans: what one does there, and that nobody sees or moves another's."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from goals import services
from goals.models import Commitment, Goal, Partner
from members.models import Interaction, Pause
from tests.factories import (
    FollowUpFactory,
    GroupFactory,
    IntroductionFactory,
    SuggestionFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
TODAY, GOALS, SET = reverse("goals:today"), reverse("goals:goals"), reverse("goals:set_goal")
NEW, RESTART, PARTNER = (
    reverse("goals:commitment_new"),
    reverse("goals:restart"),
    reverse("goals:partner"),
)
LIMITS, OFF = reverse("introductions:limits"), reverse("introductions:pause_plan")
EVERY_DAY = [str(day) for day in range(7)]
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def plan_form(**changed):
    plan = {"weekdays": EVERY_DAY, "at": "08:30", "cue": "after coffee", "count": "1"}
    return {**plan, "kind": "introductions", "reminds": "on", **changed}


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

    def page(self, address=GOALS):
        return self.client.get(address).content.decode()

    def post(self, address, data=None):
        return self.client.post(address, data or {}, follow=True).content.decode()

    def promise(self, weeks_ago=0, **goal):
        goal = {"count": 3, "period": "week", **goal}
        services.set_goal(self.dana, now=timezone.now() - weeks_ago * WEEK, **goal)

    def plan(self, **changed):
        self.client.post(NEW, plan_form(**changed))
        return Commitment.objects.of(self.dana).latest("pk")


@pytest.fixture
def world(client):
    return World(client)


class TestPromises:
    def test_several_stand_side_by_side(self, world):
        world.post(SET, {"kind": "introductions", "count": "3", "period": "week"})
        page = world.post(SET, {"kind": "meetings", "count": "4", "period": "month"})

        assert "Promised: four meetings a month." in page
        assert "3 introductions a week" in page
        assert "4 meetings a month" in page
        assert Goal.objects.current().count() == 2

    def test_one_ends_and_the_other_stays(self, world):
        world.promise()
        world.promise(kind="meetings")

        world.post(SET, {"kind": "meetings", "nothing": "1"})

        assert [goal.kind for goal in Goal.objects.current()] == ["introductions"]

    def test_a_refused_number_keeps_what_was_typed_where_it_was_typed(self, world):
        world.promise()
        world.promise(kind="meetings", count=2)

        response = world.client.post(SET, {"kind": "meetings", "count": "99", "period": "month"})

        page = response.content.decode()
        assert response.status_code == 422
        assert 'id="id_meetings_count"' in page
        assert 'value="99"' in page
        assert "less than or equal to 50" in page

    def test_what_is_no_kind_is_refused(self, world):
        response = world.client.post(SET, {"kind": "naps", "count": "3", "period": "week"})

        assert response.status_code == 422
        assert not Goal.objects.exists()

    def test_days_off_are_shown_and_their_week_is_not_counted(self, world):
        world.promise(weeks_ago=8)
        today = world.dana.today(timezone.now())
        monday = today - timedelta(days=today.weekday()) - 2 * WEEK
        Pause.objects.create(person=world.dana, starts_on=monday, ends_on=monday + 2 * DAY)

        page = world.page()

        assert "1 with days off is not counted." in page
        assert "url(#off-introductions)" in page


class TestRestart:
    def test_one_tap_makes_the_promise_smaller_and_a_second_changes_nothing(self, world):
        world.promise(weeks_ago=5)
        assert "Begin again with one this week?" in world.page()
        assert "Begin again with one this week?" in world.page(TODAY)

        for _ in range(2):
            world.post(RESTART, {"count": "1"})

        assert Goal.objects.current().get().count == 1
        assert "Begin again" not in world.page()

    @pytest.mark.parametrize("count", ["2", "40", "", "x"])
    def test_only_what_is_offered_can_be_taken(self, world, count):
        world.promise(weeks_ago=5)

        world.post(RESTART, {"count": count})

        assert Goal.objects.current().get().count == 3


class TestPlan:
    def test_an_hour_is_planned_and_shown_with_what_fills_it(self, world):
        best, next_best = (
            SuggestionFactory(
                introducer=world.dana, a=world.member(), b=world.member(), score=score
            )
            for score in (0.9, 0.8)
        )

        page = world.post(NEW, plan_form())

        assert "Planned: Every day 8:30, after coffee: one introduction." in page
        assert page.index(best.get_absolute_url()) < page.index(next_best.get_absolute_url())
        assert page.count(best.get_absolute_url()) == 1
        assert "Next: " in world.page(TODAY)

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            ({"weekdays": []}, "Choose one day at least."),
            ({"weekdays": ["7"]}, "not one of the available choices"),
            ({"at": "25:00"}, "Enter a valid time."),
            ({"at": ""}, "This field is required."),
            ({"count": "0"}, "greater than or equal to 1"),
            ({"kind": "naps"}, "not one of the available choices"),
        ],
    )
    def test_what_makes_no_sense_is_refused_and_kept_as_typed(self, world, wrong, message):
        response = world.client.post(NEW, plan_form(**wrong))

        page = response.content.decode()
        assert response.status_code == 422
        assert message in page
        assert 'value="after coffee"' in page
        assert not Commitment.objects.exists()

    def test_it_is_said_otherwise_and_let_go(self, world):
        plan = world.plan()
        address = reverse("goals:commitment", args=[plan.pk])
        assert 'value="08:30"' in world.page(address)

        page = world.post(address, plan_form(at="07:15", weekdays=["0"]))
        assert "Planned: Monday 7:15, after coffee: one introduction." in page

        changed = Commitment.objects.current().get()
        world.post(reverse("goals:commitment_end", args=[changed.pk]))
        assert not Commitment.objects.current().exists()

    def test_nobody_reads_or_moves_the_plan_of_another(self, world):
        other = world.member()
        theirs = services.commit(
            other,
            now=timezone.now(),
            **{
                **plan_form(),
                "weekdays": [1],
                "at": timezone.now().time(),
                "count": 1,
                "reminds": True,
                "cue": "canary",
            },
        )
        address = reverse("goals:commitment", args=[theirs.pk])

        assert world.client.get(address).status_code == 404
        assert world.client.post(address, plan_form()).status_code == 404
        assert world.client.post(f"{address}end/").status_code == 404
        assert "canary" not in world.page()

    def test_hours_gone_by_say_kept_or_let_go(self, world):
        yesterday = timezone.now() - DAY
        services.commit(
            world.dana,
            now=yesterday - 5 * DAY,
            weekdays=list(range(7)),
            at=yesterday.time().replace(hour=0, minute=1),
            cue="",
            count=1,
            kind="introductions",
            reminds=True,
        )
        IntroductionFactory(introducer=world.dana, made_at=yesterday, created_at=yesterday)

        page = world.page()

        assert page.count("one introduction: kept") == 1
        assert page.count("one introduction: let go") >= 2


class TestDaysOff:
    def plan(self, world, first, last):
        return world.client.post(OFF, {"first": first, "last": last}, follow=True)

    def test_they_are_planned_shown_and_taken_back(self, world):
        today = world.dana.today(timezone.now())
        first, last = today + 30 * DAY, today + 33 * DAY

        page = self.plan(world, first, last).content.decode()

        pause = Pause.objects.get()
        assert (pause.starts_on, pause.last) == (first, last)
        assert f"Off: {pause.in_words}." in page
        assert pause.in_words in world.page()
        world.post(reverse("introductions:pause_remove", args=[pause.pk]))
        assert not Pause.objects.exists()

    def test_a_single_day_needs_no_last(self, world):
        first = world.dana.today(timezone.now()) + 30 * DAY

        self.plan(world, first, "")

        assert Pause.objects.get().last == first

    def test_days_that_are_off_already_are_refused_with_their_name(self, world):
        first = world.dana.today(timezone.now()) + 30 * DAY
        self.plan(world, first, first + 3 * DAY)

        response = self.plan(world, first + 3 * DAY, first + 9 * DAY)

        page = response.content.decode()
        assert response.status_code == 422
        assert f"You have days off then already: {Pause.objects.get().in_words}." in page
        assert f'value="{first + 9 * DAY}"' in page

    @pytest.mark.parametrize(
        ("first", "last"), [("2020-01-01", ""), ("", ""), ("soon", ""), ("2126-01-01", "")]
    )
    def test_days_that_cannot_be_are_refused(self, world, first, last):
        assert self.plan(world, first, last).status_code == 422
        assert not Pause.objects.exists()

    def test_those_of_another_cannot_be_removed(self, world):
        today = world.dana.today(timezone.now())
        theirs = Pause.objects.create(
            person=world.member(), starts_on=today + DAY, ends_on=today + 2 * DAY
        )

        address = reverse("introductions:pause_remove", args=[theirs.pk])

        assert world.client.post(address).status_code == 404

    def test_a_pause_from_the_limits_page_is_remembered(self, world):
        today = world.dana.today(timezone.now())
        world.client.post(LIMITS, {"open_limit": 4, "paused_until": str(today + 5 * DAY)})
        assert Pause.objects.get().ends_on == today + 5 * DAY

        world.client.post(reverse("introductions:pause_end"))
        assert not Pause.objects.exists()


class TestPartner:
    def test_somebody_is_chosen_and_sees_it(self, world, client):
        sam = member_of(world.group, name="Sam Okafor")
        assert "Sam Okafor" in world.page(f"{PARTNER}?q=sam")
        world.promise()
        world.plan(weekdays=["1", "3"])

        page = world.post(reverse("goals:partner_choose", args=[sam.person.pk]))
        assert "Sam Okafor sees your promise now." in page

        client.force_login(sam)
        theirs = world.page()
        assert "Dana’s promise" in theirs
        assert "3 introductions a week: 0 of 3 this week" in theirs
        assert "Tuesday and Thursday 8:30" in theirs

    def test_both_can_end_it(self, world):
        sam = world.member()
        mine = services.choose_partner(world.dana, sam, now=timezone.now())
        theirs = services.choose_partner(sam, world.dana, now=timezone.now())

        for row in (mine, theirs):
            world.post(reverse("goals:partner_end", args=[row.pk]))

        assert not Partner.objects.exists()

    def test_not_by_anybody_else(self, world):
        row = services.choose_partner(world.member(), world.member(), now=timezone.now())

        assert world.client.post(reverse("goals:partner_end", args=[row.pk])).status_code == 404

    def test_it_is_not_seen_without_a_common_group(self, world):
        sam = world.member(name="Sam Canary")
        services.set_goal(sam, count=7, period="week", now=timezone.now())
        services.choose_partner(sam, world.dana, now=timezone.now())
        assert "7 introductions a week" in world.page()

        sam.memberships.update(state="left")

        assert "Canary" not in world.page()
        assert "7 introductions" not in world.page()

    @pytest.mark.parametrize("who", ["stranger", "no account", "oneself", "left"])
    def test_only_co_members_with_an_account_can_be_chosen(self, world, who):
        person = {
            "stranger": lambda: member_of(GroupFactory(), name="Canary").person,
            "no account": lambda: SuggestionFactory(a__name="Canary").a,
            "oneself": lambda: world.dana,
            "left": lambda: world.member(name="Canary"),
        }[who]()
        if who == "left":
            person.memberships.update(state="left")

        assert "Canary" not in world.page(PARTNER)
        address = reverse("goals:partner_choose", args=[person.pk])
        assert world.client.post(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_goals_query_count(world, count, django_assert_num_queries):
    now = timezone.now()
    for kind in ("introductions", "follow_ups", "meetings"):
        world.promise(kind=kind, weeks_ago=6)
        for hour in range(count):
            world.plan(kind=kind, weekdays=[str(hour)])
    for _ in range(count):
        SuggestionFactory(introducer=world.dana, a=world.member(), b=world.member())
        introduction = IntroductionFactory(introducer=world.dana, a=world.member())
        FollowUpFactory(introduction=introduction, due_at=now)
        sam = world.member()
        services.set_goal(sam, count=2, period="week", now=now)
        services.choose_partner(sam, world.dana, now=now)
        Interaction.objects.create(
            person=sam, other=world.dana, kind="met", happened_on=now.date(), created_at=now
        )

    world.page()  # shows what was said of planning

    # session, person, partners, promises with plans and what was done; circle and suggestions,
    # follow-ups, people; frame (3)
    with django_assert_num_queries(11):
        page = world.page()

    assert page.count("promise</b>") == count
