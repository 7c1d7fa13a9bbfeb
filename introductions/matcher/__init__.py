"""The matcher: who in a circle should meet whom, and why. Arrays in, matches out; no Django."""

from .best import best_matches
from .people import (
    Circle,
    Evidence,
    Lens,
    Match,
    People,
    Rarity,
    Sets,
    Vocabulary,
    Weights,
)

__all__ = [
    "Circle",
    "Evidence",
    "Lens",
    "Match",
    "People",
    "Rarity",
    "Sets",
    "Vocabulary",
    "Weights",
    "best_matches",
]
