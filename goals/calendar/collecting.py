"""The entries of one person's calendar, as far as they may see them now."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby

from goals.calendar.events import Event, follow_ups_event, meeting_event, slot_event
from goals.models import Commitment
from goals.periods import Span
from goals.slots import Slot, slots_between
from introductions.models import FollowUp
from introductions.pacing import hours_of
from members.models import Meeting, Pause, Person

SLOTS_AHEAD = timedelta(weeks=8)
FOLLOW_UPS_BACK = timedelta(days=30)
MEETINGS_BACK = timedelta(days=60)
MEETINGS_AHEAD = timedelta(days=366)


def events_of(person: Person, now: datetime) -> list[Event]:
    """Everything that stands in the feed of `person`; six queries, however much it is."""
    meetings = meetings_of(person, now - MEETINGS_BACK, now + MEETINGS_AHEAD)
    today = now.astimezone(person.zone).date()
    begins, ends = Span(today, today + SLOTS_AHEAD).instants(person.zone)
    return [
        *follow_ups_of(person, now),
        *(slot_event(slot) for slot in slots_of(person, begins, ends)),
        *(meeting_event(meeting) for meeting in meetings),
    ]


def meetings_of(person: Person, start: datetime, end: datetime) -> list[Meeting]:
    """Of the groups in which `person` is now; it ends with the membership."""
    return list(Meeting.objects.of(person).between(start, end).select_related("group"))


def slots_of(person: Person, start: datetime, end: datetime) -> list[Slot]:
    """The slots of the plan that begin from `start` up to `end`, but for days off."""
    first, last = (moment.astimezone(person.zone).date() for moment in (start, end))
    held = Commitment.objects.of(person).holding(first, last + timedelta(days=1))
    touching = Pause.objects.filter(person=person).touching(first, last + timedelta(days=1))
    off = [Span(pause.starts_on, pause.ends_on) for pause in touching]
    if person.paused_until and first < person.paused_until:
        off.append(Span(first, person.paused_until))
    return slots_between(held, person.zone, start, end, off=off)


def follow_ups_of(person: Person, now: datetime) -> list[Event]:
    """One entry for each day on which questions are due, at the hour the person chose.

    A question stays on its day: it does not move along with today until it is answered.
    """
    found = FollowUp.objects.open_for(person).filter(due_at__gte=now - FOLLOW_UPS_BACK)
    hour = hours_of([person])[person.pk]
    by_day = groupby(found.for_list(), key=lambda each: each.due_at.astimezone(person.zone).date())
    return [follow_ups_event(person, day, hour, list(due)) for day, due in by_day]
