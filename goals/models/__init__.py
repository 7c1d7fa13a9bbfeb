"""The models of goals, one subject a file."""

from goals.models.calendar_feed import CalendarFeed
from goals.models.commitment import Commitment, Partner
from goals.models.goal import Goal, Promised, WeeklySummary
from goals.models.time import Activity, Earning, TimeEntry, UsualMinutes

__all__ = [
    "Activity",
    "CalendarFeed",
    "Commitment",
    "Earning",
    "Goal",
    "Partner",
    "Promised",
    "TimeEntry",
    "UsualMinutes",
    "WeeklySummary",
]
