"""Tables of a meeting: how long planning takes and how much better it is than chance.

The people are invented as those of the matcher's figures; what a pair is worth is the matcher's
score. `python -m benchmarks seating`.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from benchmarks.matcher.groups import make_group
from benchmarks.report import Figure, Report
from introductions.matcher import Weights
from introductions.matcher.engines import engine_named
from introductions.matcher.people import Floats, Sets
from introductions.matcher.profiles import Profiles, very_active
from introductions.matcher.scores import Stance, score_pairs
from introductions.seating.planner import Round, count_tables, plan_tables, value_of

SIZES = ((40, 4, 1), (200, 4, 1), (200, 6, 3))  # people, seats at a table, rounds
MOST_SECONDS = 2.0  # of the processor, for 200 people
BETTER = 2.0  # times what is won by sitting anywhere
BY_CHANCE = 20  # plans that are drawn to know what that is


def a_room(people: int) -> Floats:
    """What each pair of a group is worth at one table."""
    group, weights = make_group(people), Weights()
    profiles = Profiles.of(
        group.people,
        np.arange(people),
        Sets.from_lists([[0]] * people),
        np.zeros((0, 2), dtype=np.int64),
        vocabulary=group.vocabulary,
        rarity=group.rarity,
        weights=weights,
    )
    pairs = engine_named("numpy").pairs(profiles, weights)
    stance = Stance(profiles.fairness, very_active(profiles.activity, weights))
    worth = np.zeros((people, people))
    worth[pairs.i, pairs.j] = score_pairs(pairs, stance, weights).score
    return worth + worth.T


def measure_seating(report: Report) -> None:
    """For each size the time and the ratio."""
    for people, seats, rounds in SIZES:
        worth = a_room(people)
        random = np.random.default_rng([people, seats, rounds])
        began, clock = process_time(), perf_counter()
        plan = plan_tables(worth, 0 * worth, seats=seats, rounds=rounds, random=random)
        spent, waited = process_time() - began, perf_counter() - clock
        won = value_of(plan, worth, 0 * worth)
        chance = np.mean([won_by_chance(worth, seats, rounds, random) for _ in range(BY_CHANCE)])
        name = f"{people} people, {seats} at a table, {rounds} round{'s' * (rounds > 1)}"
        bar = MOST_SECONDS if people == 200 else None
        report.add(Figure(f"{name}: processor", spent, "s", bar, f"{waited:.2f} s by the clock"))
        detail = f"worth {won:.1f}, by chance {chance:.1f}"
        report.add(Figure(f"{name}: won", won / chance, "x", BETTER, detail, least=True))


def won_by_chance(worth: Floats, seats: int, rounds: int, random: np.random.Generator) -> float:
    """What sitting anywhere brings; nothing is taken off for the same company once more."""
    people = len(worth)
    tables = count_tables(people, seats)
    together = np.zeros(worth.shape, dtype=np.bool_)
    for _ in range(rounds):
        drawn: Round = [
            part.tolist() for part in np.array_split(random.permutation(people), tables)
        ]
        for table in drawn:
            together[np.ix_(table, table)] = True
    return float(worth[together].sum()) / 2


def main(argv: list[str]) -> int:
    """Measure; 0 when every bar was kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks seating", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    chosen = parser.parse_args(argv)
    report = Report()
    measure_seating(report)
    if chosen.json:
        report.write(chosen.json)
    return report.verdict()
