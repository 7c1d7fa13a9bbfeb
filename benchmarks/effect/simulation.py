"""Week after week: what people do under a policy, what it costs them and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from benchmarks.effect.assumptions import Assumptions
from benchmarks.effect.hidden import Hidden, make_hidden
from benchmarks.effect.policies import Policy
from benchmarks.effect.society import Society, make_society
from benchmarks.effect.view import NOBODY, Proposal, View, Week
from introductions.matcher.people import Flags, Floats, Ints

MET, MET_WELL = 0.5, 0.8  # ties after a meeting, and after one that proved useful
ACTIVITY_HALF_LIFE = 30 / 7  # weeks, as in the matcher
HISTORY_HALF_LIFE = 13.0  # weeks that introductions given and received count for
WEEKS_A_MONTH = 52 / 12


@dataclass(frozen=True)
class Event:
    """What became of one proposal."""

    week: int
    introducer: int
    a: int
    b: int
    again: bool = False  # somebody had introduced these two already
    busy: bool = False  # somebody had no time left
    met: bool = False
    useful: bool = False
    fit: float = 0.0  # where they met: their hidden chance, as a multiple of an average pair's


@dataclass(frozen=True, eq=False)
class Course:
    """Everything that happened in one group under one policy."""

    assumptions: Assumptions
    society: Society
    events: list[Event]
    spent: Floats  # n: minutes
    had: Floats  # n: minutes that each had since they came


class Ledger:
    """The minutes of everybody, which nobody can overdraw."""

    def __init__(self, a: Assumptions) -> None:
        self._a = a
        self.left = np.zeros(a.people)
        self.spent = np.zeros(a.people)
        self.had = np.zeros(a.people)

    def new_week(self, present: Flags) -> None:
        """Everybody present gets the week's minutes; what was saved up for too long is lost."""
        self.left[present] += self._a.minutes
        self.left = np.minimum(self.left, self._a.saved_weeks * self._a.minutes)
        self.had[present] += self._a.minutes

    def can(self, person: int, minutes: float) -> bool:
        """Whether somebody has so many minutes left."""
        return bool(self.left[person] >= minutes)

    def spend(self, person: int, minutes: float) -> None:
        """Raises ValueError rather than let somebody give time they do not have."""
        if not self.can(person, minutes):
            raise ValueError(f"{person} has {self.left[person]:.0f} minutes, not {minutes:.0f}.")
        self.left[person] -= minutes
        self.spent[person] += minutes


@dataclass
class _Memory:
    """What people and records keep from week to week."""

    tie: Floats
    gratitude: Floats
    activity: Floats
    given: Floats
    received: Floats
    proposed: Flags
    needs: Ints
    need_ends: Ints
    made: list[tuple[int, int, int]] = field(default_factory=list)

    @classmethod
    def empty(cls, society: Society) -> _Memory:
        n = len(society)
        zeros = [np.zeros(n) for _ in range(4)]
        proposed = np.zeros((n, n), dtype=np.bool_)
        return cls(society.tie.copy(), *zeros, proposed, np.full(n, -1), np.zeros(n, np.int64))


def simulate(a: Assumptions, seed: int, policy_of: Callable[[Society], Policy]) -> Course:
    """One group under one policy. The same seed gives the same people and the same fates."""
    society, hidden = make_world(a, seed)
    return _Simulation(a, seed, society, hidden).run(policy_of(society))


def make_world(a: Assumptions, seed: int) -> tuple[Society, Hidden]:
    """What can be seen and what cannot; neither depends on the policy."""
    rng = np.random.default_rng([seed, 0])
    society, truth = make_society(a, rng)
    return society, make_hidden(a, rng, society, truth)


class _Simulation:
    """One run."""

    def __init__(self, a: Assumptions, seed: int, society: Society, hidden: Hidden) -> None:
        self.a, self.society = a, society
        self._hidden = hidden
        chance = hidden.chance
        self._fit = chance / chance[np.triu_indices(a.people, 1)].mean()
        self._memory = _Memory.empty(society)
        self._ledger = Ledger(a)
        # People's moods do not depend on the policy, what the policy draws does not change them.
        self._moods, self._answers, self._draws = (
            np.random.default_rng([seed, stream]) for stream in (1, 2, 3)
        )
        self._events: list[Event] = []

    def run(self, policy: Policy) -> Course:
        """All weeks."""
        for week in range(self.a.weeks):
            view = self._begin(week)
            self._carry_out(week, policy.week(view), self._draws)
        ledger = self._ledger
        return Course(self.a, self.society, self._events, ledger.spent, ledger.had)

    def _begin(self, week: int) -> View:
        """The start of a week: minutes, moods, needs; memories fade."""
        a, memory, society = self.a, self._memory, self.society
        present = society.joined <= week
        self._ledger.new_week(present)
        memory.gratitude *= 0.5 ** (1 / a.remembered)
        memory.activity *= 0.5 ** (1 / ACTIVITY_HALF_LIFE)
        memory.given *= 0.5 ** (1 / HISTORY_HALF_LIFE)
        memory.received *= 0.5 ** (1 / HISTORY_HALF_LIFE)
        seeing = society.circle & np.logical_and.outer(present, present)
        seeing &= memory.tie < a.tie_grows_to
        memory.tie[seeing] = np.minimum(memory.tie[seeing] + a.tie_grows, a.tie_grows_to)
        self._new_needs(week, present)
        return View(
            assumptions=a,
            society=society,
            week=week,
            present=present,
            tie=memory.tie.copy(),
            minutes=self._ledger.left.copy(),
            quota=self._quota(present),
            # In the long run a steady one event a month comes to one.
            activity=memory.activity * np.log(2) / ACTIVITY_HALF_LIFE * WEEKS_A_MONTH,
            given=memory.given.copy(),
            received=memory.received.copy(),
            proposed=memory.proposed.copy(),
            made=np.array(memory.made, dtype=np.int64).reshape(-1, 3),
            needs=memory.needs.copy(),
            rng=self._draws,
        )

    def _new_needs(self, week: int, present: Flags) -> None:
        memory = self._memory
        memory.needs[memory.need_ends <= week] = -1
        begins = present & (memory.needs < 0) & (self._hidden.needs[week] >= 0)
        memory.needs[begins] = self._hidden.needs[week, begins]
        memory.need_ends[begins] = week + self.a.need_lasts

    def _quota(self, present: Flags) -> Ints:
        """Reciprocity, the same under every policy: who received useful help gives more readily."""
        a = self.a
        logit = np.log(a.willing / (1 - a.willing)) + a.gratitude * self._memory.gratitude
        willing = present & (self._moods.random(a.people) < 1 / (1 + np.exp(-logit)))
        most = (self._ledger.left // a.introducing).astype(np.int64)
        return np.where(willing, np.minimum(a.quota, most), 0)

    def _carry_out(self, week: int, doing: Week, rng: Generator) -> None:
        for asker, asked in doing.asks:
            self._ledger.spend(asker, self.a.asking)
            self._ledger.spend(asked, self.a.asking)
        made = [doing.proposals[i] for i in rng.permutation(len(doing.proposals))]
        for proposal in made:  # first they all go out, then they are answered
            if proposal.introducer != NOBODY:
                self._ledger.spend(proposal.introducer, self.a.introducing)
        self._events += [self._answered(week, proposal) for proposal in made]

    def _answered(self, week: int, proposal: Proposal) -> Event:
        """What two people make of a proposal."""
        a, memory = self.a, self._memory
        x, one, other = proposal.introducer, proposal.a, proposal.b
        if x != NOBODY:
            memory.made.append((x, one, other))
            memory.given[x] += 1
            memory.activity[x] += 1
        memory.received[[one, other]] += 1
        again = bool(memory.proposed[one, other])
        memory.proposed[one, other] = memory.proposed[other, one] = True
        chances = self._answers.random(2)
        yes = [self._says_yes(proposal, 0, chances), self._says_yes(proposal, 1, chances)]
        in_time = self._read(one) & self._read(other)
        free = self._ledger.can(one, a.meeting) and self._ledger.can(other, a.meeting)
        if again or not all(yes) or not (in_time and free):
            busy = not again and all(yes)
            return Event(week, x, one, other, again=again, busy=busy)
        return self._meet(week, proposal)

    def _read(self, person: int) -> bool:
        """Reading a proposal takes time too; without it there is no answer."""
        if not self._ledger.can(person, self.a.answering):
            return False
        self._ledger.spend(person, self.a.answering)
        return True

    def _says_yes(self, proposal: Proposal, side: int, chances: Floats) -> bool:
        a, x = self.a, proposal.introducer
        person = (proposal.a, proposal.b)[side]
        if proposal.asked_for and side == 0:
            return True
        if x == NOBODY:
            return bool(chances[side] < a.yes_to_a_list)
        tie = self._memory.tie[person, x]
        least, most = a.yes_to_a_stranger, a.yes_to_a_friend
        return bool(chances[side] < least + (most - least) * tie)

    def _meet(self, week: int, proposal: Proposal) -> Event:
        memory, pair = self._memory, [proposal.a, proposal.b]
        for person in pair:
            self._ledger.spend(person, self.a.meeting)
        profession = self.society.people.profession
        met_a_need = memory.needs[pair] == profession[pair[::-1]]
        useful = self._hidden.useful(*pair, needed=bool(met_a_need.any()))
        tie = max(memory.tie[tuple(pair)], MET_WELL if useful else MET)
        memory.tie[pair, pair[::-1]] = tie
        memory.activity[pair] += 1
        if useful:
            memory.needs[np.array(pair)[met_a_need]] = -1
            if proposal.introducer != NOBODY:
                memory.gratitude[pair] += 1
        fit = float(self._fit[tuple(pair)])
        return Event(week, proposal.introducer, *pair, met=True, useful=useful, fit=fit)
