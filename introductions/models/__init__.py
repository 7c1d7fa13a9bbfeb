"""The models of introductions, one subject a file."""

from introductions.models.follow_up import FollowUp
from introductions.models.introduction import Introduction, Party
from introductions.models.learning import LearningReset
from introductions.models.plan import Plan
from introductions.models.suggestion import Suggestion, SuggestionList

__all__ = [
    "FollowUp",
    "Introduction",
    "LearningReset",
    "Party",
    "Plan",
    "Suggestion",
    "SuggestionList",
]
