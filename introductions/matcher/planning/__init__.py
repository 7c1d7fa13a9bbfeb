"""The plan: who introduces whom, for everybody together, with a proof of how good it is."""

from .plan import Plan
from .planner import make_plan, more

__all__ = ["Plan", "make_plan", "more"]
