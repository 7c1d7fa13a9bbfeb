"""Lists that are kept from edit to edit are those of a search for everybody."""

from dataclasses import replace

import numpy as np
import pytest

from introductions.matcher.engines import engine_named
from introductions.matcher.kept import KeptLists
from introductions.matcher.people import Weights
from introductions.matcher.profiles import Profiles
from introductions.matcher.scores import Stance

from .worlds import random_world

ENGINES = ["numpy", "numba"]
EDITS = 25


def circle_of(seed):
    """The profiles of a world, and how its introducer sees them."""
    arguments = random_world(seed).arguments()
    profiles = Profiles.of_circle(**arguments, weights=Weights())
    return profiles, Stance.of_circle(profiles, arguments["circle"], Weights())


def copied(profiles, position, other, *, available):
    """Somebody becomes like somebody else, and may come back or pause."""
    model = profiles.take(np.array([other]))
    return profiles.with_profile(position, replace(model, available=np.array([available])))


def same(kept, engine, stance, k, threads=1):
    anew = engine.searcher(kept.profiles, stance, Weights()).partners(k, threads=threads)
    assert kept.lists.partner.tolist() == anew.partner.tolist()
    assert kept.lists.score == pytest.approx(anew.score, abs=1.5e-9)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("seed", "k"), [(14, 3), (15, 5), (16, 10), (21, 1), (16, 80)])
def test_after_each_edit_the_lists_are_those_of_a_new_start(engine, seed, k):
    profiles, stance = circle_of(seed)
    fast_or_plain = engine_named(engine)
    kept = KeptLists(fast_or_plain, profiles, stance, Weights(), k=k)
    rng = np.random.default_rng(seed)

    for _ in range(EDITS):
        position, other = rng.integers(0, len(profiles), 2)
        edited = copied(kept.profiles, position, other, available=rng.random() < 0.8)
        kept.change(int(position), edited)
        same(kept, fast_or_plain, stance, k)


@pytest.mark.parametrize("engine", ENGINES)
def test_whoever_pauses_stands_in_no_list_and_has_none(engine):
    profiles, stance = circle_of(16)
    kept = KeptLists(engine_named(engine), profiles, stance, Weights(), k=5)
    position = int(kept.lists.partner[0, 0])

    kept.change(position, copied(kept.profiles, position, position, available=False))

    assert not (kept.lists.partner == position).any()
    assert (kept.lists.partner[position] == -1).all()


def test_threads_make_no_difference():
    profiles, stance = circle_of(16)
    kept = KeptLists(engine_named("numba"), profiles, stance, Weights(), k=5, threads=2)
    kept.change(3, copied(kept.profiles, 3, 7, available=True))
    same(kept, engine_named("numba"), stance, 5, threads=2)
