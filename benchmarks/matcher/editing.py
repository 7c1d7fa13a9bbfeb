"""Somebody edits their profile: bringing everybody's list up to date against making all anew."""

from __future__ import annotations

from statistics import fmean

import numpy as np

from benchmarks.matcher.groups import Group, make_group
from benchmarks.matcher.machine import THREADS
from benchmarks.matcher.ours import WEIGHTS, K, prepared
from benchmarks.matcher.timing import duration, side_by_side
from benchmarks.report import Figure, Report
from introductions.matcher import kept
from introductions.matcher.engines import Engine, Partners, engine_named

TIMES = 30


def measure_editing(report: Report, n: int, *, rounds: int, seed: int = 0) -> None:
    """Edits one after the other, and searches for everybody, in turns.

    Edits are not all the same work, so here means are compared, not the quickest runs.
    """
    lists = KeptLists(engine_named("numba"), make_group(n, seed))
    edits = iter(np.random.default_rng(seed).integers(0, n, (100_000, 2)).tolist())
    contenders = {
        "edit": lambda: lists.copy_profile(*next(edits)),
        "full": lists.searched,
    }
    times = side_by_side(contenders, rounds)
    differ = differing_rows(lists.lists, lists.searched())
    edit, full = fmean(times.seconds["edit"]), fmean(times.seconds["full"])
    detail = (
        f"{duration(full)} against {duration(edit)}, means of {len(times.seconds['full'])}"
        f" and {len(times.seconds['edit'])}; {differ} lists differ afterwards"
    )
    name = f"One profile edited, against all anew, {n:,} people"
    report.add(Figure(name, full / edit, "x", TIMES, detail, not differ, least=True))


class KeptLists(kept.KeptLists):
    """The lists of an invented group, whose people take over each other's profiles."""

    def __init__(self, engine: Engine, group: Group) -> None:
        profiles, self.stance = prepared(group)
        self.engine = engine
        super().__init__(engine, profiles, self.stance, WEIGHTS, k=K, threads=THREADS)

    def searched(self) -> Partners:
        """All lists anew, from the profiles as they are now."""
        searcher = self.engine.searcher(self.profiles, self.stance, WEIGHTS)
        return searcher.partners(K, threads=THREADS)

    def copy_profile(self, position: int, other: int) -> None:
        """Somebody's profile becomes that of another; then every list is brought up to date."""
        model = self.profiles.take(np.array([other]))
        self.change(position, self.profiles.with_profile(position, model))


def differing_rows(one: Partners, other: Partners) -> int:
    """How many lists are not the same."""
    same = (one.partner == other.partner).all(axis=1) & (one.score == other.score).all(axis=1)
    return int((~same).sum())
