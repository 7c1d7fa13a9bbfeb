"""What policies see each week, and what they may do about it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from benchmarks.effect.assumptions import Assumptions
from benchmarks.effect.society import Society
from introductions.matcher.people import Flags, Floats, Ints

NOBODY = -1  # introduces two people who meet by lot


@dataclass(frozen=True, eq=False)
class View:
    """Profiles, ties and what has happened so far; a policy changes nothing of it."""

    assumptions: Assumptions
    society: Society
    week: int
    present: Flags  # n
    tie: Floats  # n x n, now
    minutes: Floats  # n: left for networking
    quota: Ints  # n: introductions that each is willing to make this week and has the minutes for
    activity: Floats  # n: introductions made and meetings had, events a month, decayed
    given: Floats  # n: introductions made, decayed
    received: Floats  # n: introductions received, decayed
    proposed: Flags  # n x n: pairs that anybody has ever introduced; with a tool all can know it
    made: Ints  # c x 3: introducer and pair of every introduction so far
    needs: Ints  # n: the profession that each needs now, or -1
    rng: Generator

    @property
    def room(self) -> Ints:
        """n: meetings that each has minutes for, once they have made their introductions."""
        a = self.assumptions
        left = self.minutes - a.introducing * self.quota
        return np.where(self.present, left // (a.answering + a.meeting), 0).astype(np.int64)

    @property
    def open_pairs(self) -> Flags:
        """n x n: pairs who neither know each other nor were introduced, with time for a meeting."""
        able = self.room > 0
        pairs = np.logical_and.outer(able, able) & ~self.proposed & ~self.society.acquainted
        np.fill_diagonal(pairs, False)
        return np.asarray(pairs)


@dataclass(frozen=True)
class Proposal:
    """Somebody brings two people together, or a lot does."""

    introducer: int  # or NOBODY
    a: int
    b: int
    asked_for: bool = False  # by a


@dataclass
class Week:
    """What a policy makes people do in one week, in this order."""

    asks: list[tuple[int, int]] = field(default_factory=list)  # who asks whom "do you know a ...?"
    proposals: list[Proposal] = field(default_factory=list)
