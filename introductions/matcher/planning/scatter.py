"""Numbers that look like chance and are the same every time."""

from __future__ import annotations

import numpy as np

from ..people import Ints

MIX = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio: multiplying by it scatters
SHIFT = np.uint64(32)


def scattered(numbers: Ints, salt: int | Ints, into: int) -> Ints:
    """For each number one from 0 to `into` - 1 (at most 2**32); another with another salt."""
    mixed = numbers.astype(np.uint64) * MIX
    mixed ^= np.asarray(salt).astype(np.uint64) + (mixed >> SHIFT)
    mixed *= MIX
    mixed ^= mixed >> SHIFT
    mixed *= MIX
    return ((mixed >> SHIFT) % np.uint64(into)).astype(np.int64)
