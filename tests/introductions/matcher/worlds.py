"""Small circles for tests: written out by hand, or generated with every oddity there can be."""

import random
from dataclasses import dataclass, field, replace

import numpy as np

from introductions.matcher.people import Circle, People, Rarity, Sets, Vocabulary

SOURCES, POOLS, EVENTS, PROFESSIONS = 40, 15, 12, 20


@dataclass(frozen=True)
class Someone:
    id: int
    profession: int = -1
    sources: tuple = ()
    pools: tuple = ()
    belongs: tuple = ()
    events: tuple = ()
    activity: float = 0.0
    received: float = 0.0
    given: float = 0.0
    available: bool = True
    tie: float = 0.5
    groups: tuple = ()
    very_active: bool = False
    in_circle: bool = True


@dataclass(frozen=True)
class World:
    """People by row, and what is known of their pairs, by id."""

    everyone: tuple
    met: frozenset = frozenset()
    barred: frozenset = frozenset()
    competes: frozenset = frozenset()
    own_sources: frozenset = frozenset()
    rarity: Rarity | None = field(default=None, compare=False)

    def arguments(self):
        """What an engine is called with, as keyword arguments."""
        everyone = self.everyone
        people = People(
            ids=np.array([p.id for p in everyone], dtype=np.int64),
            profession=np.array([p.profession for p in everyone], dtype=np.int32),
            sources=Sets.from_lists([p.sources for p in everyone]),
            pools=Sets.from_lists([p.pools for p in everyone]),
            belongs=Sets.from_lists([p.belongs for p in everyone]),
            events=Sets.from_lists([p.events for p in everyone]),
            activity=np.array([p.activity for p in everyone], dtype=float),
            received=np.array([p.received for p in everyone], dtype=float),
            given=np.array([p.given for p in everyone], dtype=float),
            available=np.array([p.available for p in everyone], dtype=bool),
        )
        inside = [row for row, p in enumerate(everyone) if p.in_circle]
        circle = Circle(
            members=np.array(inside, dtype=np.int64),
            tie=np.array([everyone[row].tie for row in inside], dtype=float),
            groups=Sets.from_lists([everyone[row].groups for row in inside]),
            met=self._rows(self.met),
            barred=self._rows(self.barred),
            very_active=np.array([everyone[row].very_active for row in inside], dtype=bool),
        )
        # Profession p is source type p, but for the last, which nobody can list.
        source_of_profession = np.arange(PROFESSIONS, dtype=np.int32)
        source_of_profession[-1] = -1
        vocabulary = Vocabulary(
            source_of_profession, self.competes, SOURCES, POOLS, EVENTS, self.own_sources
        )
        rarity = self.rarity or Rarity.of(people, vocabulary)
        return {"people": people, "circle": circle, "vocabulary": vocabulary, "rarity": rarity}

    def _rows(self, pairs):
        row = {p.id: i for i, p in enumerate(self.everyone)}
        return frozenset(tuple(sorted((row[a], row[b]))) for a, b in pairs)

    def with_frozen_rarity(self):
        return replace(self, rarity=self.arguments()["rarity"])

    def of(self, key):
        return next(p for p in self.everyone if p.id == key)


def flat_rarity(value=2.0):
    """Every item tells as much as every other."""
    return Rarity(np.full(SOURCES, value), np.full(POOLS, value), np.full(EVENTS, value))


def random_world(seed):
    """2 to 60 people in the circle and a few outside it; every fifth world is full of equals."""
    rng = random.Random(seed)
    size = rng.choice([2, 2, 3, 3, 4, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 60])
    outside = rng.randrange(4)
    of_a_kind = seed % 5 == 0
    ids = rng.sample(range(1000), size + outside)
    everyone = [_someone(rng, key, of_a_kind) for key in ids]
    outsiders = rng.sample(range(len(ids)), outside)
    everyone = [replace(p, in_circle=i not in outsiders) for i, p in enumerate(everyone)]

    def pairs(share):
        every = [(a, b) for a in ids for b in ids if a < b]
        return frozenset(rng.sample(every, int(share * len(every))))

    competes = frozenset({(1, 4), (2, 3)}) if rng.random() < 0.7 else frozenset()
    own_sources = frozenset({0, 25}) if rng.random() < 0.5 else frozenset()
    return World(tuple(everyone), pairs(0.1), pairs(0.05), competes, own_sources)


def _someone(rng, key, of_a_kind):
    def some(most, size):
        zipf = [1 / (item + 1) for item in range(size)]
        return tuple(rng.choices(range(size), zipf, k=rng.randint(0, most)))

    if of_a_kind:
        return Someone(
            key,
            rng.choice([-1, 5, 6]),
            sources=rng.choice([(5,), (5, 6), ()]),
            events=rng.choice([(1,), (2,)]),
            activity=rng.choice([1.0, 1.0, 2.0]),
            groups=rng.choice([(), (1,)]),
        )
    return Someone(
        key,
        profession=rng.choice([-1, *range(PROFESSIONS)]),
        sources=some(8, SOURCES),
        pools=some(5, POOLS),
        belongs=some(2, POOLS),
        events=some(5, EVENTS),
        activity=rng.choice([0.0, 1.0, rng.expovariate(0.5)]),
        received=rng.choice([0.0, rng.expovariate(1)]),
        given=rng.choice([0.0, rng.expovariate(1)]),
        available=rng.random() < 0.9,
        tie=rng.choice([0.0, 1.0, rng.random()]),
        groups=tuple(g for g in range(3) if rng.random() < 0.3),
        very_active=rng.random() < 0.1,
    )
