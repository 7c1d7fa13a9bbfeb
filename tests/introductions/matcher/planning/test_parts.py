"""The parts of the way by themselves: local search, settling prices."""

import numpy as np

from introductions.matcher.columns import Columns, Prices
from introductions.matcher.planning.local_search import Packing, improve
from introductions.matcher.planning.pool import Pool
from introductions.matcher.planning.room import Room
from introductions.matcher.planning.settling import settle

from .worlds import optimum, world


def packing(uses, score, room):
    uses, score = np.array(uses), np.array(score, dtype=float)
    price = np.full(len(room), score.mean() / 4)
    return Packing(uses, np.array(room), price, score, score - price[uses].sum(axis=1))


def test_one_goes_out_where_two_come_in():
    # Things 0 to 2 are pairs, 3 and 4 introducers, the rest people.
    uses = [(0, 3, 5, 6), (1, 3, 5, 7), (2, 4, 6, 8)]
    problem = packing(uses, [1.0, 0.9, 0.9], [1] * 9)
    improved = improve(problem, np.array([0]), enough=1.8, steps=2000, temperature=0.01)

    assert list(improved) == [1, 2]


def test_a_plan_never_gets_worse():
    uses = [(0, 3, 5, 6), (1, 3, 5, 7), (2, 4, 6, 8)]
    problem = packing(uses, [2.0, 0.9, 0.9], [1] * 9)

    for seed in range(5):
        improved = improve(problem, np.array([0]), enough=9, steps=200, temperature=5, seed=seed)
        assert problem.score[improved].sum() >= 2.0


def test_no_steps_change_nothing():
    problem = packing([(0, 1, 2, 3)], [1.0], [1] * 4)

    assert list(improve(problem, np.array([0]), enough=9, steps=0, temperature=1)) == [0]


def test_settled_prices_are_those_of_the_linear_program():
    there = world(40, group=40, own=0.2)
    every = there.every_column()
    room = Room.of(there.quota, there.limit, None)
    pool, scale = Pool(every, 40), float(every.score.mean())
    prices = settle(pool, room, Prices.free(40), scale).prices
    settled = settle(pool, room, prices, scale)
    best = optimum(there, every, whole=False)

    assert best - 1e-6 <= settled.value <= 1.003 * best
    assert settled.worth.max() <= 1e-9 + 0.01 * every.score.mean()


def test_a_pair_costs_what_the_second_would_pay():
    columns = Columns(np.array([0, 1]), np.array([0, 0]), np.array([1, 1]), np.array([1.0, 0.6]))
    room = Room.of(np.array([1, 1]), np.array([5, 5]), None)
    settled = settle(Pool(columns, 2), room, Prices.free(2), 0.8)

    assert 0.59 < settled.pair[0] < 1.01
    assert list(settled.person) == [0, 0]
    assert abs(settled.value - 1) < 0.01
