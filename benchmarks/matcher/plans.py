"""Plans for everybody: how much of the best is certain, and what lists of favourites would give."""

from __future__ import annotations

from collections import Counter

import numpy as np

from benchmarks.matcher.machine import THREADS
from benchmarks.matcher.networks import Network, make_network
from benchmarks.matcher.timing import duration, one_turn
from benchmarks.report import Figure, Report
from introductions.matcher.columns import Columns, Prices, Pricing
from introductions.matcher.engines import engine_named
from introductions.matcher.people import Ints
from introductions.matcher.planning import Plan, make_plan

ROUNDS = 16  # at most; ten thousand people want more than the ten that are usual
CERTAIN = 99.5  # percent of the bound
WARM_UP = 20  # people for whom everything is compiled
FAVOURITES = 20  # of each introducer, for the comparison
TIMES_GREEDY = {200: 2.0, 1_000: 1.2}


def measure_plans(report: Report, sizes: tuple[int, ...], seed: int = 0) -> None:
    """A plan for each size, from nothing, and the greedy one from everybody's favourites."""
    make(make_network(WARM_UP, seed))
    for n in sizes:
        network = make_network(n, seed)
        plan, pricing, seconds = make(network)
        breaks = broken_rules(plan.columns, network)
        detail = (
            f"{network.triples:,} triples, circles of {network.circle:.0f}: {plan.value:.1f}"
            f" of {plan.bound:.1f}, {len(plan.columns):,} introductions in {duration(seconds)}"
        )
        name, share = f"Plan, certain share of the bound, {n:,} people", 100 * plan.certificate
        detail = ", ".join([*breaks, detail])
        report.add(Figure(name, float(share), "%", CERTAIN, detail, not breaks, least=True))

        value = value_of_favourites(pricing, network)
        name = f"Plan against greedy on best {FAVOURITES}, {n:,} people"
        bar, detail = TIMES_GREEDY.get(n), f"{plan.value:.1f} against {value:.1f}"
        report.add(Figure(name, float(plan.value / value), "x", bar, detail, least=True))


def make(network: Network) -> tuple[Plan, Pricing, float]:
    """A plan, the pricing it was made with, and the seconds that both took."""
    plans, pricings = list[Plan](), list[Pricing]()

    def work() -> None:
        pricings.append(engine_named("numba").pricing(network.problem, threads=THREADS))
        plans.append(
            make_plan(pricings[0], quota=network.quota, limit=network.limit, rounds=ROUNDS)
        )

    (seconds,) = one_turn(work)
    return plans[0], pricings[0], seconds


def value_of_favourites(pricing: Pricing, network: Network) -> float:
    """What the greedy plan on everybody's favourites is worth."""
    n = len(network)
    favourites = pricing.best(Prices.free(n), np.full(n, FAVOURITES))
    return float(favourites.score[greedy(favourites, network)].sum())


def greedy(columns: Columns, network: Network) -> Ints:
    """Take the best column that is still possible, again and again; their numbers."""
    quota, limit = network.quota.tolist(), network.limit.tolist()
    pairs, taken = set[tuple[int, int]](), []
    x, a, b = columns.introducer.tolist(), columns.a.tolist(), columns.b.tolist()
    for at in np.argsort(-columns.score, kind="stable").tolist():
        pair = a[at], b[at]
        if quota[x[at]] and limit[a[at]] and limit[b[at]] and pair not in pairs:
            quota[x[at]] -= 1
            limit[a[at]] -= 1
            limit[b[at]] -= 1
            pairs.add(pair)
            taken.append(at)
    return np.array(taken, dtype=np.int64)


def broken_rules(columns: Columns, network: Network) -> list[str]:
    """What a plan does that it must not, counted anew and without the planner."""
    problem, breaks = network.problem, []
    rows = np.array([introducer.row for introducer in problem.introducers])
    if (np.bincount(columns.introducer, minlength=len(rows)) > network.quota).any():
        breaks.append("more than a quota")
    parties = Counter([*columns.a.tolist(), *columns.b.tolist()])
    if any(times > network.limit[person] for person, times in parties.items()):
        breaks.append("more than a limit")
    pairs = list(zip(columns.a.tolist(), columns.b.tolist(), strict=True))
    if len(set(pairs)) < len(pairs):
        breaks.append("a pair twice")
    if set(pairs) & set(map(tuple, problem.never.tolist())):
        breaks.append("a pair that has met")
    if ((columns.a == rows[columns.introducer]) | (columns.b == rows[columns.introducer])).any():
        breaks.append("somebody introduces themselves")
    for x, a, b in zip(columns.introducer.tolist(), *zip(*pairs, strict=True), strict=True):
        if not np.isin([a, b], problem.blocks[problem.introducers[x].block].members).all():
            breaks.append("somebody from elsewhere")
    return breaks
