"""The writes of introductions, one subject a file."""

from introductions.services.asking import (
    answer_question,
    ask,
    draft_questions,
    look_after_questions,
    would_like_after_all,
)
from introductions.services.do_not_introduce import allow_again, keep_apart
from introductions.services.following_up import (
    answer_follow_up,
    put_off_follow_up,
    remind_due_follow_ups,
    report_met,
    start_ladder,
)
from introductions.services.introducing import (
    draft,
    introduce,
    record_introduction,
)
from introductions.services.learning import (
    reset_group_learning,
    reset_learning,
    restore_group_learning,
    restore_learning,
)
from introductions.services.limits import (
    ask_first_by_default,
    obstacles,
    open_introduction_of,
    wants_to_be_asked,
)
from introductions.services.requesting import close_request, make_request
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
from introductions.services.taking_back import undo, withdraw
from introductions.services.thanking import thank

__all__ = [
    "allow_again",
    "answer_follow_up",
    "answer_question",
    "ask",
    "ask_first_by_default",
    "close_request",
    "draft",
    "draft_questions",
    "explain_pair",
    "introduce",
    "keep_apart",
    "look_after_questions",
    "make_request",
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
    "report_met",
    "reset_group_learning",
    "reset_learning",
    "restore",
    "restore_group_learning",
    "restore_learning",
    "start_ladder",
    "suggest_more",
    "thank",
    "undo",
    "wants_to_be_asked",
    "withdraw",
    "would_like_after_all",
]
