"""The days as they pass: people act through the application's own services, the worker ticks.

To be imported once Django is set up.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings

from goals.models import Commitment
from goals.services import set_goal
from introductions import services
from introductions.drafting import Letter
from introductions.exceptions import AlreadyAnswered, NotUnderWay
from introductions.models import Contribution as Given
from introductions.models import FollowUp, Pace, Party
from introductions.models import Introduction as Made
from members.models import Currency, Delivery, Group, Membership, Pause, Person, User
from tests.browser.database import Database
from tests.moved_clock import Clock
from tests.year import scenario as plan
from tests.year.scenario import ACTS_AFTER, ACTS_AT, MONDAY, TICKS_AT, Scenario
from tests.year.workers import PROCESSES, Workers

DRAIN = "members.tasks.drain_deliveries"
PLAN = "goals.tasks.plan_suggestions"  # once a week: what is suggested makes no mail
BEAT = settings.CELERY_BEAT_SCHEDULE.values()
NOW_AND_THEN = [each["task"] for each in BEAT if each["schedule"] != settings.TICK_SECONDS]
OFTEN = [each["task"] for each in BEAT if each["task"] not in (DRAIN, PLAN, *NOW_AND_THEN)]
MAILS_EACH = 4  # so many mails are not worth another process
MOMENT = timedelta(seconds=5)
BEFORE = datetime.combine(MONDAY, time(), UTC) - timedelta(days=400)
logger = logging.getLogger(__name__)

LETTER = Letter("Meet somebody", "Hello,\n\nyou two should meet.\n")


class Life:
    def __init__(
        self, scenario: Scenario, workers: Workers, clock: Clock, database: Database
    ) -> None:
        self.scenario, self.workers = scenario, workers
        self.clock, self.database = clock, database
        self.people: dict[int, Person] = {}
        self.made: dict[int, Made] = {}
        self.given: dict[int, Given] = {}
        self.introductions = by_day(scenario.introductions)
        self.contributions = by_day(scenario.contributions)

    def begin(self) -> None:
        """Everybody is there, with account, goal and plan, long before the first day."""
        groups = {}
        for who in self.scenario.people:
            if who.group not in groups:
                name = f"Group {who.group}"
                groups[who.group] = Group.objects.create(name=name, slug=f"group-{who.group}")
            self.people[who.key] = self.move_in(who, groups[who.group])

    def move_in(self, who: plan.Person, group: Group) -> Person:
        person = Person.objects.create(
            name=f"P{who.key} Year", email=who.address, time_zone=who.zone, open_limit=1000
        )
        User.objects.create_user(person)
        role = "organizer" if who.organizes else "member"
        Membership.objects.create(
            group=group, person=person, state="active", role=role, joined_at=BEFORE
        )
        if who.goal:
            set_goal(person, count=who.goal, period="week", now=BEFORE)
        if who.hour != time(9):
            Pace.objects.create(person=person, days=[2, 7, 21, 45, 90, 180], asked_at=who.hour)
        if who.pause:
            first, end = who.pause
            Pause.objects.create(person=person, starts_on=first, ends_on=end)
        if who.slots:
            Commitment.objects.create(
                person=person, weekdays=list(who.slots), at=who.slot_at, starts_on=BEFORE.date()
            )
        return person

    def live(self) -> None:
        for day in self.scenario.days:
            if not day.weekday():
                logger.info("%s: %d mails so far", day, Delivery.objects.count())
            for clock in TICKS_AT:
                self.tick(datetime.combine(day, clock, UTC))
                if clock == ACTS_AFTER:
                    self.act(day)

    def tick(self, now: datetime) -> None:
        """What beat would send, and mail until there is none left."""
        self.clock.move_to(now)
        self.database.follow(self.clock)
        self.workers.run(*OFTEN)
        if now.weekday() == 0 and now.time() == TICKS_AT[0]:
            self.workers.run(PLAN, *NOW_AND_THEN)
        # The clock goes on: what this tick has queued is due a moment after `now`.
        while waiting := Delivery.objects.open().filter(due_at__lte=now + MOMENT).count():
            self.workers.run(*[DRAIN] * min(PROCESSES, 1 + waiting // MAILS_EACH))

    def act(self, day: date) -> None:
        now = datetime.combine(day, ACTS_AT, UTC)
        self.clock.move_to(now)
        self.database.follow(self.clock)
        for each in self.contributions[day - timedelta(days=1)]:
            self.receive(each, now)
        for each in self.introductions[day - timedelta(days=1)]:
            self.say(each, now)
        self.answer(day, now)
        for each in self.introductions[day]:
            self.introduce(each, now)
        for each in self.contributions[day]:
            self.give(each, now)

    def introduce(self, each: plan.Introduction, now: datetime) -> None:
        how = services.ask if each.asks_first else services.introduce
        self.made[each.key] = how(
            self.people[each.introducer],
            a=self.people[each.a],
            b=self.people[each.b],
            letter_a=LETTER,
            letter_b=LETTER,
            reasons=[],
            now=now,
        )

    def say(self, each: plan.Introduction, now: datetime) -> None:
        """What the two answer to being asked, A before B."""
        if not each.asks_first:
            return
        for side in "ab":
            if each.says[side]:
                party = Party.objects.get(introduction=self.made[each.key], side=side)
                with suppress(NotUnderWay):
                    services.answer_question(party, answer=each.says[side], now=now)

    def answer(self, day: date, now: datetime) -> None:
        """Questions that a mail has asked, by those who answer, when they do."""
        open_questions = FollowUp.objects.filter(state="open", reminded_at__isnull=False)
        by_key = {made.pk: key for key, made in self.made.items()}
        facts = {each.key: each for each in self.scenario.introductions}
        waits = {self.people[who.key].pk: who.answers_after for who in self.scenario.people}
        questions = list(open_questions.select_related("introduction", "person"))
        order = {made: place for place, made in enumerate(by_key)}
        for question in sorted(questions, key=lambda q: (order[q.introduction_id], q.person_id)):
            wait = waits[question.person_id]
            if wait is None or (now - question.reminded_at).days < wait:
                continue
            question.introduction.refresh_from_db()
            said = answer_to(question.introduction, facts[by_key[question.introduction_id]], now)
            with suppress(AlreadyAnswered):
                services.answer_follow_up(question, answer=said, now=now)

    def give(self, each: plan.Contribution, now: datetime) -> None:
        self.given[each.key] = services.log_contribution(
            by=self.people[each.giver],
            giver=self.people[each.giver],
            receiver=self.people[each.receiver],
            currency=Currency.ADVICE,
            text=f"Number {each.key}",
            on=now.astimezone(self.people[each.giver].zone).date(),
            now=now,
        )

    def receive(self, each: plan.Contribution, now: datetime) -> None:
        given = self.given[each.key]
        services.confirm_contribution(given, now=now)
        if each.is_thanked:
            services.thank_for_contribution(given, text="Thank you.", show_to=None, now=now)


def by_day(entries):
    found = defaultdict(list)
    for entry in entries:
        found[entry.day].append(entry)
    return found


def answer_to(made: Made, facts: plan.Introduction, now: datetime) -> str:
    if made.state == Made.State.MET:
        return "yes" if facts.useful else "not_yet"
    if made.state == Made.State.USEFUL:
        return "yes"
    met = facts.meet_after is not None and (now - made.made_at).days >= facts.meet_after
    return "met" if met else "not_yet"
