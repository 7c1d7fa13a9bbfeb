"""What one entry of a calendar says.

Calendars are kept on machines of others and shown to colleagues. So the names of private contacts
are never in them, and slots say only what was promised; the link has the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from goals import wording
from goals.periods import at
from introductions.models import FollowUp
from members.models import Meeting, Person

if TYPE_CHECKING:
    from goals.slots import Slot

SLOT_LASTS = timedelta(minutes=30)
SLOT_ALARM = timedelta(minutes=5)
FOLLOW_UPS_LAST = timedelta(minutes=15)
MEETING_ALARM = timedelta(hours=1)
NAMED = 6
CONTACT = "somebody you know"  # in place of a private contact's name


@dataclass(frozen=True)
class Event:
    """One entry. `uid` stays the same however often the entry is written, whatever changes in it.

    changed_at  when what it says last changed, as far as we know
    sequence    rises with each change of when or where, and with a cancellation
    alarm       how long before its beginning it rings; None for never
    private     others who see the calendar should see only that there is something
    busy        whether the time is taken
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    title: str
    changed_at: datetime
    sequence: int = 0
    text: str = ""
    url: str = ""
    place: str = ""
    alarm: timedelta | None = None
    cancelled: bool = False
    private: bool = False
    busy: bool = True


def uid(name: str) -> str:
    return f"{name}@{settings.MAIL_DOMAIN}"


def slot_event(slot: Slot) -> Event:
    """The half hour in which something was promised, with what, and where to do it."""
    commitment = slot.commitment
    what = wording.things(commitment.kind, commitment.count)
    url = settings.SITE_URL + reverse("goals:today")
    cue = f"{commitment.cue[:1].upper()}{commitment.cue[1:]}: {what}." if commitment.cue else ""
    first_day = at(commitment.starts_on, time(), ZoneInfo("UTC"))
    return Event(
        uid=uid(f"slot-{commitment.pk}-{slot.day:%Y%m%d}"),
        starts_at=slot.starts_at,
        ends_at=slot.starts_at + SLOT_LASTS,
        title=f"Your plan: {what}",
        text="\n".join(line for line in (cue, f"Everything is ready here: {url}") if line),
        url=url,
        changed_at=first_day,
        alarm=SLOT_ALARM,
        private=True,
    )


def follow_ups_event(
    person: Person, day: date, hour: time, follow_ups: Sequence[FollowUp]
) -> Event:
    """What is to be followed up on one day, as one entry: "Follow up: Marta and Tom; Lena"."""
    starts_at = at(day, hour, person.zone)
    pairs = list(dict.fromkeys(pair_named(each, person) for each in follow_ups))
    more = len(pairs) - NAMED
    named = "; ".join(pairs[:NAMED]) + (f"; and {more} more" if more > 0 else "")
    url = settings.SITE_URL + reverse("introductions:follow_ups")
    return Event(
        uid=uid(f"follow-ups-{person.pk}-{day:%Y%m%d}"),
        starts_at=starts_at,
        ends_at=starts_at + FOLLOW_UPS_LAST,
        title=f"Follow up: {named}",
        text=f"How does it go? {url}",
        url=url,
        changed_at=max(last_known_of(each) for each in follow_ups),
        alarm=timedelta(0),
        private=True,
        busy=False,
    )


def pair_named(follow_up: FollowUp, person: Person) -> str:
    """The two of an introduction, or, for one of them, the other."""
    introduction = follow_up.introduction
    others = [each for each in (introduction.a, introduction.b) if each.pk != person.pk]
    alike = len({each.first_name for each in others}) < len(others)
    return " and ".join(named(each, whole=alike) for each in others)


def named(person: Person, *, whole: bool = False) -> str:
    if person.keeper_id is not None:
        return CONTACT
    return person.name if whole else person.first_name


def last_known_of(follow_up: FollowUp) -> datetime:
    """When what led to the question last changed."""
    introduction = follow_up.introduction
    moments = (introduction.made_at, introduction.met_at, introduction.useful_at)
    return max([introduction.created_at, *(moment for moment in moments if moment)])


def meeting_event(meeting: Meeting) -> Event:
    """A meeting of a group, whose row is loaded with it; cancelled ones stay, struck through."""
    url = settings.SITE_URL + reverse("members:meetings", args=[meeting.group.slug])
    cancelled = meeting.cancelled_at is not None
    return Event(
        uid=uid(f"meeting-{meeting.pk}"),
        starts_at=meeting.starts_at.astimezone(UTC),
        ends_at=meeting.ends_at.astimezone(UTC),
        title=f"{meeting.group.name}: {meeting.title}",
        text=f"{meeting.get_kind_display()} of {meeting.group.name}. {url}",
        url=url,
        place=meeting.place,
        changed_at=meeting.changed_at,
        # Whole seconds since it was made: rises with every change, whoever writes the file.
        sequence=int((meeting.changed_at - meeting.created_at).total_seconds()),
        alarm=None if cancelled else MEETING_ALARM,
        cancelled=cancelled,
        busy=not cancelled,
    )
