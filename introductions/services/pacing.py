"""When people are asked: a person's own days and hour, or the days of a whole group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery

from introductions import ladder
from introductions.ladder import RUNGS, Schedule
from introductions.models import FollowUp, Pace
from introductions.pacing import schedules_of
from introductions.querysets import FollowUpQuerySet
from introductions.services.following_up import (
    counts_from,
    latest_between,
    role_of,
    state_of,
)
from members.models import Group, Membership, Person

Days = Sequence[int | None]


@transaction.atomic
def set_pace(person: Person, *, days: Days | None, asked_at: time, now: datetime) -> None:
    """Ask `person` at the hour `asked_at`, and on these days, one for each of RUNGS.

    Without `days` those of their groups hold, or the usual ones. Raises ValueError, in words for
    people, unless the days go up.
    """
    if days is not None:
        Schedule(tuple(days), asked_at)
    own = list(days) if days is not None else [None] * len(RUNGS)
    Pace.objects.update_or_create(person=person, defaults={"days": own, "asked_at": asked_at})
    _ask_anew(_open_questions(now).filter(person=person), now)


@transaction.atomic
def reset_pace(person: Person, *, now: datetime) -> None:
    """Back to the days of the groups and the usual hour."""
    if Pace.objects.filter(person=person).delete()[0]:
        _ask_anew(_open_questions(now).filter(person=person), now)


@transaction.atomic
def set_group_pace(group: Group, *, days: Days, now: datetime) -> None:
    """Ask everybody in `group` on these days who chose none themselves. Raises ValueError."""
    Schedule(tuple(days))
    Pace.objects.update_or_create(group=group, defaults={"days": list(days)})
    _ask_anew(_questions_in(group, now), now)


@transaction.atomic
def reset_group_pace(group: Group, *, now: datetime) -> None:
    """Back to the usual days."""
    if Pace.objects.filter(group=group).delete()[0]:
        _ask_anew(_questions_in(group, now), now)


def _open_questions(now: datetime) -> FollowUpQuerySet:
    """What was not asked yet, on no page and in no mail, with when that person last answered
    there."""
    answered = FollowUp.objects.filter(
        introduction=OuterRef("introduction"),
        person=OuterRef("person"),
        state=FollowUp.State.ANSWERED,
    ).order_by()
    last = answered.values("person").annotate(last=Max("answered_at")).values("last")
    fresh = FollowUp.objects.filter(state=FollowUp.State.OPEN, reminded_at=None, due_at__gt=now)
    return fresh.annotate(last_answered=Subquery(last)).order_by("introduction", "pk")


def _questions_in(group: Group, now: datetime) -> FollowUpQuerySet:
    """Those that the pace of `group` may be right for."""
    members = Membership.objects.active().filter(group=group).values("person")
    return _open_questions(now).filter(person__in=members, introduction__introducer__in=members)


def _ask_anew(questions: FollowUpQuerySet, now: datetime) -> None:
    """Date these questions by what holds now; in the place of one that is left out comes the next.

    As many queries for many questions as for one.
    """
    loaded = questions.select_related(
        "person", "introduction__introducer", "introduction__a", "introduction__b"
    )
    rows = list(loaded.select_for_update(of=["self"]))
    schedules = schedules_of((row.person_id, row.introduction.introducer_id) for row in rows)
    latest = latest_between([row.introduction for row in rows])
    moved, over, following = [], [], []
    for row in rows:
        introduction = row.introduction
        schedule = schedules[row.person_id, introduction.introducer_id]
        step = _step_by(row, schedule)
        if step != row.step:
            over.append(row.pk)
        if step is None:
            continue
        due_at = _due_by(row, step, schedule, latest.get(introduction.pk), now)
        if step == row.step:
            row.due_at = due_at
            moved.append(row)
        else:
            following.append(
                FollowUp(introduction=introduction, person=row.person, step=step, due_at=due_at)
            )
    FollowUp.objects.filter(pk__in=over).update(state=FollowUp.State.CLOSED)
    FollowUp.objects.bulk_create(following)
    FollowUp.objects.bulk_update(moved, ["due_at"])


def _step_by(question: FollowUp, schedule: Schedule) -> int | None:
    """What is asked in the place of `question`; itself, unless it is left out now."""
    if question.answer or schedule.day_of(question.step) is not None:
        return question.step
    introduction = question.introduction
    role = role_of(question.person_id, introduction)
    return ladder.next_step(role, question.step, state_of(introduction), schedule)


def _due_by(
    question: FollowUp, step: int, schedule: Schedule, latest: date | None, now: datetime
) -> datetime:
    """When `step` is due by `schedule`: not at once, whatever the days say."""
    introduction, zone, hour = question.introduction, question.person.zone, schedule.asked_at
    if question.answer:  # put off: on the day that was chosen
        due_at = ladder.at_hour(question.due_at.astimezone(zone).date(), zone, hour)
    else:
        contact = counts_from(introduction, step, question.person, latest)
        due_at = ladder.due(
            step, state=state_of(introduction), contact=contact, zone=zone, schedule=schedule
        )
        last = question.last_answered  # type: ignore[attr-defined]
        if last:
            breath = (last.astimezone(zone) + ladder.BREATH).date()
            due_at = max(due_at, ladder.at_hour(breath, zone, hour))
    return max(due_at, ladder.upcoming(now, zone, hour))
