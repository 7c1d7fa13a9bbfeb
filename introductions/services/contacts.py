"""A contact that somebody notes: it stands in the log, and the ladder goes on from it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from introductions import ladder
from introductions.models import FollowUp, Introduction
from introductions.pacing import schedule_of
from introductions.services.following_up import (
    answer_follow_up,
    counts_from,
    have_met,
    latest_between,
    state_of,
)
from members.models import Interaction, Person
from members.services import forget_interaction, record_interaction

State = Introduction.State


@transaction.atomic
def record_contact(
    person: Person, other: Person, *, kind: str, on: date, note: str = "", now: datetime
) -> Interaction:
    """Note that `person` had a contact with `other` on the day `on`, and move on what it answers.

    A meeting of two who were introduced is the meeting that the ladder asks for; any contact of
    two who have met puts off what asks whether they are still in touch. Raises ValueError, in
    words for people, for a day in the future or more than a year back.
    """
    # Before the note: whoever answers a question holds the introduction when they note a meeting.
    between = Q(a=person, b=other) | Q(a=other, b=person)
    under_way = Introduction.objects.filter(
        between, state__in=[State.MADE, State.MET, State.USEFUL]
    )
    introductions = list(under_way.order_by("pk").select_for_update())
    noted = record_interaction(person, other, kind=kind, on=on, note=note, now=now)
    for introduction in introductions:
        if state_of(introduction) != "made":
            _count_anew(introduction, now)
        elif introduction.made_at and on >= introduction.made_at.astimezone(person.zone).date():
            _answer(introduction, person, noted, now)
    return noted


def forget_contact(interaction: Interaction, *, now: datetime) -> None:
    """Take a noted contact back. What the ladder concluded from it stays: others heard of it."""
    forget_interaction(interaction)


def _answer(introduction: Introduction, person: Person, noted: Interaction, now: datetime) -> None:
    """Nobody is asked what they have just told."""
    if noted.kind == Interaction.Kind.MET:
        have_met(introduction, person, on=noted.happened_on, now=now)
        return
    connected = FollowUp.objects.filter(
        introduction=introduction,
        person=person,
        step=ladder.CONNECTED,
        state=FollowUp.State.OPEN,
    ).first()
    if connected:
        answer_follow_up(connected, answer="yes", now=now)


def _count_anew(introduction: Introduction, now: datetime) -> None:
    """Ask both later whether they are still in touch; whether it was useful, as before."""
    questions = FollowUp.objects.filter(
        introduction=introduction,
        person__in=[introduction.a_id, introduction.b_id],
        step__gte=ladder.FOLLOW_THROUGH,
        state=FollowUp.State.OPEN,
    )
    latest = latest_between([introduction]).get(introduction.pk)
    for question in questions.select_related("person"):
        person = question.person
        due_at = ladder.due(
            question.step,
            state=state_of(introduction),
            contact=counts_from(introduction, question.step, person, latest),
            zone=person.zone,
            schedule=schedule_of(person, introduction),
        )
        if due_at > max(now, question.due_at):
            FollowUp.objects.filter(pk=question.pk).update(
                due_at=due_at, reminded_at=None, answer="", answered_at=None
            )
