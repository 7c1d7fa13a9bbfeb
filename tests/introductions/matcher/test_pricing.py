"""Both engines find the columns of a plan that looking at every triple finds."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from introductions.matcher import oracle
from introductions.matcher.columns import Prices
from introductions.matcher.engines import engine_named
from introductions.matcher.people import Circle, Rarity, Sets, Weights
from introductions.matcher.problem import Block, Introducer, Problem

from .worlds import random_world

ENGINES = ["numpy", "numba"]
WEIGHTS = [Weights(), Weights(shared_pool=0.4, prospect=0.2)]


def problem_of(seed):
    """Two overlapping blocks of one world; introducers among them, and one who is not."""
    world, rng = random_world(seed), np.random.default_rng(seed)
    arguments = world.arguments()
    people, n = arguments["people"], len(arguments["people"])
    blocks = []
    for part in (np.arange(n // 2 + 1), np.arange(n // 3, n)):
        groups = Sets.from_lists([world.everyone[row].groups for row in part])
        rarity = Rarity.of(people.take(part), arguments["vocabulary"])
        blocks.append(Block(part, groups, rarity))

    def introducer(row, block):
        m = len(blocks[block].members)
        pairs = some_pairs(m, rng)
        return Introducer(
            row=row,
            block=block,
            tie=rng.random(m),
            very_active=rng.random(m) < 0.1,
            barred=pairs,
            weights=WEIGHTS[row % 2],
        )

    introducers = [introducer(int(row), b) for b in (0, 1) for row in blocks[b].members]
    introducers.append(introducer(0, 1))
    return Problem(people, arguments["vocabulary"], blocks, introducers, some_pairs(n, rng))


def some_pairs(n, rng):
    """A tenth of all pairs of n, q x 2."""
    pairs = [pair for pair in combinations(range(n), 2) if rng.random() < 0.1]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def every_column(problem):
    """{introducer: {(a, b): score}} by the oracle, one circle after the other."""
    found = {}
    for x, introducer in enumerate(problem.introducers):
        block = problem.blocks[introducer.block]
        here = np.flatnonzero(block.members != introducer.row)
        barred = {tuple(block.members[list(pair)].tolist()) for pair in introducer.barred}
        circle = Circle(
            members=block.members[here],
            tie=introducer.tie[here],
            groups=block.groups.take(here),
            met=frozenset((a, b) for a, b in problem.never.tolist()),
            barred=frozenset(barred),
            very_active=introducer.very_active[here],
        )
        matches = oracle.best_matches(
            problem.people,
            circle,
            vocabulary=problem.vocabulary,
            rarity=block.rarity,
            weights=replace(introducer.weights, repeat=1.0),
            k=10**6,
        )
        row = {key: i for i, key in enumerate(problem.people.ids.tolist())}
        found[x] = {tuple(sorted((row[m.a], row[m.b]))): m.score for m in matches}
    return found


def some_prices(n, rng):
    pairs = sorted({tuple(sorted(rng.choice(n, 2, replace=False).tolist())) for _ in range(n)})
    a, b = np.array(pairs).reshape(-1, 2).T
    return Prices(rng.random(n) * 0.1, a, b, rng.random(len(pairs)) * 0.1)


def price(prices, a, b):
    """What a pair costs, its own price included."""
    of_its_own = (prices.pair_a == a) & (prices.pair_b == b)
    return prices.person[a] + prices.person[b] + prices.pair[of_its_own].sum()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", [8, 11, 13, 14, 15, 20])
def test_the_best_columns_are_those_of_all(engine, seed):
    problem, rng = problem_of(seed), np.random.default_rng(seed)
    pricing = engine_named(engine).pricing(problem, threads=1 + seed % 2)
    k = rng.integers(0, 6, pricing.n_introducers)
    for prices in (Prices.free(pricing.n_people), some_prices(pricing.n_people, rng)):
        columns = pricing.best(prices, k)

        assert (np.diff(columns.introducer) >= 0).all()
        for x, scores in every_column(problem).items():
            mine = columns.take(columns.introducer == x)
            pairs = list(zip(mine.a.tolist(), mine.b.tolist(), strict=True))
            assert mine.score == pytest.approx([scores[p] for p in pairs], abs=1.5e-9)
            left = [s - price(prices, *p) for p, s in zip(pairs, mine.score, strict=True)]
            expected = sorted((s - price(prices, *p) for p, s in scores.items()), reverse=True)
            expected = [value for value in expected if value > 1e-12][: k[x]]
            assert left == pytest.approx(expected, abs=3e-9)
            assert len(set(pairs)) == len(pairs)
