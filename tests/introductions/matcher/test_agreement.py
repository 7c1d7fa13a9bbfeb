"""The numpy engine gives what the plain Python oracle gives."""

import numpy as np
import pytest

from introductions.matcher import best, oracle
from introductions.matcher.choice import choose
from introductions.matcher.people import Weights

from .worlds import random_world


@pytest.mark.parametrize("seed", range(200))
def test_engine_equals_oracle(seed):
    arguments = random_world(seed).arguments()
    k = [1, 10, 20, 60][seed % 4]

    answer = best.best_matches(**arguments, k=k)
    expected = oracle.best_matches(**arguments, k=k)

    assert [(m.a, m.b) for m in answer] == [(m.a, m.b) for m in expected]
    for one, other in zip(answer, expected, strict=True):
        assert one.score == pytest.approx(other.score, abs=1.5e-9)
        assert (one.benefit_a, one.benefit_b) == pytest.approx((other.benefit_a, other.benefit_b))
        assert (one.fit, one.acquaintance) == (other.fit, other.acquaintance)
        assert _named(one) == _named(other)
        assert [e.weight for e in one.evidence] == pytest.approx([e.weight for e in other.evidence])


def _named(match):
    return [(e.lens, e.items, e.helps) for e in match.evidence]


@pytest.mark.parametrize("seed", range(10))
def test_engine_equals_oracle_with_other_weights(seed):
    arguments = random_world(seed).arguments()
    weights = Weights(
        trigger_event=0.0, returned=0.0, obvious=0.0, tie_floor=0.0, repeat=1.0, both_active=1.0
    )

    answer = best.best_matches(**arguments, weights=weights)
    expected = oracle.best_matches(**arguments, weights=weights)

    assert [(m.a, m.b, _named(m)) for m in answer] == [(m.a, m.b, _named(m)) for m in expected]


@pytest.mark.parametrize(("k", "repeat"), [(1, 0.9), (20, 0.9), (20, 0.3), (100, 0.9), (60, 1.0)])
@pytest.mark.parametrize("levels", [3, 50, 10**9])
def test_choosing_from_the_head_misses_nothing(k, repeat, levels):
    """Few levels make many equals, few parties in the best pairs make the head too short."""
    rng = np.random.default_rng(levels)
    people = 40
    score = rng.integers(0, levels, (people, people)) / levels
    score[:3] += 1.0
    score = np.triu(score, 1) + np.triu(score, 1).T
    ids = rng.permutation(people) + 5

    assert _chosen(score, ids, repeat, k) == _plain_choice(score, ids, repeat, k)


def test_equals_at_the_end_of_the_head_go_by_id():
    score = np.ones((40, 40))
    score[3, 7] = score[7, 3] = 2.0
    np.fill_diagonal(score, 0)
    ids = np.arange(40)[::-1]

    assert _chosen(score, ids, 1.0, 20) == _plain_choice(score, ids, 1.0, 20)


def _chosen(score, ids, repeat, k):
    i, j = np.triu_indices(len(ids), 1)
    return [(i[at], j[at]) for at in choose(score[i, j], i, j, ids, repeat, k).tolist()]


def _plain_choice(score, ids, repeat, k):
    pairs = [(i, j) for i, j in zip(*np.nonzero(np.triu(score)), strict=True)]
    times, taken = dict.fromkeys(range(len(ids)), 0), []

    def rank(pair):
        i, j = pair
        return -round(score[i, j] * repeat ** (times[i] + times[j]), 9), *sorted((ids[i], ids[j]))

    while pairs and len(taken) < k:
        best = min(pairs, key=rank)
        pairs.remove(best)
        taken.append(best)
        times[best[0]] += 1
        times[best[1]] += 1
    return taken
