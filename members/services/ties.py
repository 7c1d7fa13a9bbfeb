"""What a person says, privately, of how well they know somebody."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from members.models import Person, Tie
from members.services.memberships import wake_dependents


@transaction.atomic
def set_tie(holder: Person, person: Person, *, closeness: int, now: datetime) -> Tie:
    """Keep that `holder` knows `person` as well as `closeness`, one of Tie.Closeness, says.

    It changes whom `holder` is suggested to introduce, and nobody else. Raises ValueError when it
    says nothing of the kind.
    """
    tie, _ = Tie.objects.update_or_create(
        holder=holder, person=person, defaults={"closeness": Tie.Closeness(closeness)}
    )
    Person.objects.filter(pk=holder.pk).update(profile_changed_at=now)
    transaction.on_commit(wake_dependents)
    return tie
