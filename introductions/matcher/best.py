"""The best introductions in one circle, whatever others do: a list for one person's eyes."""

from __future__ import annotations

from .amounts import pairs_of
from .choice import choose
from .explaining import Explaining
from .people import Circle, Match, People, Rarity, Vocabulary, Weights
from .profiles import Profiles
from .scores import Stance, score_pairs


def best_matches(
    people: People,
    circle: Circle,
    *,
    vocabulary: Vocabulary,
    rarity: Rarity,
    weights: Weights = Weights(),  # noqa: B008 - frozen
    k: int = 20,
) -> list[Match]:
    """The best k introductions in an introducer's circle, best first.

    Pairs with a reason only, so there may be fewer. The order is by score, lowered for a pair whose
    parties stand in the list already (`Weights.repeat`), then by the ids.
    """
    if len(circle) < 2 or k < 1:
        return []
    explaining = explain_circle(
        people, circle, vocabulary=vocabulary, rarity=rarity, weights=weights
    )
    score, pairs = explaining.scores.score, explaining.pairs
    chosen = choose(score, pairs.i, pairs.j, people.ids[circle.members], weights.repeat, k)
    return [explaining.match(at) for at in chosen.tolist()]


def explain_circle(
    people: People,
    circle: Circle,
    *,
    vocabulary: Vocabulary,
    rarity: Rarity,
    weights: Weights = Weights(),  # noqa: B008 - frozen
) -> Explaining:
    """Score all pairs of a circle, ready to explain any of them."""
    profiles = Profiles.of_circle(
        people, circle, vocabulary=vocabulary, rarity=rarity, weights=weights
    )
    stance, pairs = Stance.of_circle(profiles, circle, weights), pairs_of(profiles, weights)
    scores = score_pairs(pairs, stance, weights)
    members = circle.members
    return Explaining(people, members, vocabulary, rarity, weights, stance, pairs, scores)
