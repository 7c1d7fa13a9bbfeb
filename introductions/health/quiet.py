"""Quiet members: of whom nothing was seen in the group for six weeks. For organizers alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Value

from introductions.health.within import Within, introductions_in, read_within
from introductions.models import FollowUp
from members.models import Attendance, Group, Pause, Person

QUIET_AFTER = timedelta(weeks=6)


def quiet_members(group: Group, organizer: Person, now: datetime) -> list[Person]:
    """The quiet members of `group` but for `organizer`, by name, in three queries."""
    return quiet_in(read_within(group), organizer, now)


def quiet_in(within: Within, organizer: Person, now: datetime) -> list[Person]:
    """Members of whom nothing was seen in the group for six weeks, by name.

    Not those who came less than that ago, nor those who had days off in that time. Neither
    questions that were put to them nor what they said to them count: a no is nobody's business.
    """
    since = now - QUIET_AFTER
    excused = {organizer.pk} | _introduced_since(within, since) | _seen_or_off(within, since, now)
    return [
        place.person
        for place in within.places
        if place.person_id not in excused
        and not (place.joined_at and place.joined_at > since)
        and _can_be_reached(place.person)
        and not place.person.is_on_pause(now)
    ]


def _can_be_reached(person: Person) -> bool:
    user = getattr(person, "user", None)
    return user is not None and user.is_active and person.keeper_id is None


def _introduced_since(within: Within, since: datetime) -> set[int]:
    """Who introduced, was introduced, or met."""
    return {
        key
        for made in within.made
        if any(moment and moment >= since for moment in (made.made_at, made.met_at, made.useful_at))
        for key in (made.by, made.a, made.b)
    }


def _seen_or_off(within: Within, since: datetime, now: datetime) -> set[int]:
    """Who said how it goes, came to a meeting of the group, or had days off."""
    people = list(within.people)
    ours = introductions_in(within.group, people)
    answered = FollowUp.objects.filter(introduction__in=ours, answered_at__gte=since)
    there = Attendance.objects.filter(
        meeting__group=within.group, meeting__starts_at__gte=since, person__in=people
    )
    off = Pause.objects.filter(
        person__in=people, ends_on__gt=since.date(), starts_on__lte=now.date()
    )
    of_answered, of_there, of_off = (
        rows.order_by().values_list(Value(what), "person")
        for what, rows in (("answered", answered), ("there", there), ("off", off))
    )
    return {person for _, person in of_answered.union(of_there, of_off)}
