"""The writes of goals, one subject a file."""

from goals.services.committing import (
    TooManyCommitments,
    change_commitment,
    commit,
    end_commitment,
)
from goals.services.earnings import change_earning, forget_earning, log_earning
from goals.services.group_summaries import plan_due_group_summaries
from goals.services.minutes import (
    correct_minutes,
    forget_minutes,
    log_minutes,
    set_usual_minutes,
)
from goals.services.noting import note, undo_note
from goals.services.partners import choose_partner, end_partnership
from goals.services.promising import end_goal, set_goal
from goals.services.reminding import remind_slots
from goals.services.summaries import plan_due_summaries

__all__ = [
    "TooManyCommitments",
    "change_commitment",
    "change_earning",
    "choose_partner",
    "commit",
    "correct_minutes",
    "end_commitment",
    "end_goal",
    "end_partnership",
    "forget_earning",
    "forget_minutes",
    "log_earning",
    "log_minutes",
    "note",
    "plan_due_group_summaries",
    "plan_due_summaries",
    "remind_slots",
    "set_goal",
    "set_usual_minutes",
    "undo_note",
]
