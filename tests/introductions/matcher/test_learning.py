"""From what happened to weights: what must hold whatever happened."""

from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from introductions.matcher import Lens, Weights, best_matches
from introductions.matcher.learning import (
    LEAST,
    LENSES,
    MOST,
    OTHERS_AT_MOST,
    PLACE,
    UNIT,
    Outcome,
    leanings,
    learned,
    lens_weights,
    of_others,
    with_lens_weights,
)
from tests.introductions.learning.by_hand import tally, weights_from

from .worlds import SOURCES, random_world

PRIOR = Weights()
START = lens_weights(PRIOR)


def all_to(lens):
    return tuple(float(each == lens) for each in LENSES)


@st.composite
def some_shares(draw):
    parts = draw(st.lists(st.floats(0.01, 1), min_size=1, max_size=4))
    lenses = draw(st.permutations(range(len(LENSES))))[: len(parts)]
    found = [0.0] * len(LENSES)
    for lens, part in zip(lenses, parts, strict=True):
        found[lens] = part / sum(parts)
    return tuple(found)


happenings = st.lists(st.tuples(st.sampled_from(Outcome), some_shares()), max_size=60)
lenses = st.sampled_from(LENSES)
# Any counts at all: also such as no list of events of this size could make.
counts = st.lists(st.integers(0, 10**9), min_size=12, max_size=12).map(
    lambda numbers: np.array(numbers, dtype=np.int64).reshape(2, 6)
)


class TestWhatHoldsForAllCounts:
    def test_nothing_happened_is_exactly_the_prior(self):
        assert weights_from(tally([])) == PRIOR

    @given(lenses, st.lists(st.sampled_from(Outcome), max_size=50))
    def test_one_lens_alone_teaches_nothing(self, lens, outcomes):
        """Used often is not the same as good: without others there is nothing to compare."""
        assert weights_from(tally([(outcome, all_to(lens)) for outcome in outcomes])) == PRIOR

    @given(happenings, st.integers(2, 20))
    def test_all_equally_good_is_the_prior(self, happened, times):
        """However often each was used."""
        same = [(Outcome.MET, share) for _, share in happened] * times
        assert weights_from(tally(same)) == PRIOR

    @settings(max_examples=300)
    @given(counts)
    def test_weights_stay_within_their_limits_and_keep_their_sum(self, counts):
        found = learned(counts)
        assert (found >= LEAST * START - 1e-6).all()
        assert (found <= MOST * START + 1e-6).all()
        assert found.sum() == pytest.approx(START.sum(), abs=1e-5)

    @given(counts)
    def test_only_the_lenses_move(self, counts):
        moved = asdict(weights_from(counts))
        for name, value in asdict(PRIOR).items():
            assert name in PLACE or moved[name] == value

    @given(happenings, st.randoms(use_true_random=False))
    def test_the_order_does_not_matter(self, happened, rng):
        """To the last digit."""
        shuffled = rng.sample(happened, len(happened))
        assert weights_from(tally(shuffled)) == weights_from(tally(happened))

    @settings(max_examples=300)
    @given(counts, lenses, st.integers(1, 10**8))
    def test_more_successes_never_lower_a_lens_nor_more_failures_raise_it(self, counts, lens, more):
        place = PLACE[lens]
        better, worse = counts.copy(), counts.copy()
        better[0, place] += more
        worse[1, place] += more
        before = learned(counts)[place]
        assert learned(better)[place] >= before - 1e-6
        assert learned(worse)[place] <= before + 1e-6

    @settings(max_examples=300)
    @given(counts, st.sampled_from(Outcome), some_shares())
    def test_one_event_moves_no_weight_by_more_than_a_few_percent(self, counts, outcome, share):
        after = counts + tally([(outcome, share)])
        assert np.abs(learned(after) / learned(counts) - 1).max() < 0.06

    @given(st.lists(counts, min_size=1, max_size=4))
    def test_many_at_once_are_each_as_alone(self, many):
        assert (learned(np.stack(many)) == np.stack([learned(one) for one in many])).all()


def test_it_takes_some_thirty_clear_events_to_come_near_a_limit():
    """Even where one lens always succeeds and all others always fail."""
    others = [(Outcome.REFUSED, all_to(lens)) for lens in LENSES if lens != Lens.SHARED_POOL] * 6

    def after(n):
        counts = tally([*others, *[(Outcome.MET, all_to(Lens.SHARED_POOL))] * n])
        return weights_from(counts).shared_pool / PRIOR.shared_pool

    assert after(1) < 1.03
    assert after(10) < 1.2
    assert 1.3 < after(30) < 1.6


class TestOthers:
    @given(counts)
    def test_count_half_and_never_more_than_so_many(self, counts):
        found = of_others(counts)
        assert (found <= counts / 2).all()
        assert found.sum() <= OTHERS_AT_MOST * UNIT * 1.000001

    @given(counts)
    def test_keep_their_proportions(self, counts):
        found = of_others(counts)
        assert found * counts.sum() == pytest.approx(counts * found.sum())


def test_the_worked_example():
    """The one in docs/learning.md."""
    counts = np.zeros((2, 6))
    counts[:, PLACE["trigger_event"]] = 16, 4
    counts[:, PLACE["shared_pool"]] = 8, 12
    found = leanings(counts * UNIT)
    assert found[PLACE["trigger_event"]] == pytest.approx(160 / 2400)
    assert found[PLACE["shared_pool"]] == pytest.approx(-160 / 2400)
    weights = weights_from(counts * UNIT)
    assert weights.trigger_event == pytest.approx(0.4267, abs=1e-4)
    assert weights.shared_pool == pytest.approx(0.1843, abs=1e-4)
    assert weights.shared_sources == pytest.approx(0.3470, abs=1e-4)


# --- what the formula of the matcher promises, with any weights that can be learned ---

worlds = st.integers(0, 10**6).map(random_world)


def scores(world, weights):
    found = best_matches(**world.arguments(), weights=weights, k=10_000)
    return {frozenset((match.a, match.b)): match.score for match in found}


@settings(max_examples=60, deadline=None)
@given(worlds, counts, st.randoms(use_true_random=False))
def test_one_more_source_in_common_never_lowers_a_pair(world, counts, rng):
    """Where nobody is a likely client; and everywhere when less is taken off what is obvious."""
    clients = rng.random() < 0.5
    weights = weights_from(counts)
    if clients:
        weights = replace(weights, obvious=weights.returned / (1 + weights.returned))
    else:
        world = replace(world, everyone=tuple(replace(p, belongs=()) for p in world.everyone))
    world = world.with_frozen_rarity()
    pair = rng.sample([p for p in world.everyone if p.in_circle], 2)
    item = rng.randrange(SOURCES)
    richer = {p: replace(p, sources=(*p.sources, item)) for p in pair}
    changed = replace(world, everyone=tuple(richer.get(p, p) for p in world.everyone))

    key = frozenset(p.id for p in pair)
    before, after = scores(world, weights), scores(changed, weights)

    assert after.get(key, 0) >= before.get(key, 0) - 1e-9


@given(counts)
def test_weights_can_be_read_back(counts):
    found = learned(counts)
    assert (lens_weights(with_lens_weights(found, PRIOR)) == found).all()
