"""What becomes of introductions and all around them when two entries of a roster become one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from introductions.models import (
    DoNotIntroduce,
    FollowUp,
    Introduction,
    LearningReset,
    Pace,
    Suggestion,
    TablePlan,
)
from members.merging import bringing
from members.merging.rules import Merging, own, register, turned
from members.models import Group, Membership, Person

State = Introduction.State

# How far an introduction has come: of two under way the one that came further stays open.
COME = {State.ASKING: 0, State.MADE: 1, State.MET: 2}


def register_rules() -> None:
    register(Introduction, one_open_introduction)
    register(Suggestion, ready_ones_are_found_anew)
    turned(Suggestion, "a", "b", for_a="for_b")
    register(TablePlan, same_seat, within_group=True)
    for model in (DoNotIntroduce, LearningReset, Pace):
        own(model)
    bringing.register("Introductions in this group", introductions_within)


def one_open_introduction(merging: Merging) -> None:
    """Two people cannot be introduced twice at once: of two introductions to the same third person
    that are under way the one that came less far ends, and nobody is asked about it any more."""
    theirs = {_other(row, merging.goes): row for row in _under_way(merging.goes)}
    for ours in _under_way(merging.stays):
        row = theirs.get(_other(ours, merging.stays))
        if row is None or row.pk == ours.pk:
            continue
        ending = min((row, ours), key=lambda one: (COME[State(one.state)], one is ours))
        this = Introduction.objects.filter(pk=ending.pk)
        ended = State.WITHDRAWN if ending.state == State.ASKING else State.EXPIRED
        merging.change(this, state=ended, ended_at=merging.now)
        questions = FollowUp.objects.filter(introduction=ending, state=FollowUp.State.OPEN)
        merging.change(questions, state=FollowUp.State.CLOSED)


def _under_way(person: Person) -> QuerySet[Introduction]:
    either = Q(a=person) | Q(b=person)
    return Introduction.objects.filter(either, state__in=COME).order_by("pk")


def _other(introduction: Introduction, person: Person) -> int:
    return introduction.b_id if introduction.a_id == person.pk else introduction.a_id


def ready_ones_are_found_anew(merging: Merging) -> None:
    """What nobody has answered yet is computed again for who stays."""
    goes = merging.goes
    anybody = Q(introducer=goes) | Q(a=goes) | Q(b=goes)
    merging.let_go(Suggestion.objects.filter(anybody, state=Suggestion.State.READY))


def same_seat(merging: Merging) -> None:
    """Tables hold keys of people: who stays sits where who goes sat, unless they sit already."""
    plans = TablePlan.objects.filter(meeting__group=merging.group)
    for plan in plans:
        rounds = [_seated(tables, merging) for tables in plan.rounds]
        if rounds != plan.rounds:
            merging.change(TablePlan.objects.filter(pk=plan.pk), rounds=rounds)


def _seated(tables: list[Any], merging: Merging) -> list[Any]:
    sits = any(merging.stays.pk in table for table in tables)
    return [
        [
            merging.stays.pk if person == merging.goes.pk else person
            for person in table
            if not (sits and person == merging.goes.pk)
        ]
        for table in tables
    ]


def introductions_within(group: Group, people: Collection[int]) -> dict[int, int]:
    """For each of these people, how many introductions they made or were in, of active members of
    the group to each other."""
    members = set(Membership.objects.active().filter(group=group).values_list("person", flat=True))
    anybody = Q(introducer__in=people) | Q(a__in=people) | Q(b__in=people)
    counts = dict.fromkeys(people, 0)
    made = Introduction.objects.filter(anybody, made_at__isnull=False)
    for three in made.values_list("introducer", "a", "b"):
        if members.issuperset(three):
            for person in set(three) & set(counts):
                counts[person] += 1
    return counts
