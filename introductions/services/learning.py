"""Learn anew: what happened before no longer moves the weights of a person or a group.

Nothing is deleted, so everything can be taken back. Suggestions follow at the next tick.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from introductions.models import LearningReset
from introductions.services.suggestions import plan_anew
from members.models import Group, Person
from members.services.memberships import wake_dependents


@transaction.atomic
def reset_learning(person: Person, *, now: datetime) -> None:
    """From now on only what comes after `now` teaches about the suggestions of `person`.

    What they did until now still counts in their groups.
    """
    LearningReset.objects.update_or_create(person=person, defaults={"at": now})
    plan_anew(person, now=now)


@transaction.atomic
def restore_learning(person: Person, *, now: datetime) -> None:
    """Take the reset back: let everything count again."""
    if LearningReset.objects.filter(person=person).delete()[0]:
        plan_anew(person, now=now)


@transaction.atomic
def reset_group_learning(group: Group, *, now: datetime) -> None:
    """From now on only what comes after `now` counts as found in the group.

    For its members' own weights everything they did themselves still counts.
    """
    LearningReset.objects.update_or_create(group=group, defaults={"at": now})
    _compute_anew_in(group, now)


@transaction.atomic
def restore_group_learning(group: Group, *, now: datetime) -> None:
    """Take the reset of a group back."""
    if LearningReset.objects.filter(group=group).delete()[0]:
        _compute_anew_in(group, now)


def _compute_anew_in(group: Group, now: datetime) -> None:
    Group.objects.filter(pk=group.pk).update(changed_at=now)
    transaction.on_commit(wake_dependents)
