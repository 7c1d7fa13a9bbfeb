"""Which mails a scenario must bring, worked out moment by moment.

A second, naive implementation of what docs promise about mails, by hand and without a line of the
application: if the two disagree, one of them is wrong.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.year.scenario import (
    ACTS_AFTER,
    ACTS_AT,
    TICKS_AT,
    Contribution,
    Introduction,
    Person,
    Scenario,
)

Mail = tuple[str, str, str]  # address, kind, day where the recipient is

DAY = timedelta(days=1)
STEPS = {"party": [2, 7, 21, 45, 90, 180], "introducer": [7, 21, 45]}
COUNTED_FROM = {"made": 0, "met": 21, "useful": 45}  # the step that the last contact stands for
FIRST_IN = {"made": 2, "met": 45, "useful": 90}  # the lowest step that still makes sense
STILL_IN_TOUCH = 90  # from this step on the last contact counts that anybody noted
SUMMARY_AT = time(8)
SUMMARY_LATE = 3 * DAY
SLOT_LATE = timedelta(hours=2)
SECOND_QUESTION = 7 * DAY
QUESTION_ENDS = 14 * DAY
FORGOTTEN = 60 * DAY
QUIET_AFTER = 42 * DAY


@dataclass
class Question:
    person: Person
    step: int
    due: datetime
    asked: datetime | None = None


@dataclass
class Course:
    """How one introduction goes."""

    facts: Introduction
    began: datetime
    state: str = "made"  # or "asking", "met", "useful", "ended"
    contact: datetime | None = None  # the last real one
    made: datetime | None = None
    met: datetime | None = None
    met_on: date | None = None  # the day it was where the party lives who said so
    useful: datetime | None = None
    questions: dict[int, Question] | None = None  # the open one of each person


class Year:
    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.people = {person.key: person for person in scenario.people}
        self.courses: list[Course] = []
        self.mails: Counter[Mail] = Counter()
        self.outbox: list[tuple[Person, str]] = []  # leaves with the next tick
        self.reminded: set[tuple[int, date]] = set()
        self.summed_up: set[tuple[int, date]] = set()
        self.slots_told: set[tuple[int, date]] = set()
        self.groups_told: set[tuple[int, date]] = set()
        self.answers: list[tuple[int, datetime]] = []  # who, about an introduction that was made
        self.introduced: Counter[tuple[int, date]] = Counter()
        self.asked_twice: set[tuple[int, str]] = set()

    def pass_by(self) -> Counter[Mail]:
        for day in self.scenario.days:
            for clock in TICKS_AT:
                self.tick(datetime.combine(day, clock, UTC))
                if clock == ACTS_AFTER:
                    self.act(day)
        return self.mails

    # --- what the application does by itself ---------------------------------------------------

    def tick(self, now: datetime) -> None:
        for course in self.courses:
            self.look_after(course, now)
        for person in self.people.values():
            if self.away(person, now):
                continue
            self.remind(person, now)
            self.sum_up(person, now)
            self.sum_up_group(person, now)
            self.tell_slot(person, now)
        for person, kind in self.outbox:
            self.mails[person.address, kind, str(local(now, person).date())] += 1
        self.outbox = []

    def look_after(self, course: Course, now: datetime) -> None:
        if course.state == "asking":
            self.look_after_asking(course, now)
            return
        for question in list((course.questions or {}).values()):
            if question.asked and question.due <= now - self.patience(course, question):
                self.next_question(course, question, now)
        if course.state == "made" and not course.questions and course.made < now - FORGOTTEN:
            course.state = "ended"

    def look_after_asking(self, course: Course, now: datetime) -> None:
        facts = course.facts
        sides = {"a": self.people[facts.a], "b": self.people[facts.b]}
        silent = {side: who for side, who in sides.items() if not facts.says[side]}
        if now >= course.began + QUESTION_ENDS and not any(
            self.back_for_long_enough(who, now) for who in silent.values()
        ):
            course.state = "ended"
            self.outbox.append((self.people[facts.introducer], "let_rest"))
            return
        for side, who in silent.items():
            again = (facts.key, side)
            if (
                now >= course.began + SECOND_QUESTION
                and again not in self.asked_twice
                and not self.away(who, now)
            ):
                self.asked_twice.add(again)
                if now < course.began + QUESTION_ENDS:
                    self.outbox.append((who, "question"))

    def back_for_long_enough(self, who: Person, now: datetime) -> bool:
        """Whether they take a pause, or have had less than the usual time since."""
        if who.pause is None or local(now, who).date() < who.pause[0]:
            return False
        return now < at(who, who.pause[1], time(9)) + QUESTION_ENDS

    def remind(self, person: Person, now: datetime) -> None:
        """One mail a day about everything that is due and has not been asked."""
        today = local(now, person).date()
        if (person.key, today) in self.reminded or local(now, person).time() < person.hour:
            return
        due = [
            question
            for course in self.courses
            for key, question in (course.questions or {}).items()
            if key == person.key and question.due <= now and question.asked is None
        ]
        for question in due:
            question.asked = now
        if due:
            self.reminded.add((person.key, today))
            self.outbox.append((person, "follow_ups"))

    def sum_up(self, person: Person, now: datetime) -> None:
        today = local(now, person).date()
        monday = today - timedelta(days=today.weekday())
        due = at(person, monday, SUMMARY_AT)
        if not person.goal or (person.key, monday) in self.summed_up:
            return
        if due <= now < due + SUMMARY_LATE:
            self.summed_up.add((person.key, monday))
            self.outbox.append((person, "weekly_summary"))

    def sum_up_group(self, person: Person, now: datetime) -> None:
        """Organizers hear of their group's week, if there is anything to say that morning."""
        today = local(now, person).date()
        monday = today - timedelta(days=today.weekday())
        due = at(person, monday, SUMMARY_AT)
        if not person.organizes or (person.key, monday) in self.groups_told:
            return
        if due <= now < due + SUMMARY_LATE:
            self.groups_told.add((person.key, monday))
            start, end = at(person, monday - 7 * DAY, time()), at(person, monday, time())
            if self.news(person.group, start, end) or self.quiet(person, now):
                self.outbox.append((person, "group_summary"))

    def news(self, group: int, start: datetime, end: datetime) -> bool:
        moments = [
            moment
            for course in self.courses
            if self.people[course.facts.introducer].group == group
            for moment in (course.made, course.met, course.useful)
        ]
        return any(moment and start <= moment < end for moment in moments)

    def quiet(self, organizer: Person, now: datetime) -> bool:
        """Whether somebody of the group was neither seen nor away for six weeks."""
        since = now - QUIET_AFTER
        seen = {key for key, moment in self.answers if moment >= since}
        for course in self.courses:
            if any(each and each >= since for each in (course.made, course.met, course.useful)):
                facts = course.facts
                seen |= {facts.introducer, facts.a, facts.b}
        return any(
            each.group == organizer.group
            and each is not organizer
            and each.key not in seen
            and not (each.pause and each.pause[1] > since.date() and each.pause[0] <= now.date())
            for each in self.people.values()
        )

    def tell_slot(self, person: Person, now: datetime) -> None:
        today = local(now, person).date()
        if today.weekday() not in person.slots or (person.key, today) in self.slots_told:
            return
        if not timedelta() <= now - at(person, today, person.slot_at) <= SLOT_LATE:
            return
        self.slots_told.add((person.key, today))
        if not self.introduced[person.key, today]:
            self.outbox.append((person, "slot"))

    # --- what people do ------------------------------------------------------------------------

    def act(self, day: date) -> None:
        now = datetime.combine(day, ACTS_AT, UTC)
        for given in self.scenario.contributions:
            if given.day == day - DAY:
                self.receive(given)
        for course in list(self.courses):
            if course.facts.day == day - DAY and course.state == "asking":
                self.say(course, now)
        self.answer(now)
        for facts in self.scenario.introductions:
            if facts.day == day:
                self.introduce(facts, now)
        for given in self.scenario.contributions:
            receiver = self.people[given.receiver]
            if given.day == day and not self.away(receiver, now):
                self.outbox.append((receiver, "contribution"))

    def receive(self, given: Contribution) -> None:
        if given.is_thanked:
            self.outbox.append((self.people[given.giver], "contribution_thanks"))

    def introduce(self, facts: Introduction, now: datetime) -> None:
        introducer = self.people[facts.introducer]
        self.introduced[introducer.key, local(now, introducer).date()] += 1
        course = Course(facts, now)
        self.courses.append(course)
        kind = "question" if facts.asks_first else "introduction"
        self.outbox += [(self.people[facts.a], kind), (self.people[facts.b], kind)]
        if facts.asks_first:
            course.state = "asking"
        else:
            self.make(course, now)

    def say(self, course: Course, now: datetime) -> None:
        facts = course.facts
        if "no" in facts.says.values():
            course.state = "ended"
            self.outbox.append((self.people[facts.introducer], "let_rest"))
        elif facts.says == {"a": "yes", "b": "yes"}:
            three = (facts.introducer, facts.a, facts.b)
            self.outbox += [(self.people[key], "joint") for key in three]
            self.make(course, now)

    def make(self, course: Course, now: datetime) -> None:
        facts = course.facts
        course.state, course.contact, course.made = "made", now, now
        course.questions = {}
        for key in (facts.introducer, facts.a, facts.b):
            person = self.people[key]
            step = STEPS[role(key, facts)][0]
            course.questions[key] = Question(person, step, self.due(course, person, step))

    def answer(self, now: datetime) -> None:
        asked = [
            (course, question)
            for course in self.courses
            for question in (course.questions or {}).values()
            if question.asked is not None
            and question.person.answers_after is not None
            and (now - question.asked).days >= question.person.answers_after
        ]
        for course, question in sorted(asked, key=lambda p: (p[0].facts.key, p[1].person.key)):
            if course.questions.get(question.person.key) is question:
                self.take_answer(course, question, now)

    def take_answer(self, course: Course, question: Question, now: datetime) -> None:
        facts, who = course.facts, question.person
        self.answers.append((who.key, now))
        before = course.state
        have_met = facts.meet_after is not None and (now - course.made).days >= facts.meet_after
        if course.state == "made" and have_met:
            course.state = "met"
        elif course.state == "met" and facts.useful:
            course.state = "useful"
        if course.state != before:
            course.contact = now
            if course.met is None:
                said_by = self.people[facts.a] if who.key == facts.introducer else who
                course.met, course.met_on = now, local(now, said_by).date()
            course.useful = now if course.state == "useful" else None
            for key, other in list(course.questions.items()):
                if key == who.key:
                    continue
                if other.step < FIRST_IN[course.state]:
                    self.next_question(course, other, now)
                else:
                    other.due, other.asked = (
                        self.next_due(course, other.person, other.step, now),
                        None,
                    )
            if who.key != facts.introducer:
                self.outbox.append((self.people[facts.introducer], "outcome"))
        self.next_question(course, question, now)

    # --- the ladder ----------------------------------------------------------------------------

    def next_question(self, course: Course, last: Question, now: datetime) -> None:
        """The question after `last` takes its place, if there is any."""
        key = last.person.key
        del course.questions[key]
        lowest = max(last.step + 1, FIRST_IN[course.state])
        steps = [step for step in STEPS[role(key, course.facts)] if step >= lowest]
        if steps:
            due = self.next_due(course, last.person, steps[0], now)
            course.questions[key] = Question(last.person, steps[0], due)

    def due(self, course: Course, person: Person, step: int) -> datetime:
        days = max(step - COUNTED_FROM[course.state], 0)
        contact = local(course.contact, person).date()
        if step >= STILL_IN_TOUCH and course.met_on:  # the log of contacts has days, not moments
            contact = max(contact, course.met_on)
        return at(person, contact + days * DAY, person.hour)

    def next_due(self, course: Course, person: Person, step: int, now: datetime) -> datetime:
        """Never within three days of an answer."""
        soonest = at(person, local(now, person).date() + 3 * DAY, person.hour)
        return max(self.due(course, person, step), soonest)

    def patience(self, course: Course, question: Question) -> timedelta:
        """An unanswered question waits until the next step would come; the last one, 30 days."""
        steps = STEPS[role(question.person.key, course.facts)]
        above = [step for step in steps if step > question.step]
        return (above[0] - question.step) * DAY if above else 30 * DAY

    def away(self, person: Person, now: datetime) -> bool:
        return person.is_away(local(now, person).date())


def role(key: int, facts: Introduction) -> str:
    return "introducer" if key == facts.introducer else "party"


def local(moment: datetime, person: Person) -> datetime:
    return moment.astimezone(ZoneInfo(person.zone))


def at(person: Person, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(person.zone)).astimezone(UTC)


def mails_of(scenario: Scenario) -> Counter[Mail]:
    return Year(scenario).pass_by()
