"""The engine that is always there: dense matrices, by chunks of rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from ..amounts import Comparing, Pairs, pairs_of
from ..columns import Columns
from ..people import Floats, Ints, Weights
from ..pricing import BlockPricing, Priced, by_introducer
from ..problem import Problem
from ..profiles import Profiles
from ..scores import Stance, score_pairs, score_rows
from .interface import Partners

DECIMALS = 9
CELLS = 2_000_000  # entries of one dense matrix; about a dozen are needed at once


class NumpyEngine:
    name = "numpy"

    def searcher(self, profiles: Profiles, stance: Stance, weights: Weights) -> NumpySearcher:
        return NumpySearcher(profiles, stance, weights)

    def partners_within(
        self,
        profiles: Profiles,
        bounds: Ints,
        stance: Stance,
        weights: Weights,
        k: int,
        threads: int = 1,
    ) -> Partners:
        partner = np.full((len(profiles), k), -1, dtype=np.int64)
        score = np.zeros((len(profiles), k))
        for begin, end in pairwise(bounds.tolist()):
            here = np.arange(begin, end)
            own = Stance(stance.factor[here], stance.active[here])
            found = NumpySearcher(profiles.take(here), own, weights).partners(k)
            partner[here] = np.where(found.partner >= 0, found.partner + begin, -1)
            score[here] = found.score
        return Partners(partner, score)

    def pairs(self, profiles: Profiles, weights: Weights) -> Pairs:
        return pairs_of(profiles, weights)

    def pricing(self, problem: Problem, *, threads: int = 1) -> NumpyPricing:
        """The threads are the linear algebra library's own: there is no setting for them here."""
        return NumpyPricing(problem, self)


class NumpySearcher:
    """Compares chunks of rows with everybody and keeps the best of each row."""

    def __init__(self, profiles: Profiles, stance: Stance, weights: Weights) -> None:
        self._profiles, self._stance, self._weights = profiles, stance, weights
        self._comparing = Comparing(profiles, weights)

    def partners(self, k: int, rows: Ints | None = None, threads: int = 1) -> Partners:
        rows = np.arange(len(self._profiles)) if rows is None else rows
        partner = np.full((len(rows), k), -1, dtype=np.int64)
        score = np.zeros((len(rows), k))
        for chunk in self._chunks(len(rows)):
            partner[chunk], score[chunk] = _best_of_rows(
                self._scores(rows[chunk]), self._profiles.ids, k
            )
        return Partners(partner, score)

    def scores_of(self, position: int) -> Floats:
        return np.asarray(self._scores(np.array([position]))[0])

    def change(self, position: int, profiles: Profiles) -> None:
        self._profiles = profiles
        self._comparing.change(position, profiles)

    def _scores(self, rows: Ints) -> Floats:
        amounts, allowed = self._comparing.rows(rows), self._comparing.may_meet(rows)
        return score_rows(rows, amounts, allowed, self._stance, self._weights).round(DECIMALS)

    def _chunks(self, n_rows: int) -> Iterator[slice]:
        size = max(1, CELLS // max(len(self._profiles), 1))
        return (slice(start, start + size) for start in range(0, n_rows, size))


def _best_of_rows(scores: Floats, ids: Ints, k: int) -> tuple[Ints, Floats]:
    """The k best columns of each row and their scores, equals by their ids; -1 and 0 for none."""
    r, m = scores.shape
    partner, score = np.full((r, k), -1, dtype=np.int64), np.zeros((r, k))
    least = np.partition(scores, m - k, axis=1)[:, m - k, None] if k < m else 0.0
    row, column = np.nonzero((scores >= least) & (scores > 0))
    value = scores[row, column]
    order = np.lexsort((ids[column], -value, row))
    row, column, value = row[order], column[order], value[order]
    place = np.arange(len(row)) - np.searchsorted(row, row)  # within the row
    kept = place < k
    partner[row[kept], place[kept]] = column[kept]
    score[row[kept], place[kept]] = value[kept]
    return partner, score


class NumpyPricing(BlockPricing):
    """Scores all pairs of a block for one introducer after the other."""

    def best_of_block(self, block: int, prices: Priced, k: Ints) -> Columns:
        pairs, members = self.pairs(block), self.problem.blocks[block].members
        costs = prices.person[pairs.i] + prices.person[pairs.j]
        costs[prices.places] += prices.pair

        def best(x: int) -> Columns:
            introducer = self.problem.introducers[x]
            score = score_pairs(pairs, self.stances[x], introducer.weights).score
            after = score - costs
            barred = self.places(block, introducer.barred)
            after[barred[barred >= 0]] = 0.0
            best = _first(after, int(k[x]))
            who = np.full(len(best), x)
            return Columns(who, members[pairs.i[best]], members[pairs.j[best]], score[best])

        return by_introducer(best(x) for x in self.introducers_of(block) if k[x] > 0)


def _first(values: Floats, k: int) -> Ints:
    """Where the k greatest positive values stand, the greatest first, equals in their order."""
    likely = np.arange(len(values))
    if k < len(values):
        likely = np.flatnonzero(values >= np.partition(values, -k)[-k])
    likely = likely[values[likely] > 0]
    return likely[np.argsort(-values[likely], kind="stable")][:k]
