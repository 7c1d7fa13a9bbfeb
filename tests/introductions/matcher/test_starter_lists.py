"""Groups of 45 with nothing but their professions' defaults get lists worth acting on."""

import json
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import members
from introductions.matcher import Circle, People, Rarity, Sets, Vocabulary, best_matches

LISTS = json.loads((Path(members.__file__).parent / "vocabulary/starter.json").read_text())
PROFESSIONS = [p["slug"] for p in LISTS["professions"]]
SOURCES = PROFESSIONS + [s["slug"] for s in LISTS["source_types"]]
POOLS = [p["slug"] for p in LISTS["prospect_pools"]]
EVENTS = [e["slug"] for e in LISTS["trigger_events"]]
HUBS = ["cpa", "financial_advisor", "trusts_estates_attorney", "residential_realtor"]

VOCABULARY = Vocabulary(
    source_of_profession=np.arange(len(PROFESSIONS), dtype=np.int32),
    competes=frozenset(
        tuple(sorted(PROFESSIONS.index(slug) for slug in pair)) for pair in LISTS["competes"]
    ),
    n_sources=len(SOURCES),
    n_pools=len(POOLS),
    n_events=len(EVENTS),
    own_sources=frozenset(SOURCES.index(slug) for slug in ("past_clients", "peers")),
)


def group_of(professions):
    """People who chose one word each: every other thing is their profession's default."""
    n = len(professions)
    chosen = [LISTS["professions"][PROFESSIONS.index(slug)] for slug in professions]
    needed = [
        [i for i, event in enumerate(LISTS["trigger_events"]) if slug in _needs(event)]
        for slug in professions
    ]
    sought = [
        [i for i, pool in enumerate(LISTS["prospect_pools"]) if slug in pool["professions"]]
        for slug in professions
    ]
    return People(
        ids=np.arange(n),
        profession=np.array([PROFESSIONS.index(slug) for slug in professions], dtype=np.int32),
        sources=Sets.from_lists([[SOURCES.index(s) for s in p["sources"]] for p in chosen]),
        pools=Sets.from_lists(sought),
        belongs=Sets.from_lists([[POOLS.index(b) for b in p["belongs_to"]] for p in chosen]),
        events=Sets.from_lists(needed),
        activity=np.full(n, 2.0),
        received=np.zeros(n),
        given=np.zeros(n),
        available=np.ones(n, dtype=bool),
    )


def _needs(event):
    return [need["profession"] for need in event["needs"]]


def best_for(introducer, people, k=10):
    others = np.delete(np.arange(len(people)), introducer)
    circle = Circle(
        members=others,
        tie=np.full(len(others), 0.6),
        groups=Sets.from_lists([[0]] * len(others)),
        met=frozenset(),
        barred=frozenset(),
        very_active=np.zeros(len(others), dtype=bool),
    )
    rarity = Rarity.of(people, VOCABULARY)
    return best_matches(people, circle, vocabulary=VOCABULARY, rarity=rarity, k=k)


@pytest.mark.parametrize("seed", range(8))
def test_no_hub_fills_a_members_list(seed):
    others = random.Random(seed).choices(PROFESSIONS, k=45 - len(HUBS))
    people = group_of(HUBS + others)

    for introducer in (10, 20, 30):
        matches = best_for(introducer, people)
        times = Counter(key for match in matches for key in (match.a, match.b))

        assert len(matches) == 10
        assert max(times.values()) <= 4
        assert len(times) >= 11
        assert all(70 <= match.fit <= 95 for match in matches)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (("plumber", "electrician"), ("plumber", "cpa")),
        (("elder_law_attorney", "geriatric_care_manager"), ("elder_law_attorney", "therapist")),
        (("mediator", "therapist"), ("mediator", "cpa")),
        (("web_developer", "graphic_designer"), ("web_developer", "electrician")),
        (("residential_realtor", "mover"), ("residential_realtor", "therapist")),
        (("corporate_attorney", "business_broker"), ("corporate_attorney", "nutritionist")),
    ],
)
def test_pairs_are_ranked_as_people_would(better, worse):
    people = group_of([*PROFESSIONS, "cpa"])
    fits = {
        frozenset(SOURCES[people.profession[key]] for key in (m.a, m.b)): m.fit
        for m in best_for(len(people) - 1, people, k=3000)
    }

    assert fits[frozenset(better)] >= fits.get(frozenset(worse), 0) + 10
