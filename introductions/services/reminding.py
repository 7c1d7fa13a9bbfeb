"""One mail a day at most, at the person's hour, about all that is due: questions and ties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from introductions import ladder
from introductions.models import FollowUp, Introduction
from introductions.pacing import hours_of, schedules_of
from introductions.querysets import FollowUpQuerySet
from introductions.services.following_up import ask_next
from introductions.touch import ToMention, ties_to_mention
from members.deliveries.queueing import queue_delivery
from members.models import Delivery, Person, Tie

AT_ONCE = 500  # people reminded, and silent questions moved on, in one run
FORGOTTEN_AFTER = timedelta(days=60)  # an introduction nobody is asked about any more has ended
SHORTEST_PATIENCE = timedelta(days=1)


def remind_due_follow_ups(*, now: datetime) -> int:
    """Owe everybody with unasked due questions, or ties that have just become due or overdue, one
    mail about all of them; return how many mails.

    One mail a day and person at most, from their hour on. Questions that stayed unanswered until
    their next rung was due give way to it first.
    """
    _move_on_silent(now)
    _end_forgotten(now)
    return sum(_remind(person, ties, now) for person, ties in _to_remind(now))


def _unasked(now: datetime) -> FollowUpQuerySet:
    """Due questions that no mail has told of yet, of people who can answer."""
    return FollowUp.objects.due(now).filter(reminded_at=None, person__user__is_active=True)


def _to_remind(now: datetime) -> list[tuple[Person, list[ToMention]]]:
    """Who gets a mail now, with their ties: nobody who had one on their today, or sleeps still."""
    ties = defaultdict[int, list[ToMention]](list)
    waiting = {p.pk: p for p in Person.objects.filter(follow_ups__in=_unasked(now)).distinct()}
    for tie in ties_to_mention(now):
        ties[tie.holder.pk].append(tie)
        waiting.setdefault(tie.holder.pk, tie.holder)
    if not waiting:
        return []
    had_mail = _had_mail(waiting, now)
    free = [
        person
        for key, person in waiting.items()
        if (key, _today(person, now)) not in had_mail and not person.is_on_pause(now)
    ]
    hours = hours_of(free) if free else {}
    awake = [p for p in free if now.astimezone(p.zone).time() >= hours[p.pk]]
    return [(person, ties[person.pk]) for person in awake[:AT_ONCE]]


def _had_mail(people: dict[int, Person], now: datetime) -> set[tuple[int, str]]:
    since = now - timedelta(days=2)  # covers "today" in every zone
    mails = Delivery.objects.filter(
        kind="follow_ups", created_at__gte=since, recipient__in=list(people)
    )
    return set(mails.values_list("recipient_id", "key"))


@transaction.atomic
def _remind(person: Person, ties: Sequence[ToMention], now: datetime) -> bool:
    asked = _unasked(now).filter(person=person).update(reminded_at=now)
    mentioned = [tie.key for tie in sorted(ties, key=lambda tie: tie.key) if _mention(tie)]
    if not asked and not mentioned:
        return False
    tomorrow = now.astimezone(person.zone).date() + timedelta(days=1)
    queued = queue_delivery(
        person,
        kind="follow_ups",
        key=_today(person, now),
        context={"ties": mentioned},
        now=now,
        expires_at=datetime.combine(tomorrow, datetime.max.time(), tzinfo=person.zone),
    )
    if not queued:  # another run was quicker: what is left waits for tomorrow's mail
        transaction.set_rollback(True)
    return queued


def _mention(tie: ToMention) -> bool:
    """Mark that a mail tells of this tie in this colour; False when one has already."""
    told = Q(reminded_of=tie.colour, reminded_from=tie.last)
    fresh = Tie.objects.filter(pk=tie.key).exclude(told)
    return bool(fresh.update(reminded_of=tie.colour, reminded_from=tie.last))


def _today(person: Person, now: datetime) -> str:
    return now.astimezone(person.zone).date().isoformat()


def _move_on_silent(now: datetime) -> None:
    """Put the next rung in the place of questions that were asked and never answered."""
    asked = FollowUp.objects.due(now - SHORTEST_PATIENCE).filter(reminded_at__isnull=False)
    columns = ("introduction_id", "introduction__introducer_id", "pk", "person_id", "step")
    rows = list(asked.values_list(*columns, "due_at").order_by("due_at", "pk"))
    schedules = schedules_of((row[3], row[1]) for row in rows) if rows else {}
    silent = []
    for introduction, introducer, pk, person, step, due_at in rows:
        role: ladder.Role = "introducer" if person == introducer else "party"
        if due_at <= now - ladder.patience(role, step, schedules[person, introducer]):
            silent.append((introduction, pk))
    for introduction, pk in silent[:AT_ONCE]:
        _give_way(introduction, pk, now=now)


@transaction.atomic
def _give_way(introduction_id: int, pk: int, *, now: datetime) -> None:
    introduction = Introduction.objects.select_for_update().get(pk=introduction_id)
    silent = FollowUp.objects.filter(pk=pk, state=FollowUp.State.OPEN, reminded_at__isnull=False)
    if silent.update(state=FollowUp.State.CLOSED):
        question = FollowUp.objects.select_related("person").get(pk=pk)
        ask_next(question, introduction, now)


def _end_forgotten(now: datetime) -> None:
    """End what nobody was heard of for long and nobody is asked about any more.

    It would otherwise stand in the way of introducing the two again, for ever.
    """
    asked = FollowUp.objects.filter(introduction=OuterRef("pk"), state=FollowUp.State.OPEN)
    Introduction.objects.filter(
        ~Exists(asked),
        state=Introduction.State.MADE,
        made_at__lt=now - FORGOTTEN_AFTER,
    ).update(state=Introduction.State.EXPIRED, ended_at=now)
