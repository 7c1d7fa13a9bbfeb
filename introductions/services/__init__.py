"""The writes of introductions, one subject a file."""

from introductions.services.following_up import (
    answer_follow_up,
    put_off_follow_up,
    remind_due_follow_ups,
    start_ladder,
)
from introductions.services.introducing import (
    draft,
    introduce,
    obstacles,
    open_introduction_of,
    record_introduction,
)
from introductions.services.learning import (
    reset_group_learning,
    reset_learning,
    restore_group_learning,
    restore_learning,
)
from introductions.services.suggestions import (
    explain_pair,
    plan_anew,
    put_off,
    refresh_stale_suggestions,
    refresh_suggestions_of,
    refuse,
    restore,
    suggest_more,
)

__all__ = [
    "answer_follow_up",
    "draft",
    "explain_pair",
    "introduce",
    "obstacles",
    "open_introduction_of",
    "plan_anew",
    "put_off",
    "put_off_follow_up",
    "record_introduction",
    "refresh_stale_suggestions",
    "refresh_suggestions_of",
    "refuse",
    "remind_due_follow_ups",
    "reset_group_learning",
    "reset_learning",
    "restore",
    "restore_group_learning",
    "restore_learning",
    "start_ladder",
    "suggest_more",
]
