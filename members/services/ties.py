"""What a person says, privately, of knowing somebody: how well, and how often to be in touch."""

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


@transaction.atomic
def set_rhythm(holder: Person, person: Person, *, rhythm: str, now: datetime) -> Tie:
    """Keep how often `holder` wants to be in touch with `person`: a Tie.Rhythm, or "" for none.

    It counts from the last contact, or from today where none is known. Raises ValueError when it
    says nothing of the kind.
    """
    rhythm = Tie.Rhythm(rhythm) if rhythm else ""
    tie, _ = Tie.objects.select_for_update().get_or_create(holder=holder, person=person)
    if tie.rhythm != rhythm:
        tie.rhythm = rhythm
        tie.rhythm_since = now.astimezone(holder.zone).date() if rhythm else None
        tie.save(update_fields=["rhythm", "rhythm_since"])
    return tie
