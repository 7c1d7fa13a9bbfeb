"""From what happened to figures, each with its spread over seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from benchmarks.effect.assumptions import Assumptions
from benchmarks.effect.simulation import Course, Event
from benchmarks.effect.society import last_joining_week
from introductions.matcher.people import Floats

HORIZON = 26  # weeks of a newcomer that count


@dataclass(frozen=True)
class Outcome:
    """The figures of one group under one policy."""

    per_hour_had: float  # useful introductions per 100 hours that the members had
    per_hour_spent: float  # the same per 100 hours that they spent
    per_meeting: float  # share of the meetings that proved useful, 0 to 1
    fit: float  # hidden chance of the pairs who met, as a multiple of an average pair's
    used: float  # share of the hours that was spent
    gini_useful: float  # of useful introductions a week of membership, over members
    gini_received: float  # of introductions received a week of membership: attention
    without: float  # share of the members who had no useful introduction at all
    newcomer_weeks: float  # median until the first useful introduction; at most the horizon
    newcomers_none: float  # share of the newcomers who had none within the horizon
    asked_again: float  # share of the proposals that somebody else had made already
    no_time: float  # share of the proposals that both wanted and one had no time for
    proposals: float  # for a member and month


def outcome(course: Course) -> Outcome:
    """The figures of one course."""
    events, society = course.events, course.society
    useful = [event for event in events if event.useful]
    met = sum(event.met for event in events)
    weeks = course.assumptions.weeks - society.joined
    count = len(events)
    waits = newcomer_waits(course, useful)
    useful_each = received(useful, len(society))
    return Outcome(
        per_hour_had=100 * len(useful) / (course.had.sum() / 60),
        per_hour_spent=100 * _ratio(len(useful), course.spent.sum() / 60),
        per_meeting=_ratio(len(useful), met),
        fit=_ratio(sum(event.fit for event in events), met),
        used=course.spent.sum() / course.had.sum(),
        gini_useful=gini(useful_each / weeks),
        gini_received=gini(received(events, len(society)) / weeks),
        without=float((useful_each == 0).mean()),
        newcomer_weeks=float(np.median(waits)),
        newcomers_none=float((waits >= horizon(course.assumptions)).mean()),
        asked_again=_ratio(sum(event.again for event in events), count),
        no_time=_ratio(sum(event.busy for event in events), count),
        proposals=count / weeks.sum() * 52 / 12,
    )


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0


def received(events: Sequence[Event], n: int) -> Floats:
    """How many of the introductions each of n people was a party of."""
    parties = [person for event in events for person in (event.a, event.b)]
    return np.bincount(np.array(parties, dtype=np.int64), minlength=n).astype(np.float64)


def gini(values: Floats) -> float:
    """0 when everybody has the same, towards 1 when one has it all."""
    total = values.sum()
    if not total:
        return 0.0
    n = len(values)
    ranks = 2 * np.arange(1, n + 1) - n - 1
    return float((ranks * np.sort(values)).sum() / (n * total))


def horizon(a: Assumptions) -> int:
    """Weeks for which every newcomer has been watched."""
    return min(HORIZON, a.weeks - last_joining_week(a))


def newcomer_waits(course: Course, useful: Sequence[Event]) -> Floats:
    """For each newcomer the weeks until their first useful introduction, at most the horizon."""
    joined = course.society.joined
    first = np.full(len(joined), np.inf)
    for event in useful:
        for person in (event.a, event.b):
            first[person] = min(first[person], event.week)
    waits = np.minimum(first - joined + 1, horizon(course.assumptions))
    return np.asarray(waits[joined > 0])


@dataclass(frozen=True)
class Spread:
    """A mean over seeds, with its 95 % interval."""

    mean: float
    half: float  # half the width of the interval

    @property
    def low(self) -> float:
        return self.mean - self.half

    @property
    def high(self) -> float:
        return self.mean + self.half

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """From one value a seed."""
        array = np.asarray(values, dtype=np.float64)
        if len(array) < 2:
            return cls(float(array.mean()), 0.0)
        error = float(array.std(ddof=1)) / len(array) ** 0.5
        return cls(float(array.mean()), students_t(len(array) - 1) * error)


def students_t(freedom: int) -> float:
    """The 97.5 % quantile; above 2 degrees of freedom by Cornish-Fisher, at worst 1 % too low."""
    exact = {1: 12.706, 2: 4.303}
    z = NormalDist().inv_cdf(0.975)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return exact.get(freedom) or sum(term / freedom**power for power, term in enumerate(terms))
