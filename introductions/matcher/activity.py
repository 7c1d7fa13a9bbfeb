"""Activity that decays: what somebody did lately counts more than what they did long ago."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp2, log

DAYS_A_MONTH = 30.0


def decayed(
    amounts_with_ages: Iterable[tuple[float, float]], *, half_life_days: float = 30.0
) -> float:
    """The sum of (amount, age in days), each halved with every half-life; a negative age is 0."""
    return sum(amount * exp2(-max(age, 0.0) / half_life_days) for amount, age in amounts_with_ages)


def a_month(
    amounts_with_ages: Iterable[tuple[float, float]], *, half_life_days: float = 30.0
) -> float:
    """The same as a rate: somebody who has always done n things a month has about n."""
    one_a_month = half_life_days / (log(2) * DAYS_A_MONTH)
    return decayed(amounts_with_ages, half_life_days=half_life_days) / one_a_month


def activity(
    own_word: float,
    amounts_with_ages: Iterable[tuple[float, float]],
    *,
    half_life_days: float = 30.0,
) -> float:
    """Events a month: what was done here, or the person's own word as long as nothing was."""
    done = list(amounts_with_ages)
    return a_month(done, half_life_days=half_life_days) if done else own_word
