"""Both engines give what the plain Python oracle gives."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from benchmarks.matcher.groups import make_group
from introductions.matcher import oracle
from introductions.matcher.engines import Partners, engine_for, engine_named, partners
from introductions.matcher.engines.kernels import TILE
from introductions.matcher.engines.numba_engine import ASIDE
from introductions.matcher.people import Sets, Weights
from introductions.matcher.profiles import Profiles
from introductions.matcher.scores import Stance

from .worlds import Someone, World, flat_rarity, random_world

ENGINES = ["numpy", "numba"]
OTHER_WEIGHTS = Weights(trigger_event=0.1, returned=0.0, obvious=0.0, both_active=1.0)


def lists_of(found):
    """Partners as the oracle gives them: for each row (position, score), best first."""
    return [
        [(int(p), float(s)) for p, s in zip(partner, score, strict=True) if p >= 0]
        for partner, score in zip(found.partner, found.score, strict=True)
    ]


def same(found, expected):
    assert [[p for p, _ in row] for row in found] == [[p for p, _ in row] for row in expected]
    for row, other in zip(found, expected, strict=True):
        assert [s for _, s in row] == pytest.approx([s for _, s in other], abs=1.5e-9)


def searcher_of(engine, arguments):
    weights = Weights()
    profiles = Profiles.of_circle(**arguments, weights=weights)
    stance = Stance.of_circle(profiles, arguments["circle"], weights)
    return engine_named(engine).searcher(profiles, stance, weights)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(60))
def test_the_best_partners_are_those_of_the_oracle(engine, seed):
    arguments, k = random_world(seed).arguments(), [1, 3, 10, 80][seed % 4]
    weights = OTHER_WEIGHTS if seed % 7 == 0 else Weights()

    found = partners(engine_named(engine), **arguments, weights=weights, k=k)

    same(lists_of(found), oracle.partners(**arguments, weights=weights, k=k))


@pytest.mark.parametrize("engine", ENGINES)
def test_asked_for_some_rows_it_answers_for_those(engine):
    arguments = random_world(16).arguments()
    rows = np.arange(len(arguments["circle"]))[::-2]

    found = partners(engine_named(engine), **arguments, k=5, rows=rows, threads=2)

    same(lists_of(found), oracle.partners(**arguments, k=5, rows=rows.tolist()))


@pytest.mark.parametrize("seed", range(20))
def test_both_engines_find_the_same_pairs_with_the_same_amounts(seed):
    arguments = random_world(seed).arguments()
    profiles = Profiles.of_circle(**arguments, weights=Weights())

    one, other = (engine_named(name).pairs(profiles, Weights()) for name in ENGINES)

    assert one.i.tolist() == other.i.tolist()
    assert one.j.tolist() == other.j.tolist()
    for name, amount in vars(one.amounts).items():
        assert amount == pytest.approx(getattr(other.amounts, name)), name


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", [14, 15, 16])
def test_after_changes_the_answers_are_those_of_a_new_start(engine, seed):
    """Also when more people changed than are kept aside, and when somebody becomes available."""
    world = random_world(seed)
    searcher = searcher_of(engine, world.with_frozen_rarity().arguments())
    everyone, rarity = list(world.everyone), world.arguments()["rarity"]
    inside = [row for row, person in enumerate(everyone) if person.in_circle]
    for round_ in range(ASIDE + 3):
        position = round_ * 7 % len(inside)
        row, model = inside[position], everyone[(round_ * 5 + 1) % len(everyone)]
        lists = {name: getattr(model, name) for name in ("sources", "pools", "belongs", "events")}
        everyone[row] = replace(everyone[row], profession=model.profession, available=True, **lists)
        world = replace(world, everyone=tuple(everyone), rarity=rarity)
        profiles = Profiles.of_circle(**world.arguments(), weights=Weights())
        searcher.change(position, profiles)

    fresh = searcher_of(engine, world.arguments())
    same(lists_of(searcher.partners(5)), lists_of(fresh.partners(5)))
    assert searcher.scores_of(0) == pytest.approx(fresh.scores_of(0), abs=1.5e-9)


@pytest.mark.parametrize("engine", ENGINES)
def test_after_many_changes_even_the_last_can_be_the_best(engine):
    """Also when all who changed are better than anybody could be before: one event shared counts
    for more when few others are listed."""
    everyone = [Someone(1 + n, events=tuple(range(12))) for n in range(40)]
    world = World(tuple(everyone), rarity=flat_rarity())
    searcher, asker, last = searcher_of(engine, world.arguments()), 0, 31
    for position in range(last + 1):
        events = (0,) if position in (asker, last) else (0, 1)
        everyone[position] = replace(everyone[position], events=events)
        world = replace(world, everyone=tuple(everyone))
        searcher.change(position, Profiles.of_circle(**world.arguments(), weights=Weights()))

    assert searcher.partners(1, rows=np.array([asker])).partner.tolist() == [[last]]


@pytest.mark.parametrize("engine", ENGINES)
def test_one_row_says_the_same_as_the_lists(engine):
    arguments = random_world(16).arguments()
    searcher = searcher_of(engine, arguments)
    found = searcher.partners(80)
    for position in range(len(arguments["circle"])):
        scores = np.sort(searcher.scores_of(position))[::-1]
        assert scores[scores > 0] == pytest.approx(
            found.score[position][found.score[position] > 0], abs=1.5e-9
        )


def test_the_fast_engine_is_for_many_people():
    assert engine_for(200).name == "numpy"
    assert engine_for(100_000).name == "numba"


@pytest.mark.parametrize("engine", ENGINES)
def test_many_groups_in_one_pass_are_as_each_on_its_own(engine):
    arguments = random_world(16).arguments()
    profiles = Profiles.of_circle(**arguments, weights=Weights())
    stance = Stance.of_circle(profiles, arguments["circle"], Weights())
    bounds = np.array([0, 3, 3, len(profiles) // 2, len(profiles)])

    found = engine_named(engine).partners_within(profiles, bounds, stance, Weights(), 4, 2)

    for begin, end in pairwise(bounds.tolist()):
        here = np.arange(begin, end)
        own = Stance(stance.factor[here], stance.active[here])
        apart = engine_named("numpy").searcher(profiles.take(here), own, Weights()).partners(4)
        mine = Partners(found.partner[here], found.score[here])
        same(lists_of(mine), [[(p + begin, s) for p, s in row] for row in lists_of(apart)])


def test_more_people_than_a_tile_holds():
    group = make_group(TILE + 800)
    arguments = {
        "people": group.people,
        "circle": group.circle,
        "vocabulary": group.vocabulary,
        "rarity": group.rarity,
    }
    rows = np.arange(0, len(group), 700)

    fast, plain = (partners(engine_named(name), **arguments, k=7, rows=rows) for name in ENGINES)

    same(lists_of(fast), lists_of(plain))


def test_profiles_too_long_for_a_bound():
    """Whoever lists hundreds of things is compared with everybody."""
    group = make_group(300)
    everything = Sets.from_lists([range(300)] * len(group))
    people = replace(group.people, sources=everything, pools=Sets.from_lists([range(150)] * 300))
    arguments = {
        "people": people,
        "circle": group.circle,
        "vocabulary": group.vocabulary,
        "rarity": group.rarity,
    }

    fast, plain = (partners(engine_named(name), **arguments, k=7) for name in ENGINES)

    same(lists_of(fast), lists_of(plain))
