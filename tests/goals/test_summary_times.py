"""The Monday of a summary: in every zone, through both changes of the clock and week 53, and
whatever people do in between."""

import os
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from goals import services
from goals.models import WeeklySummary
from goals.periods import LATEST_SUMMARY, at, last_week, summary_due
from members.models import Delivery, Person
from tests.factories import GroupFactory, MembershipFactory, member_of

# The Mondays after the 53 weeks of 2026 and the 52 of 2027.
MONDAYS = [date(2026, 1, 5) + timedelta(weeks=n) for n in range(105)]
CLOCKS = [time(2, 30), time(8), time(12), time(23, 30)]
WEEK, SLACK = timedelta(weeks=1), timedelta(hours=2)
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def exists(day: date, clock: time, zone: ZoneInfo) -> bool:
    """Whether clocks in `zone` show `clock` on that day: found by trying, not by the rule."""
    wall = datetime.combine(day, clock)
    around = datetime.combine(day, clock, UTC) - timedelta(hours=15)
    moments = (around + timedelta(minutes=15 * n) for n in range(121))
    return any(moment.astimezone(zone).replace(tzinfo=None) == wall for moment in moments)


@pytest.mark.parametrize("weekday", [0, 6], ids=["monday", "sunday"])
def test_one_instant_a_week_in_every_zone_at_four_hours_of_the_day(weekday, record_property):
    """Exactly one for each ISO week, a week apart but for the clocks, and at the hour meant.

    On Mondays, when summaries leave; and on Sundays, when most clocks are changed.
    """
    days = [monday + timedelta(days=weekday) for monday in MONDAYS]
    zones = sorted(available_timezones())
    instants, gaps, wrong = 0, 0, []
    for name in zones:
        zone = ZoneInfo(name)
        for clock in CLOCKS:
            due = [at(day, clock, zone) for day in days]
            instants += len(due)
            local = [moment.astimezone(zone) for moment in due]
            told = Counter(moment.isocalendar()[:2] for moment in local)
            if told != Counter(day.isocalendar()[:2] for day in days):
                wrong.append((name, clock, "not one for each week"))
            for day, moment in zip(days, local, strict=True):
                if (moment.date(), moment.time()) == (day, clock):
                    continue
                gaps += 1
                if exists(day, clock, zone):
                    wrong.append((name, clock, day, "at another hour"))
            apart = [after - before for before, after in pairwise(due)]
            if any(abs(between - WEEK) > SLACK for between in apart):
                wrong.append((name, clock, "not a week apart"))

    record_property("instants", instants)
    record_property("in gaps", gaps)
    assert wrong == []
    assert instants == len(zones) * 105 * 4
    assert len(zones) > 400  # 599 with all old names: 251,580 instants
    assert gaps < instants / 500
    assert (gaps > 0) == (weekday == 6)


def test_they_sum_up_each_week_of_two_years_and_week_53_is_one_of_them():
    weeks = [(monday - WEEK).isocalendar()[:2] for monday in MONDAYS]

    assert weeks == [(2026, n) for n in range(1, 54)] + [(2027, n) for n in range(1, 53)]


@pytest.mark.parametrize("name", sorted(available_timezones())[::7])
def test_looking_every_quarter_of_an_hour_finds_each_week_once(name):
    """The rule as it is used: last week is due between Monday at eight and Thursday at eight."""
    zone = ZoneInfo(name)
    for monday in (date(2026, 3, 9), date(2026, 3, 30), date(2026, 11, 2), date(2027, 1, 4)):
        start = datetime.combine(monday, time(), UTC) - timedelta(days=1)
        found: dict[tuple[int, int], datetime] = {}
        for n in range(8 * 24 * 4):
            now = start + timedelta(minutes=15 * n)
            week = last_week(now, zone)
            due = summary_due(week, zone)
            if due <= now < due + LATEST_SUMMARY:
                found.setdefault(week.first.isocalendar()[:2], now)
        moment = found[(monday - WEEK).isocalendar()[:2]].astimezone(zone)

        assert (moment.date(), moment.hour) == (monday, 8)


# --- Whatever people do ---------------------------------------------------------------------------

ZONES = [
    "America/New_York",
    "Asia/Kolkata",
    "Europe/Berlin",
    "Pacific/Kiritimati",
    "Pacific/Niue",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "UTC",
]
RUNS = int(os.environ.get("SUMMARY_RUNS", "20"))
STEPS = int(os.environ.get("SUMMARY_STEPS", "30"))


class Life(RuleBasedStateMachine):
    """Three people move, join, leave, pause, promise and stop, and the beat fails now and then.

    After each tick it is asked of each of them, by a plainer rule than the application's: is there
    what should be, and nothing else?
    """

    def __init__(self) -> None:
        super().__init__()
        self.rows = transaction.atomic()  # gone when this life is over
        self.rows.__enter__()
        self.now = MONDAY - timedelta(days=20)
        self.group = GroupFactory()
        self.people = [
            member_of(self.group, time_zone=zone).person
            for zone in ("America/New_York", "Asia/Kolkata", "Pacific/Kiritimati")
        ]
        for person in self.people:
            services.set_goal(person, count=2, period="week", now=self.now)
        self.planned: dict[tuple[int, str], datetime] = {}

    people_of_life = st.integers(0, 2)

    @rule(hours=st.sampled_from([1, 3, 7, 13, 26]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours, minutes=20)
        self.tick()

    @rule(hours=st.sampled_from([5, 30, 50, 90, 170]))
    def beat_is_down(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.tick()

    @rule(who=people_of_life, zone=st.sampled_from(ZONES))
    def moves(self, who: int, zone: str) -> None:
        Person.objects.filter(pk=self.people[who].pk).update(time_zone=zone)

    @rule(who=people_of_life)
    def leaves(self, who: int) -> None:
        self.people[who].memberships.update(state="left", left_at=self.now)

    @rule(who=people_of_life)
    def joins(self, who: int) -> None:
        person = self.people[who]
        if not person.memberships.filter(group=self.group).exists():
            MembershipFactory(group=self.group, person=person)
        person.memberships.update(state="active", left_at=None)

    @rule(who=people_of_life, days=st.sampled_from([0, 1, 3, 12]))
    def pauses(self, who: int, days: int) -> None:
        person = self.person(who)
        until = self.now.astimezone(person.zone).date() + timedelta(days=days)
        Person.objects.filter(pk=person.pk).update(paused_until=until if days else None)

    @rule(who=people_of_life, count=st.integers(1, 3))
    def promises(self, who: int, count: int) -> None:
        services.set_goal(self.person(who), count=count, period="week", now=self.now)

    @rule(who=people_of_life)
    def stops_promising(self, who: int) -> None:
        services.end_goal(self.person(who), now=self.now)

    @rule()
    def two_beats(self) -> None:
        self.tick()
        self.tick()

    def person(self, who: int) -> Person:
        return Person.objects.get(pk=self.people[who].pk)

    def tick(self) -> None:
        services.plan_due_summaries(now=self.now)
        for who in range(3):
            person = self.person(who)
            for delivery in Delivery.objects.filter(recipient=person, kind="weekly_summary"):
                known = (person.pk, delivery.key)
                if known not in self.planned:
                    self.planned[known] = self.now
                    assert self.may_have(person, delivery.key), "at the wrong time, or not theirs"
            year, number, _ = (self.now.astimezone(person.zone).date() - WEEK).isocalendar()
            key = f"{year}-W{number:02}"
            if self.may_have(person, key):
                assert (person.pk, key) in self.planned, f"{key} is missing"

    def may_have(self, person: Person, key: str) -> bool:
        """Whether they may be told of that week at this hour, by the clock on their wall."""
        wall = self.now.astimezone(person.zone).replace(tzinfo=None)
        monday = date.fromisocalendar(int(key[:4]), int(key[6:]), 1) + WEEK
        begins = datetime.combine(monday, time(8))
        if not begins <= wall < begins + timedelta(days=3):
            return False
        goals = list(person.goals.all())
        held = any(
            goal.starts_on < monday and (goal.ends_on is None or goal.ends_on >= monday)
            for goal in goals
        )
        still = any(goal.ends_on is None for goal in goals)
        active = person.memberships.filter(state="active").exists()
        on_pause = person.paused_until is not None and person.paused_until > wall.date()
        return held and still and active and not on_pause

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rows.__exit__(None, None, None)

    @invariant()
    def never_two_of_a_week(self) -> None:
        rows = WeeklySummary.objects.values_list("person", "iso_year", "iso_week")
        assert len(rows) == len(set(rows))
        mails = Delivery.objects.filter(kind="weekly_summary").values_list("recipient", "key")
        assert sorted(mails) == sorted((who, f"{year}-W{week:02}") for who, year, week in rows)


@pytest.mark.django_db
def test_whatever_people_do():
    """SUMMARY_RUNS and SUMMARY_STEPS say how long; few runs are part of all tests.

    A life that goes wrong is told as it was: to look for a shorter one would take minutes.
    """
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
        ),
    )
