"""The clocks of a group are set to another zone: the meetings to come keep their hour."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from members.models import Group, Meeting
from members.recurring import instant
from members.services.series import lock_meetings


@transaction.atomic
def keep_hours(group: Group, *, before: ZoneInfo, now: datetime) -> int:
    """Move the coming meetings of `group`, whose zone is new, to the hour that they had on the
    clocks of `before`; return how many there are. Those of a series that were not moved by hand
    stand where the series says."""
    lock_meetings(group)
    # Whoever is making meetings of a series has done so when we look.
    list(group.series.select_for_update(no_key=True).order_by("pk"))
    coming = group.meetings.filter(starts_at__gt=now).select_related("series").order_by("pk")
    after, meetings = ZoneInfo(group.time_zone), list(coming.select_for_update(of=["self"]))
    for meeting in meetings:
        meeting.starts_at = _same_hour(meeting, before, after)
        meeting.changed_at = now
    Meeting.objects.bulk_update(meetings, ["starts_at", "changed_at"], batch_size=500)
    return len(meetings)


def _same_hour(meeting: Meeting, before: ZoneInfo, after: ZoneInfo) -> datetime:
    series, day = meeting.series, meeting.series_day
    if series and day and meeting.starts_at == instant(day, series.begins_at, before):
        return instant(day, series.begins_at, after)  # also where the old clocks had no such hour
    local = meeting.starts_at.astimezone(before)
    return instant(local.date(), local.time(), after)
