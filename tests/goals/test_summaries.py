"""One summary a person and ISO week, on Monday at eight where they live."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from goals import services
from goals.mails.summaries import this_week
from goals.models import WeeklySummary
from members.models import Delivery, Group
from tests.factories import (
    GroupFactory,
    IntroductionFactory,
    PersonFactory,
    SuggestionFactory,
    member_of,
)

MONDAY_EIGHT = datetime(2026, 11, 23, 13, tzinfo=UTC)  # in New York
WEEK_BEFORE = MONDAY_EIGHT - timedelta(days=5)


def with_goal(group: Group, count: int = 3, **person: object):
    found = member_of(group, **person).person
    services.set_goal(found, count=count, period="week", now=MONDAY_EIGHT - timedelta(weeks=3))
    return found


@pytest.mark.django_db
class TestPlanning:
    def test_nothing_leaves_before_eight(self):
        with_goal(GroupFactory())

        assert services.plan_due_summaries(now=MONDAY_EIGHT - timedelta(seconds=1)) == 0

    def test_one_leaves_at_eight_and_none_after(self):
        dana = with_goal(GroupFactory())
        IntroductionFactory(introducer=dana, made_at=WEEK_BEFORE)

        planned = [services.plan_due_summaries(now=MONDAY_EIGHT) for _ in range(3)]

        summary = WeeklySummary.objects.get()
        delivery = Delivery.objects.get()
        assert planned == [1, 0, 0]
        assert (summary.iso_year, summary.iso_week) == (2026, 47)
        assert summary.promises == [{"kind": "introductions", "promised": 3, "kept": 1}]
        assert (delivery.recipient, delivery.kind, delivery.key) == (
            dana,
            "weekly_summary",
            "2026-W47",
        )

    def test_each_zone_has_its_own_eight_o_clock(self):
        group = GroupFactory()
        berlin = with_goal(group, time_zone="Europe/Berlin")
        with_goal(group)

        services.plan_due_summaries(now=datetime(2026, 11, 23, 7, tzinfo=UTC))

        assert [d.recipient for d in Delivery.objects.all()] == [berlin]

    def test_after_an_outage_it_comes_late_until_wednesday(self):
        with_goal(GroupFactory())

        assert services.plan_due_summaries(now=MONDAY_EIGHT + timedelta(days=4)) == 0
        assert services.plan_due_summaries(now=MONDAY_EIGHT + timedelta(days=2)) == 1

    def test_moving_to_another_zone_does_not_double_it(self):
        dana = with_goal(GroupFactory(), time_zone="Asia/Tokyo")
        services.plan_due_summaries(now=MONDAY_EIGHT)
        dana.time_zone = "America/Los_Angeles"
        dana.save()

        services.plan_due_summaries(now=MONDAY_EIGHT + timedelta(hours=6))

        assert Delivery.objects.count() == 1

    def test_week_53_is_a_week_like_any_other(self):
        with_goal(GroupFactory())

        services.plan_due_summaries(now=datetime(2027, 1, 4, 13, tzinfo=UTC))

        assert Delivery.objects.get().key == "2026-W53"

    def test_not_for_who_promised_nothing_left_or_has_no_account(self):
        group = GroupFactory()
        member_of(group)
        gone = with_goal(group)
        gone.memberships.update(state="left")
        services.set_goal(PersonFactory(), count=3, period="week", now=WEEK_BEFORE)

        assert services.plan_due_summaries(now=MONDAY_EIGHT) == 0

    def test_not_in_the_week_in_which_the_promise_was_made(self):
        dana = member_of(GroupFactory()).person
        services.set_goal(dana, count=3, period="week", now=MONDAY_EIGHT)

        assert services.plan_due_summaries(now=MONDAY_EIGHT) == 0

    def test_as_many_suggestions_as_the_goal_lacks(self):
        group = GroupFactory()
        dana = with_goal(group, count=2)
        for _ in range(4):
            a, b = member_of(group).person, member_of(group).person
            SuggestionFactory(introducer=dana, a=a, b=b)
        services.plan_due_summaries(now=MONDAY_EIGHT)

        context = this_week(Delivery.objects.get(), MONDAY_EIGHT)

        assert len(context["suggestions"]) == 2


@pytest.mark.django_db(transaction=True)
def test_two_beats_plan_one_summary():
    with_goal(GroupFactory())

    def plan(_: int) -> int:
        try:
            return services.plan_due_summaries(now=MONDAY_EIGHT)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        planned = sum(pool.map(plan, range(4)))

    assert (planned, Delivery.objects.count()) == (1, 1)
