"""What happened teaches: from what came of introductions to the weights of the six lenses.

docs/learning.md has the formula and an example. Counts are successes and failures by lens: arrays
whose last two axes are 2 x 6, in whole millionths of an event. Sums of whole numbers do not depend
on their order, so the same events give the same weights to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from .people import Floats, Ints, Lens, Weights

LENSES = tuple(Lens)  # the columns of all counts and weights here
PLACE = {lens.value: place for place, lens in enumerate(LENSES)}
SUCCESSES, FAILURES = 0, 1  # the rows of counts
UNIT = 1_000_000

# How many events, on both sides of a comparison, are needed to believe half of what they say.
SCEPTICISM = 50.0
# How much a lens would weigh that always succeeds where all others always fail, before the limits.
STRETCH = 3.0
LEAST, MOST = 0.5, 2.0  # a weight stays between these shares of what it begins with
# Events of other people count half as much as one's own, and together as no more than so many.
OTHERS_COUNT = 0.5
OTHERS_AT_MOST = 100.0


class Outcome(StrEnum):
    """What became of two people who were suggested."""

    REFUSED = "refused"  # "not these two"
    DECLINED = "declined"  # one of the two did not want to, or did not answer when asked
    SILENT = "silent"  # introduced, and for two months nobody said that they met
    TAKEN = "taken"  # introduced, or being asked
    MET = "met"
    USEFUL = "useful"


# Successes and failures that an outcome counts as.
STRENGTH: Mapping[Outcome, tuple[float, float]] = {
    Outcome.REFUSED: (0.0, 1.0),
    Outcome.DECLINED: (0.0, 1.0),
    Outcome.SILENT: (0.0, 0.5),
    Outcome.TAKEN: (0.5, 0.0),
    Outcome.MET: (1.0, 0.0),
    Outcome.USEFUL: (2.0, 0.0),
}


def of_others(counts: Ints) -> Floats:
    """Counts of other people, as they count for one person; the last two axes are 2 x 6."""
    total = counts.sum(axis=(-2, -1), keepdims=True) / UNIT
    part = np.minimum(OTHERS_COUNT, OTHERS_AT_MOST / np.maximum(total, 1.0))
    return np.asarray(counts * part)


def leanings(counts: ArrayLike) -> Floats:
    """How much better each lens does than the others, -1 to 1; 0 without evidence on both sides.

    The share of successes of the lens less that of all others, times how far it can be believed.
    Both are joined in one fraction that needs no case for nothing:
    (S f - F s) / (N n + scepticism (N + n)), with S, F of the lens, s, f of the others, N = S + F,
    n = s + f.
    """
    events = np.asarray(counts, dtype=np.float64) / UNIT
    wins, losses = events[..., SUCCESSES, :], events[..., FAILURES, :]
    other_wins = wins.sum(axis=-1, keepdims=True) - wins
    other_losses = losses.sum(axis=-1, keepdims=True) - losses
    n, other_n = wins + losses, other_wins + other_losses
    # Without any event both are 0, and so is the leaning.
    believed = np.maximum(n * other_n + SCEPTICISM * (n + other_n), 1.0)
    return np.asarray((wins * other_losses - losses * other_wins) / believed)


def learned(counts: ArrayLike, prior: Weights | None = None) -> Floats:
    """The weights of the lenses, ... x 6, from counts, ... x 2 x 6.

    Their sum is that of the prior: only the balance between lenses moves.
    """
    start = lens_weights(prior or Weights())
    wanted = STRETCH ** leanings(counts)
    return np.round(start * _balanced(wanted, start), 6)


def lens_weights(weights: Weights) -> Floats:
    return np.array([getattr(weights, lens.value) for lens in LENSES])


def with_lens_weights(values: Floats, prior: Weights) -> Weights:
    """`prior` with other weights of the lenses; every other constant stays."""
    named = {lens.value: value for lens, value in zip(LENSES, values.tolist(), strict=True)}
    return replace(prior, **named)


def _balanced(wanted: Floats, start: Floats) -> Floats:
    """`wanted` times the one factor that keeps the sum of the weights, within the limits.

    What the limits cut off is spread over the lenses within them. The sum rises with the factor, so
    halving an interval finds it.
    """
    low = np.full((*wanted.shape[:-1], 1), LEAST / STRETCH)
    high = np.full_like(low, MOST * STRETCH)
    for _ in range(60):
        middle = (low + high) / 2
        too_much = (np.clip(wanted * middle, LEAST, MOST) @ start)[..., None] > start.sum()
        low, high = np.where(too_much, low, middle), np.where(too_much, middle, high)
    return np.clip(wanted * high, LEAST, MOST)
