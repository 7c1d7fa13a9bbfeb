"""A person's calendar: what stands in it, the file it is written as, the address it is found at.

events.py      what one entry says: a slot of the plan, follow-ups of a day, a meeting
collecting.py  the entries of one person, as far as they may see them now
writing.py     entries as an .ics file, to be subscribed to or sent with a mail
address.py     the private address of a feed
"""

from goals.calendar.events import Event, follow_ups_event, meeting_event, slot_event
from goals.calendar.writing import attached, calendar_of

__all__ = [
    "Event",
    "attached",
    "calendar_of",
    "follow_ups_event",
    "meeting_event",
    "slot_event",
]
