"""What an engine can be asked, whichever it is: the answers are the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ..amounts import Pairs
from ..people import Circle, Floats, Ints, People, Rarity, Vocabulary, Weights
from ..pricing import BlockPricing
from ..problem import Problem
from ..profiles import Profiles
from ..scores import Stance


@dataclass(frozen=True, eq=False)
class Partners:
    """The best partners of r people, r x k, best first, equals by their ids."""

    partner: Ints  # positions in the circle; -1 where there are fewer than k
    score: Floats  # rounded to nine decimals; 0 where there are fewer


class Searcher(Protocol):
    """Finds the best partners of any of m people, and can be told that one of them has changed."""

    def partners(self, k: int, rows: Ints | None = None, threads: int = 1) -> Partners:
        """The k best partners of the people at these positions, or of everybody."""
        ...

    def scores_of(self, position: int) -> Floats:
        """m: the score of one person with everybody, rounded; 0 where they may not meet."""
        ...

    def change(self, position: int, profiles: Profiles) -> None:
        """From now on use `profiles`, which differ from what was used in this one person."""
        ...


class Engine(Protocol):
    """One way to compute."""

    name: str

    def searcher(self, profiles: Profiles, stance: Stance, weights: Weights) -> Searcher:
        """Prepare to search among these people."""
        ...

    def partners_within(
        self,
        profiles: Profiles,
        bounds: Ints,
        stance: Stance,
        weights: Weights,
        k: int,
        threads: int = 1,
    ) -> Partners:
        """The k best partners of everybody within their own group, for many small groups at once.

        Group g stands from position bounds[g] to bounds[g + 1] - 1.
        """
        ...

    def pairs(self, profiles: Profiles, weights: Weights) -> Pairs:
        """Every pair that may meet, with what the two have in common."""
        ...

    def pricing(self, problem: Problem, *, threads: int = 1) -> BlockPricing:
        """Prepare to find the columns of a plan."""
        ...


def partners(
    engine: Engine,
    people: People,
    circle: Circle,
    *,
    vocabulary: Vocabulary,
    rarity: Rarity,
    weights: Weights = Weights(),  # noqa: B008 - frozen
    k: int = 10,
    rows: Ints | None = None,
    threads: int = 1,
) -> Partners:
    """The k best partners, within the circle, of the members at the positions `rows`, or of all."""
    profiles = Profiles.of_circle(
        people, circle, vocabulary=vocabulary, rarity=rarity, weights=weights
    )
    stance = Stance.of_circle(profiles, circle, weights)
    return engine.searcher(profiles, stance, weights).partners(k, rows, threads)
