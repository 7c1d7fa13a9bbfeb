"""The writes of introductions, one subject a file."""

from introductions.services.asking import (
    answer_question,
    ask,
    draft_questions,
    look_after_questions,
    would_like_after_all,
)
from introductions.services.contacts import forget_contact, record_contact
from introductions.services.contributing import (
    confirm_contribution,
    correct_contribution,
    credit_introduction,
    describe_contribution,
    hide_thanks,
    log_contribution,
    refuse_contribution,
    show_thanks,
    take_back_contribution,
    thank_for_contribution,
)
from introductions.services.do_not_introduce import allow_again, keep_apart
from introductions.services.following_up import (
    answer_follow_up,
    put_off_follow_up,
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
    cautions,
    obstacles,
    open_introduction_of,
    wants_to_be_asked,
)
from introductions.services.pacing import (
    reset_group_pace,
    reset_pace,
    set_group_pace,
    set_pace,
)
from introductions.services.reminding import remind_due_follow_ups
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
    "cautions",
    "close_request",
    "confirm_contribution",
    "correct_contribution",
    "credit_introduction",
    "describe_contribution",
    "draft",
    "draft_questions",
    "explain_pair",
    "forget_contact",
    "hide_thanks",
    "introduce",
    "keep_apart",
    "log_contribution",
    "look_after_questions",
    "make_request",
    "obstacles",
    "open_introduction_of",
    "plan_anew",
    "put_off",
    "put_off_follow_up",
    "record_contact",
    "record_introduction",
    "refresh_stale_suggestions",
    "refresh_suggestions_of",
    "refuse",
    "refuse_contribution",
    "remind_due_follow_ups",
    "report_met",
    "reset_group_learning",
    "reset_group_pace",
    "reset_learning",
    "reset_pace",
    "restore",
    "restore_group_learning",
    "restore_learning",
    "set_group_pace",
    "set_pace",
    "show_thanks",
    "start_ladder",
    "suggest_more",
    "take_back_contribution",
    "thank",
    "thank_for_contribution",
    "undo",
    "wants_to_be_asked",
    "withdraw",
    "would_like_after_all",
]
