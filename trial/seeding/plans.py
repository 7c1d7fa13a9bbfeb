"""Dana's plan and days off, and who keeps an eye on whose promise."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any

from goals.models import Commitment, Promised
from goals.periods import Span, week_of
from goals.progress import Record
from goals.services import choose_partner, commit, set_goal
from goals.services.reminding import queue_reminder
from goals.slots import outcomes, slots_between
from members.models import Delivery, Pause, Person
from trial.seeding.people import Cast

WEEK = timedelta(weeks=1)
OFF_AGO, OFF_AHEAD = 10, 4  # weeks


def make_plans(cast: Cast, now: datetime) -> None:
    """An hour on two days of the week since the beginning, and a second promise since then."""
    dana, marta, frank = (cast.people[key] for key in ("dana", "marta", "frank"))
    plan_hour(dana, cast.began, usual_days(dana, now), time(8, 30), cue="after coffee")
    plan_hour(dana, cast.began, [0], time(16), kind=Promised.FOLLOW_UPS, count=2)
    set_goal(dana, kind=Promised.MEETINGS, count=12, period="month", now=cast.began)
    set_goal(frank, count=2, period="week", now=cast.began)
    plan_hour(frank, cast.began, [4], time(7), cue="before the first job")
    choose_partner(frank, dana, now=cast.began)
    choose_partner(dana, marta, now=now - timedelta(hours=30))
    take_days_off(dana, now)
    remind_of_the_last(frank, now)


def usual_days(person: Person, now: datetime) -> list[int]:
    """The two days of the week on which they introduce most."""
    days = Counter(day.weekday() for day in Record.of(person, now).done[Promised.INTRODUCTIONS])
    return [day for day, _ in days.most_common(2)]


def plan_hour(person: Person, moment: datetime, days: list[int], at: time, **plan: Any) -> None:
    usual = {"cue": "", "count": 1, "kind": Promised.INTRODUCTIONS, "reminds": True}
    commit(person, now=moment, weekdays=days, at=at, **{**usual, **plan})


def take_days_off(person: Person, now: datetime) -> None:
    """Three days some weeks ago, and a week ahead."""
    monday = week_of(person.today(now)).first
    then, soon = monday - OFF_AGO * WEEK, monday + OFF_AHEAD * WEEK
    days = [Span(then + timedelta(days=2), then + timedelta(days=5)), Span(soon, soon + WEEK)]
    Pause.objects.bulk_create(
        Pause(person=person, starts_on=span.first, ends_on=span.end) for span in days
    )


def remind_of_the_last(person: Person, now: datetime) -> None:
    """The reminder of an hour that was let go still lies in the mailbox."""
    plans = Commitment.objects.of(person).filter(kind=Promised.INTRODUCTIONS)
    slots = slots_between(plans, person.zone, now - 3 * WEEK, now)
    found = outcomes(slots, Record.of(person, now).done_on)
    let_go = [outcome.slot for outcome in found if not outcome.is_kept]
    for slot in let_go[-1:]:
        queue_reminder(slot, now=now - timedelta(hours=1))
    Delivery.objects.filter(kind="slot").update(expires_at=None)
