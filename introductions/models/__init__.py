"""The models of introductions, one subject a file."""

from introductions.models.contribution import Contribution
from introductions.models.do_not_introduce import DoNotIntroduce
from introductions.models.follow_up import FollowUp
from introductions.models.introduction import Introduction, Party
from introductions.models.learning import LearningReset
from introductions.models.pace import Pace
from introductions.models.plan import Plan
from introductions.models.request import Request
from introductions.models.seating import TablePlan
from introductions.models.suggestion import Suggestion, SuggestionList

__all__ = [
    "Contribution",
    "DoNotIntroduce",
    "FollowUp",
    "Introduction",
    "LearningReset",
    "Pace",
    "Party",
    "Plan",
    "Request",
    "Suggestion",
    "SuggestionList",
    "TablePlan",
]
