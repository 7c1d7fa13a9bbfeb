"""The tables of a meeting: plan them, move somebody by hand, do without."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import numpy as np
from django.db import transaction

from introductions.models import TablePlan
from introductions.seating.planner import plan_tables
from introductions.seating.reading import Room, read_room
from introductions.seating.reasons import reasons_of
from members.models import Meeting, Person
from members.services.meetings import WasCancelled

SEATS = range(3, 9)
ROUNDS = range(1, 4)
MOST_PEOPLE = 600


class TooFew(Exception):
    """Nobody needs a plan to sit alone."""


class TooMany(Exception):
    """More people than tables are planned for."""


class IsOver(Exception):
    """The meeting has ended: who sat with whom stays as it is."""


class PlannedAnew(Exception):
    """Somebody has planned the tables anew since the page was shown."""


@transaction.atomic
def seat(
    meeting: Meeting,
    people: Collection[int],
    *,
    seats: int,
    rounds: int,
    by: Person,
    now: datetime,
) -> TablePlan:
    """Plan the tables of a meeting for these people (keys), in place of a plan that is there.

    Who is not on the group's roster is left out. Raises WasCancelled, IsOver, TooFew and TooMany.
    """
    if seats not in SEATS or rounds not in ROUNDS:
        raise ValueError(f"{seats} seats in {rounds} rounds")
    _lock(meeting, now)
    known = meeting.group.memberships.current().filter(person__in=people)
    if (count := known.count()) < 2:
        raise TooFew
    if count > MOST_PEOPLE:
        raise TooMany
    room = read_room(meeting, people, now)
    random = np.random.default_rng([meeting.pk, int(now.timestamp())])
    planned = plan_tables(room.worth, room.apart, seats=seats, rounds=rounds, random=random)
    keys = [[[int(room.ids[row]) for row in table] for table in tables] for tables in planned]
    plan, _ = TablePlan.objects.update_or_create(
        meeting=meeting,
        defaults={
            "seats_a_table": seats,
            "rounds": keys,
            "reasons": _reasons(room, keys),
            "made_by": by,
            "made_at": now,
        },
    )
    return plan


@transaction.atomic
def move(
    plan: TablePlan, person: int, *, to: int, in_round: int, made_at: datetime, now: datetime
) -> bool:
    """Seat somebody at another table of a round (numbers from 0 on); False when they sit there or
    are not seated. `made_at` says of which plan that was said. Raises WasCancelled, IsOver and
    PlannedAnew.
    """
    meeting = Meeting.objects.select_related("group").get(pk=plan.meeting_id)
    _lock(meeting, now)
    row = TablePlan.objects.filter(pk=plan.pk, made_at=made_at).first()
    if row is None:
        raise PlannedAnew
    tables: list[list[int]] = row.rounds[in_round]
    now_at = next((at for at, table in enumerate(tables) if person in table), None)
    if now_at is None or now_at == to:
        return False
    tables[now_at].remove(person)
    tables[to].append(person)
    everybody = {key for table in tables for key in table}
    row.reasons = _reasons(read_room(meeting, everybody, now), row.rounds)
    row.save(update_fields=["rounds", "reasons"])
    return True


def forget_tables(meeting: Meeting, *, now: datetime) -> bool:
    """Do without a plan; False when there is none. Raises WasCancelled and IsOver."""
    with transaction.atomic():
        _lock(meeting, now)
        return TablePlan.objects.filter(meeting=meeting).delete()[0] > 0


def _lock(meeting: Meeting, now: datetime) -> None:
    """Let others who plan the same tables wait until the transaction ends."""
    row = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if row.cancelled_at:
        raise WasCancelled
    if row.ends_at <= now:
        raise IsOver


def _reasons(room: Room, rounds: list[list[list[int]]]) -> list[dict[str, object]]:
    """What can be said at any table of any round, once."""
    found = []
    for tables in rounds:
        for table in tables:
            found += [reason for reason in reasons_of(room, table) if reason not in found]
    return found
