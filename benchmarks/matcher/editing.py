"""Somebody edits their profile: bringing everybody's list up to date against making all anew."""

from __future__ import annotations

from statistics import fmean

import numpy as np

from benchmarks.matcher.groups import Group, make_group
from benchmarks.matcher.machine import THREADS
from benchmarks.matcher.ours import WEIGHTS, K
from benchmarks.matcher.timing import duration, side_by_side
from benchmarks.report import Figure, Report
from introductions.matcher.engines import Engine, Partners, engine_named
from introductions.matcher.people import Flags, Floats, Ints
from introductions.matcher.profiles import Profiles
from introductions.matcher.scores import Stance

TIMES = 30


def measure_editing(report: Report, n: int, *, rounds: int, seed: int = 0) -> None:
    """Edits one after the other, and searches for everybody, in turns.

    Edits are not all the same work, so here means are compared, not the quickest runs.
    """
    kept = KeptLists(engine_named("numba"), make_group(n, seed))
    edits = iter(np.random.default_rng(seed).integers(0, n, (100_000, 2)).tolist())
    contenders = {
        "edit": lambda: kept.copy_profile(*next(edits)),
        "full": kept.searched,
    }
    times = side_by_side(contenders, rounds)
    differ = differing_rows(kept.lists, kept.searched())
    edit, full = fmean(times.seconds["edit"]), fmean(times.seconds["full"])
    detail = (
        f"{duration(full)} against {duration(edit)}, means of {len(times.seconds['full'])}"
        f" and {len(times.seconds['edit'])}; {differ} lists differ afterwards"
    )
    name = f"One profile edited, against all anew, {n:,} people"
    report.add(Figure(name, full / edit, "x", TIMES, detail, not differ, least=True))


class KeptLists:
    """Everybody's best partners, kept up to date from edit to edit."""

    def __init__(self, engine: Engine, group: Group) -> None:
        self.engine = engine
        self.profiles = Profiles.of_circle(
            group.people,
            group.circle,
            vocabulary=group.vocabulary,
            rarity=group.rarity,
            weights=WEIGHTS,
        )
        self.stance = Stance.of_circle(self.profiles, group.circle, WEIGHTS)
        self.searcher = engine.searcher(self.profiles, self.stance, WEIGHTS)
        self.lists = self.searcher.partners(K, threads=THREADS)

    def searched(self) -> Partners:
        """All lists anew, from the profiles as they are now."""
        searcher = self.engine.searcher(self.profiles, self.stance, WEIGHTS)
        return searcher.partners(K, threads=THREADS)

    def copy_profile(self, position: int, other: int) -> None:
        """Somebody's profile becomes that of another; then every list is brought up to date."""
        self.profiles = self.profiles.with_profile(position, self.profiles.take(np.array([other])))
        self.searcher.change(position, self.profiles)
        scores = self.searcher.scores_of(position)
        anew = (self.lists.partner == position).any(axis=1)
        anew[position] = True
        self._search_again(np.flatnonzero(anew))
        self._insert(position, scores, np.flatnonzero(self._beats_last(position, scores) & ~anew))

    def _search_again(self, rows: Ints) -> None:
        """Whoever had the edited person in their list may need somebody else in their place."""
        found = self.searcher.partners(K, rows, THREADS)
        self.lists.partner[rows], self.lists.score[rows] = found.partner, found.score

    def _beats_last(self, position: int, scores: Floats) -> Flags:
        """Whose last is worth less than the edited person, or as much with a larger id."""
        last, ids = self.lists.score[:, -1], self.profiles.ids
        larger_id = ids[self.lists.partner[:, -1]] > ids[position]
        equal = (scores == last) & larger_id & (scores > 0)
        return np.asarray((scores > last) | equal)

    def _insert(self, position: int, scores: Floats, rows: Ints) -> None:
        """Put the edited person into these lists, and the last ones out."""
        partner = np.column_stack([self.lists.partner[rows], np.full(len(rows), position)])
        score = np.column_stack([self.lists.score[rows], scores[rows]])
        ids = np.where(partner >= 0, self.profiles.ids[partner], np.iinfo(np.int64).max)
        order = np.lexsort((ids, -score), axis=1)[:, :K]
        self.lists.partner[rows] = np.take_along_axis(partner, order, axis=1)
        self.lists.score[rows] = np.take_along_axis(score, order, axis=1)


def differing_rows(one: Partners, other: Partners) -> int:
    """How many lists are not the same."""
    same = (one.partner == other.partner).all(axis=1) & (one.score == other.score).all(axis=1)
    return int((~same).sum())
