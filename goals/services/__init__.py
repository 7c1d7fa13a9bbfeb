"""The writes of goals, one subject a file."""

from goals.services.promising import end_goal, set_goal
from goals.services.summaries import plan_due_summaries

__all__ = ["end_goal", "plan_due_summaries", "set_goal"]
