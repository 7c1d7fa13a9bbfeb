"""The week of a group, as its organizers may see it: counts, and people to care for.

An introduction is the group's when all three in it are active members. So nothing that members do
in other groups, or with their private contacts, can be read out of it, not even from a count. No
promise of anybody is in it, and nobody is ranked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from goals.periods import Span
from introductions.models import Contribution, FollowUp, Introduction
from introductions.querysets import IntroductionQuerySet
from members.models import Attendance, Group, Meeting, Membership, Pause, Person

QUIET_AFTER = timedelta(weeks=6)
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


def members_of(group: Group) -> list[int]:
    """The keys of the active members."""
    active = Membership.objects.active().filter(group=group)
    return list(active.values_list("person", flat=True))


def introductions_in(group: Group) -> IntroductionQuerySet:
    """Introductions that were made, all three of whose people are active members of `group`."""
    people = members_of(group)
    made = Introduction.objects.filter(made_at__isnull=False)
    return made.filter(introducer__in=people).among(people)


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


def quiet_members(group: Group, organizer: Person, now: datetime) -> list[Person]:
    """Members of whom nothing was seen in the group for six weeks, by name.

    Not those who came less than that ago, nor those who had days off in that time. Neither
    questions that were put to them nor what they said to them count: a no is nobody's business.
    """
    since = now - QUIET_AFTER
    long_here = Membership.objects.active().filter(group=group).exclude(joined_at__gt=since)
    people = Person.objects.filter(pk__in=long_here.values("person")).exclude(pk=organizer.pk)
    off = Pause.objects.filter(ends_on__gt=since.date(), starts_on__lte=now.date())
    people = people.exclude(pk__in=off.values("person"))
    people = people.exclude(pk__in=seen_since(group, since, now)).reachable(now).for_list()
    return [each for each in people.order_by("name", "pk") if not each.is_on_pause(now)]


def seen_since(group: Group, since: datetime, now: datetime) -> set[int]:
    """Who introduced, was introduced, said how it goes, met, or came to a meeting of the group."""
    ours = introductions_in(group)
    lately = ours.filter(
        Q(made_at__gte=since) | Q(met_at__gte=since) | Q(useful_at__gte=since)
    ).exclude(state="withdrawn")
    seen = {key for row in lately.values_list("introducer", "a", "b") for key in row}
    answered = FollowUp.objects.filter(introduction__in=ours, answered_at__gte=since)
    seen.update(answered.values_list("person", flat=True))
    there = Attendance.objects.filter(meeting__group=group, meeting__starts_at__gte=since)
    seen.update(there.values_list("person", flat=True))
    return seen


def in_turn(people: Sequence[Person], week: Span) -> list[Person]:
    """A few of `people`; in each week the next few, so that everybody has their turn."""
    if len(people) <= CARED_FOR:
        return list(people)
    turn = week.first.toordinal() // 7
    begin = turn * CARED_FOR % len(people)
    return [*people[begin:], *people[:begin]][:CARED_FOR]
