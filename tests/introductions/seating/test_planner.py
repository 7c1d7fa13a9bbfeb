"""Tables for a few rounds, against every possible plan where they are few enough to try."""

import os
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from introductions.seating.planner import count_tables, plan_tables, value_of

EXAMPLES = int(os.environ.get("SEATING_EXAMPLES", "12"))
NEVER = 1_000.0


def seats_for(people, sizes):
    """Every way to seat these people at tables of these sizes."""
    if not sizes:
        yield []
        return
    first, *others = people
    for size in sorted(set(sizes)):
        left = list(sizes)
        left.remove(size)
        for company in combinations(others, size - 1):
            rest = [one for one in others if one not in company]
            for tables in seats_for(rest, left):
                yield [[first, *company], *tables]


def every_round(n, seats):
    tables = count_tables(n, seats)
    sizes = [n // tables + (table < n % tables) for table in range(tables)]
    return list(seats_for(list(range(n)), sizes))


def a_room(n, seed, *, apart=0.1):
    """People of whom half the pairs are worth something, and some must not sit together."""
    random = np.random.default_rng(seed)
    worth = random.random((n, n)) * (random.random((n, n)) < 0.5)
    worth = np.triu(worth, 1) + np.triu(worth, 1).T
    kept = np.triu(random.random((n, n)) < apart, 1)
    costs = np.where(kept | kept.T, NEVER, 0.0)
    return np.where(costs > 0, 0.0, worth), costs, random


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.integers(2, 9), st.integers(3, 5), st.integers(0, 2**31))
def test_one_round_is_as_good_as_the_best_of_all(n, seats, seed):
    worth, apart, random = a_room(n, seed)

    plan = plan_tables(worth, apart, seats=seats, rounds=1, random=random)

    best = max(value_of([each], worth, apart) for each in every_round(n, seats))
    assert value_of(plan, worth, apart) == pytest.approx(best)


@pytest.mark.parametrize("n", [6, 7])
def test_two_rounds_are_nearly_as_good_as_the_best_of_all(n):
    for seed in range(3):
        worth, apart, random = a_room(n, seed, apart=0.0)

        plan = plan_tables(worth, apart, seats=4 if n == 7 else 3, rounds=2, random=random)

        rounds = every_round(n, 4 if n == 7 else 3)
        best = max(value_of(list(two), worth, apart) for two in product(rounds, repeat=2))
        assert value_of(plan, worth, apart) >= best - 0.02 * abs(best)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.integers(0, 40), st.integers(3, 8), st.integers(1, 3), st.integers(0, 2**31))
def test_everybody_has_one_seat_in_each_round_and_tables_are_alike(n, seats, rounds, seed):
    worth, apart, random = a_room(n, seed)

    plan = plan_tables(worth, apart, seats=seats, rounds=rounds, random=random)

    assert len(plan) == (0 if n == 0 else 1 if n <= seats else rounds)
    for tables in plan:
        assert sorted(person for table in tables for person in table) == list(range(n))
        sizes = [len(table) for table in tables]
        assert max(sizes) <= seats
        assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize(
    ("people", "seats", "rounds"), [(9, 3, 3), (16, 4, 3), (24, 4, 3), (40, 5, 3), (64, 8, 3)]
)
def test_nobody_sits_twice_with_the_same(people, seats, rounds):
    nothing = np.zeros((people, people))

    plan = plan_tables(
        nothing, nothing, seats=seats, rounds=rounds, random=np.random.default_rng(3)
    )

    assert value_of(plan, nothing, nothing) == 0
    together = [pair for tables in plan for table in tables for pair in combinations(table, 2)]
    assert len(together) == len(set(together))


def test_who_must_not_sit_together_does_not_while_there_is_a_way():
    # Ten trades with two of each, who are rivals.
    apart = np.where(np.arange(20)[:, None] % 10 == np.arange(20) % 10, NEVER, 0.0)
    np.fill_diagonal(apart, 0.0)
    worth = np.where(apart > 0, 0.0, 0.001)

    plan = plan_tables(worth, apart, seats=4, rounds=3, random=np.random.default_rng(1))

    assert value_of(plan, np.zeros_like(worth), apart) > -NEVER


def test_the_same_start_gives_the_same_plan():
    worth, apart, _ = a_room(30, 5)

    one, other = (
        plan_tables(worth, apart, seats=4, rounds=2, random=np.random.default_rng(7))
        for _ in range(2)
    )

    assert one == other


def test_far_better_than_by_chance():
    worth, apart, random = a_room(60, 11, apart=0.0)
    shuffled = [[list(table) for table in np.array_split(random.permutation(60), 15)]]

    plan = plan_tables(worth, apart, seats=4, rounds=1, random=random)

    assert value_of(plan, worth, apart) > 2 * value_of(shuffled, worth, apart)
