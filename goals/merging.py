"""What becomes of promises, plans and minutes when two entries of a roster become one."""

from goals.models import (
    CalendarFeed,
    Commitment,
    Earning,
    Goal,
    Partner,
    TimeEntry,
    UsualMinutes,
    WeeklySummary,
)
from members.merging.rules import always_goes, own


def register_rules() -> None:
    # Whoever has the address of a feed reads the calendar: that of who goes ends.
    always_goes(CalendarFeed)
    for model in (Commitment, Earning, Goal, Partner, TimeEntry, UsualMinutes, WeeklySummary):
        own(model)
