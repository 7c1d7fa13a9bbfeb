"""The week of a group, as its organizers may see it: counts, and people to care for.

What may be counted, and who is quiet, is for introductions/health/ to say. No promise of anybody is
in it, and nobody is ranked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from goals.periods import Span
from introductions.health.quiet import quiet_members
from introductions.health.within import introductions_in, members_of
from introductions.models import Contribution
from members.models import Group, Meeting, Membership, Person

CARED_FOR = 5  # in one mail; the others have their turn in the weeks after
SHOWN = 5
MEETINGS_AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class GroupWeek:
    """What one mail tells. `made`, `met` and `useful` count introductions within the group."""

    made: int
    met: int
    useful: int
    thanks: list[Contribution]
    newcomers: list[Person]
    meetings: list[Meeting]
    quiet: list[Person]

    @property
    def is_empty(self) -> bool:
        """Nothing happened and nobody needs looking after: what comes, organizers know already."""
        counted = self.made or self.met or self.useful
        return not (counted or self.thanks or self.newcomers or self.quiet)


def group_week(group: Group, organizer: Person, week: Span, now: datetime) -> GroupWeek:
    """The ISO week `week` of `group`, by the calendar of `organizer`."""
    start, end = week.instants(organizer.zone)
    ours = introductions_in(group)
    return GroupWeek(
        made=ours.made_between(start, end).exclude(state="withdrawn").count(),
        met=ours.filter(met_at__gte=start, met_at__lt=end).count(),
        useful=ours.filter(useful_at__gte=start, useful_at__lt=end).count(),
        thanks=thanks_shown(group, start, end),
        newcomers=newcomers(group, start, end),
        meetings=coming_meetings(group, now),
        quiet=in_turn(quiet_members(group, organizer, now), week),
    )


def thanks_shown(group: Group, start: datetime, end: datetime) -> list[Contribution]:
    """What members have thanked each other for before the whole group."""
    people = members_of(group)
    shown = Contribution.objects.counted().filter(
        thanks_shown_to=group, thanked_at__gte=start, thanked_at__lt=end
    )
    among = shown.filter(giver__in=people, receiver__in=people).exclude(thanks="")
    return list(among.select_related("giver", "receiver").order_by("thanked_at", "pk")[:SHOWN])


def newcomers(group: Group, start: datetime, end: datetime) -> list[Person]:
    joined = Membership.objects.active().filter(
        group=group, joined_at__gte=start, joined_at__lt=end
    )
    people = Person.objects.filter(pk__in=joined.values("person")).for_list()
    return list(people.order_by("name", "pk"))


def coming_meetings(group: Group, now: datetime) -> list[Meeting]:
    coming = group.meetings.taking_place().between(now, now + MEETINGS_AHEAD)
    return list(coming.select_related("group")[:SHOWN])


def in_turn(people: Sequence[Person], week: Span) -> list[Person]:
    """A few of `people`; in each week the next few, so that everybody has their turn."""
    if len(people) <= CARED_FOR:
        return list(people)
    turn = week.first.toordinal() // 7
    begin = turn * CARED_FOR % len(people)
    return [*people[begin:], *people[:begin]][:CARED_FOR]
