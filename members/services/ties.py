"""What a person says, privately, of how well they know somebody."""

from __future__ import annotations

from django.db import transaction

from members.models import Person, Tie


@transaction.atomic
def set_tie(holder: Person, person: Person, *, closeness: int) -> Tie:
    """Keep that `holder` knows `person` as well as `closeness`, one of Tie.Closeness, says.

    Raises ValueError when it says nothing of the kind.
    """
    tie, _ = Tie.objects.update_or_create(
        holder=holder, person=person, defaults={"closeness": Tie.Closeness(closeness)}
    )
    return tie
