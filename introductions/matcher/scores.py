"""From amounts to scores; docs/matcher.md has the formula."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .amounts import Amounts, Pairs
from .people import Circle, Flags, Floats, Ints, Weights
from .profiles import Profiles, trust, very_active


@dataclass(frozen=True, eq=False)
class Stance:
    """What one introducer brings to the scores of m people: how well they are known, who is active.

    `factor` is the square root of fairness times trust: 0 takes a person out.
    """

    factor: Floats
    active: Flags

    @classmethod
    def of_circle(cls, profiles: Profiles, circle: Circle, weights: Weights) -> Stance:
        """The stance of an introducer towards exactly the people of their circle."""
        active = very_active(profiles.activity, weights) | circle.very_active
        return cls(profiles.fairness * trust(circle.tie, weights), active)


@dataclass(frozen=True, eq=False)
class Scores:
    """Arrays of one shape, entry by entry for person i and person j."""

    score: Floats
    benefit_i: Floats
    benefit_j: Floats


def score(
    amounts: Amounts, both_active: Flags, factor_i: Floats, factor_j: Floats, weights: Weights
) -> Scores:
    """Score pairs that may meet; every argument but `weights` has the shape of the answer."""
    direct_i, direct_j = amounts.direct_i, amounts.direct_j
    # Two members of one group see for themselves that each is the other's source.
    seen = weights.obvious * np.minimum(direct_i, direct_j) * amounts.co_members
    for_i = weights.direct_source * (direct_i - seen) + weights.prospect * amounts.prospect_i
    for_j = weights.direct_source * (direct_j - seen) + weights.prospect * amounts.prospect_j
    for_both = (
        weights.shared_sources * amounts.sources
        + weights.trigger_event * amounts.events
        + weights.shared_pool * amounts.pools
        + weights.both_active * both_active
    )
    benefit_i = for_both + for_i + weights.returned * for_j
    benefit_j = for_both + for_j + weights.returned * for_i
    value = _harmonic_mean(benefit_i, benefit_j) * factor_i * factor_j
    value *= np.where(amounts.co_members, weights.co_members, 1.0)
    return Scores(value, benefit_i, benefit_j)


def score_pairs(pairs: Pairs, stance: Stance, weights: Weights) -> Scores:
    """Score all pairs as one introducer sees them."""
    i, j = pairs.i, pairs.j
    both_active = stance.active[i] & stance.active[j]
    return score(pairs.amounts, both_active, stance.factor[i], stance.factor[j], weights)


def score_rows(
    rows: Ints, amounts: Amounts, allowed: Flags, stance: Stance, weights: Weights
) -> Floats:
    """r x m: the score of each of r people with everybody; 0 where they may not meet."""
    both_active = np.logical_and.outer(stance.active[rows], stance.active)
    factor = stance.factor
    scores = score(amounts, both_active, factor[rows, None], factor, weights).score
    return np.where(allowed, scores, 0.0)


def _harmonic_mean(a: Floats, b: Floats) -> Floats:
    total = a + b
    total[total == 0] = 1.0  # then both are 0, and so is the mean
    return np.asarray(2 * a * b / total)
