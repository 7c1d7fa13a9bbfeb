"""What nobody sees: how useful two people would be to each other, and what they will need.

Only `simulation.py` holds one of these; policies are given a `View`, which has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from statistics import NormalDist

import numpy as np
from numpy.random import Generator

from benchmarks.effect.assumptions import Assumptions
from benchmarks.effect.society import Society, Truth
from benchmarks.effect.starter import starter
from introductions.matcher.people import Flags, Floats, Ints, Sets


@dataclass(frozen=True, eq=False)
class Hidden:
    """The fate of every meeting that could be; the same under every policy."""

    logit: Floats  # n x n, symmetric: of the chance that a meeting proves useful
    luck: Floats  # n x n, symmetric: the meeting proves useful where this lies below the chance
    needs: Ints  # weeks x n: the profession that somebody begins to need then, or -1
    live_need: float  # logits

    def useful(self, a: int, b: int, needed: bool) -> bool:
        """Whether a meeting of a and b proves useful, when one `needed` the other's profession."""
        logit = self.logit[a, b] + (self.live_need if needed else 0.0)
        return bool(self.luck[a, b] < 1 / (1 + exp(-logit)))

    @property
    def chance(self) -> Floats:
        """n x n: the chance that a meeting proves useful while nobody needs anybody."""
        return np.asarray(1 / (1 + np.exp(-self.logit)))


def make_hidden(a: Assumptions, rng: Generator, society: Society, truth: Truth) -> Hidden:
    """Correlated with true shared need as far as `a.correlation` says, the rest is noise."""
    n = a.people
    upper = np.triu_indices(n, 1)
    need = normal_scores(shared_need(rng, truth)[upper], rng)
    need[same_trade(society)[upper]] = 0.0  # whether competitors help each other, we do not know
    noise = rng.standard_normal(len(need))
    fit = a.correlation * need + np.sqrt(1 - a.correlation**2) * noise
    chemistry = a.renown * truth.sociable + np.sqrt(1 - a.renown**2) * rng.standard_normal(n)
    logit = np.zeros((n, n))
    logit[upper] = log(a.usual / (1 - a.usual)) + a.spread * fit
    logit[upper] += a.chemistry * (chemistry[upper[0]] + chemistry[upper[1]])
    luck = np.zeros((n, n))
    luck[upper] = rng.random(len(need))
    return Hidden(logit + logit.T, luck + luck.T, some_needs(a, rng, truth), a.live_need)


def shared_need(rng: Generator, truth: Truth) -> Floats:
    """n x n: what two people truly have in common.

    Not the matcher's formula on purpose: it adds up true items rather than shown ones, each with a
    weight of its own that no policy knows, with neither rarity nor saturation.
    """
    lists, people = starter(), truth.people
    n_sources = lists.vocabulary.n_sources
    sources = _table(people.sources, n_sources)
    seeks = _table(people.pools, lists.vocabulary.n_pools)
    belongs = _table(people.belongs, lists.vocabulary.n_pools)
    worth = rng.exponential(1.0, n_sources)
    worth[list(lists.vocabulary.own_sources)] = 0.0
    need = _weighed(sources, worth)
    need += _weighed(seeks, rng.exponential(1.0, seeks.shape[1]))
    need += _weighed(
        _table(people.events, lists.vocabulary.n_events),
        rng.exponential(1.0, lists.vocabulary.n_events),
    )
    sends = rng.exponential(2.0, lists.n_professions)
    direct = sources[:, people.profession] * sends[people.profession]
    prospect = (seeks * rng.exponential(2.0, seeks.shape[1])) @ belongs.T
    return np.asarray(need + direct + direct.T + prospect + prospect.T)


def _table(sets: Sets, size: int) -> Floats:
    table = np.zeros((len(sets), size))
    table[sets.row_of_each(), sets.items] = 1.0
    return table


def _weighed(table: Floats, worth: Floats) -> Floats:
    return np.asarray((table * worth) @ table.T)


def normal_scores(values: Floats, rng: Generator) -> Floats:
    """Values of the same order, normally distributed; equals in random order."""
    rank = np.empty(len(values))
    rank[np.lexsort((rng.random(len(values)), values))] = np.arange(len(values))
    quantile = NormalDist().inv_cdf
    table = np.array([quantile((r + 0.5) / 4096) for r in range(4096)])
    return np.asarray(table[(rank * 4096 / len(values)).astype(np.int64)])


def same_trade(society: Society) -> Flags:
    """n x n: the same profession, or two that compete."""
    profession = society.people.profession
    n_professions = len(society.vocabulary.source_of_profession)
    forbidden = np.eye(n_professions, dtype=np.bool_)
    for p, q in society.vocabulary.competes:
        forbidden[p, q] = forbidden[q, p] = True
    return np.asarray(forbidden[np.ix_(profession, profession)])


def some_needs(a: Assumptions, rng: Generator, truth: Truth) -> Ints:
    """A need is for a profession among one's true sources as often as need shows in anything."""
    people, n_professions = truth.people, starter().n_professions
    needs = np.full((a.weeks, a.people), -1, dtype=np.int64)
    begins = rng.random(needs.shape) < a.needs
    for week, person in zip(*np.nonzero(begins), strict=True):
        listed = people.sources.row(person)
        own = listed[listed < n_professions]
        if len(own) and rng.random() < a.correlation:
            needs[week, person] = rng.choice(own)
        else:
            needs[week, person] = people.profession[rng.integers(a.people)]
    return needs
