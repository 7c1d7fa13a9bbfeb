"""Entries of a calendar as a file that calendar programs read (RFC 5545)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar
from icalendar import Event as Component

from goals.calendar.events import Event

PRODUCT = "-//Proactive//Calendar//EN"
LOOK_AGAIN = timedelta(hours=1)
CONTENT_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"


def calendar_of(events: Iterable[Event], *, name: str = "") -> bytes:
    """The file. The same entries give the same bytes, whenever they are written.

    With `name` it is a feed: a calendar of that name, to be looked at again every hour.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", plain(name))
        calendar.add("refresh-interval", LOOK_AGAIN, {"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    for event in sorted(events, key=lambda each: (each.starts_at, each.uid)):
        calendar.add_component(component_of(event))
    return bytes(calendar.to_ical())


def attached(events: Iterable[Event], filename: str) -> tuple[str, str, bytes]:
    """The file as what a kind of mail names among its `attachments`."""
    return filename, CONTENT_TYPE, calendar_of(events)


def component_of(event: Event) -> Component:
    component = Component()
    component.add("uid", event.uid)
    component.add("dtstamp", instant(event.changed_at))
    component.add("last-modified", instant(event.changed_at))
    component.add("sequence", event.sequence)
    component.add("dtstart", instant(event.starts_at))
    component.add("dtend", instant(event.ends_at))
    component.add("summary", plain(event.title))
    if event.text:
        component.add("description", plain(event.text))
    if event.place:
        component.add("location", plain(event.place))
    if event.url:
        component.add("url", event.url)
    component.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    component.add("transp", "OPAQUE" if event.busy else "TRANSPARENT")
    if event.private:
        component.add("class", "PRIVATE")
    if event.alarm is not None:
        component.add_component(alarm_of(event, event.alarm))
    return component


def alarm_of(event: Event, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", plain(event.title))
    alarm.add("trigger", -before)
    return alarm


def instant(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def plain(text: str) -> str:
    """Without control characters, which the format has no way to write; breaks stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})
