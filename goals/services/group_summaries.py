"""The organizers' summaries: one an organizer, group and ISO week, on their Monday morning."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from goals.periods import Span, summary_ends, weeks_to_sum_up
from members.deliveries.queueing import queue_delivery
from members.models import Delivery, Membership, Person
from members.querysets import MembershipQuerySet

KIND = "group_summary"


def plan_due_group_summaries(*, now: datetime, limit: int = 500) -> int:
    """Owe everybody who organizes a group its last week, once Monday's hour has come for them.

    Returns how many were planned; at most `limit` a call, the next tick goes on. Whether there is
    anything to tell is looked at when the mail is made.
    """
    planned = 0
    organizers = organizing(now)
    zones = organizers.values_list("person__time_zone", flat=True).order_by("person__time_zone")
    for name, week in weeks_to_sum_up(zones.distinct(), now):
        _, end = week.instants(ZoneInfo(name))
        there_then = organizers.filter(Q(joined_at=None) | Q(joined_at__lt=end))
        there = there_then.filter(person__time_zone=name).select_related("person")
        for membership in untold(there.order_by("pk"), week, now)[: limit - planned]:
            planned += plan_group_summary(membership, week, now=now)
    return planned


def organizing(now: datetime) -> MembershipQuerySet:
    """The memberships of organizers with an account."""
    reachable = Person.objects.reachable(now)
    return Membership.objects.active().filter(
        role=Membership.Role.ORGANIZER, person__in=reachable.values("pk")
    )


def untold(memberships: Iterable[Membership], week: Span, now: datetime) -> list[Membership]:
    """Those whose organizer takes no pause, and is not owed the summary of `week` already."""
    present = [each for each in memberships if not each.person.is_on_pause(now)]
    keys = {key_of(each, week) for each in present}
    owed = Delivery.objects.filter(kind=KIND, key__in=keys).values_list("recipient", "key")
    told = set(owed)
    return [each for each in present if (each.person_id, key_of(each, week)) not in told]


def key_of(membership: Membership, week: Span) -> str:
    year, number, _ = week.first.isocalendar()
    return f"{membership.group_id}:{year}-W{number:02}"


@transaction.atomic
def plan_group_summary(membership: Membership, week: Span, *, now: datetime) -> bool:
    """Owe an organizer the week of their group; False when somebody else has just planned it."""
    year, number, _ = week.first.isocalendar()
    return queue_delivery(
        membership.person,
        kind=KIND,
        key=key_of(membership, week),
        context={"group": membership.group_id, "year": year, "week": number},
        now=now,
        expires_at=summary_ends(week, membership.person.zone),
    )
