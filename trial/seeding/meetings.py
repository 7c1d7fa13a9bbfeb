"""The breakfasts of Riverside and the evenings of Harbor, with who was there."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from members.models import Attendance, Group, Meeting, Person
from members.recurring import Repeats
from members.services.meetings import attend, plan_meeting
from members.services.series import Said, extend_series, plan_series
from trial.seeding.people import Cast

WEEKS_BACK = 12
SEED = 20260730
# Of each group: weekday, hour, how often, what it is called and where, how long.
USUAL = {
    "riverside": (
        1,
        time(7, 30),
        Repeats.WEEKLY,
        "Tuesday breakfast",
        "The Boathouse, back room",
        90,
    ),
    "harbor": (
        3,
        time(18),
        Repeats.FORTNIGHTLY,
        "Thursday evening",
        "Harbor Library, second floor",
        120,
    ),
}


def hold_meetings(cast: Cast, now: datetime) -> None:
    """Meetings before and after `now`; most members come to most of them, some hardly ever."""
    random = Random(SEED)  # noqa: S311 - made-up history, not a secret
    always = {cast.people[name].pk for name in ("dana", "ruth", "gwen")}
    for slug, usual in USUAL.items():
        hold_usual(cast.groups[slug], usual, always, now, random)
    hold_event(cast.groups["riverside"], now)


def hold_usual(
    group: Group,
    usual: tuple[int, time, Repeats, str, str, int],
    always: set[int],
    now: datetime,
    random: Random,
) -> None:
    weekday, clock, repeats, title, place, minutes = usual
    zone = ZoneInfo(group.time_zone)
    today = now.astimezone(zone).date()
    organizer = organizer_of(group)
    keen = {person.pk: random.choice([0.95, 0.9, 0.8, 0.6, 0.0]) for person in members_of(group)}
    keen |= {key: 0.9 for key in keen if key in always}
    said = Said(
        kind=Meeting.Kind.MEETING,
        title=title,
        place=place,
        minutes=minutes,
        repeats=repeats,
        first_day=today + timedelta(weeks=-WEEKS_BACK, days=weekday - today.weekday()),
        begins_at=clock,
    )
    series = plan_series(group, said, by=organizer, now=now - timedelta(weeks=WEEKS_BACK + 1))
    extend_series(now=now)
    for meeting in series.meetings.select_related("group").order_by("starts_at"):
        if meeting.ends_at <= now:
            note_who_came(meeting, keen, organizer, random)


def note_who_came(
    meeting: Meeting, keen: dict[int, float], organizer: Person, random: Random
) -> None:
    there = meeting.members_then().filter(person__in=keen).select_related("person")
    for membership in there.order_by("pk"):
        if random.random() < keen[membership.person_id]:
            attend(meeting, membership.person, by=organizer, now=meeting.ends_at)
    Attendance.objects.filter(meeting=meeting).update(created_at=meeting.ends_at)


def hold_event(group: Group, now: datetime) -> None:
    zone = ZoneInfo(group.time_zone)
    day = now.astimezone(zone).date() + timedelta(days=9)
    plan_meeting(
        group,
        by=organizer_of(group),
        kind=Meeting.Kind.EVENT,
        title="Winter reception",
        starts_at=datetime.combine(day, time(17, 30), zone),
        minutes=150,
        place="Old Customs House",
        now=now - timedelta(days=20),
    )


def organizer_of(group: Group) -> Person:
    return Person.objects.filter(
        memberships__group=group, memberships__role="organizer", memberships__state="active"
    ).order_by("pk")[0]


def members_of(group: Group) -> list[Person]:
    return list(
        Person.objects.filter(memberships__group=group, memberships__state="active").order_by("pk")
    )
