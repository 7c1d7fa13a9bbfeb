"""What the matcher says about a society: the only place that knows how scores are computed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.effect.society import Society
from introductions.matcher.amounts import pairs_of
from introductions.matcher.people import Circle, Flags, Floats, Ints, People, Rarity, Weights
from introductions.matcher.profiles import Profiles
from introductions.matcher.profiles import trust as root_of_trust
from introductions.matcher.scores import Stance, score_pairs

WEIGHTS = Weights()


class Scoring:
    """Scores all pairs of a society that have a lens, as each of its people sees them."""

    def __init__(self, society: Society) -> None:
        n = len(society)
        self._society = society
        self._rarity = Rarity.of(society.people, society.vocabulary)
        self._circle = Circle(
            members=np.arange(n),
            tie=np.ones(n),
            groups=society.groups,
            met=frozenset(),
            barred=frozenset(),
            very_active=np.zeros(n, dtype=np.bool_),
        )
        self._pairs = pairs_of(self._profiles(society.people), WEIGHTS)

    @property
    def i(self) -> Ints:
        """The first of each pair; i < j."""
        return self._pairs.i

    @property
    def j(self) -> Ints:
        """The second of each pair."""
        return self._pairs.j

    def worth(self, activity: Floats, given: Floats, received: Floats) -> Floats:
        """What each pair is worth to an introducer who knows both very well; 0: nothing."""
        people = replace(self._society.people, activity=activity, given=given, received=received)
        stance = Stance.of_circle(self._profiles(people), self._circle, WEIGHTS)
        return score_pairs(self._pairs, stance, WEIGHTS).score

    def _profiles(self, people: People) -> Profiles:
        return Profiles.of_circle(
            people,
            self._circle,
            vocabulary=self._society.vocabulary,
            rarity=self._rarity,
            weights=WEIGHTS,
        )


def trust(tie: Floats, circle: Flags) -> Floats:
    """The factor of each person by how well the introducer knows them; 0 for who is not known."""
    return np.where(circle, root_of_trust(tie, WEIGHTS), 0.0)
