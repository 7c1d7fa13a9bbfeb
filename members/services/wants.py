"""What somebody would like now, and that they have it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from members.models import Currency, Person, Want

MOST_WANTS = 12  # at once: more than anybody can keep in mind for somebody else


class TooManyWants(Exception):
    """As many wants as one person may have are noted already."""


@transaction.atomic
def say_want(person: Person, *, currency: str, text: str, now: datetime) -> Want:
    """Note that `person`, or whoever keeps them as a contact for them, would like `text`.

    The same again is what stands already. Raises TooManyWants; ValidationError where the words are
    missing or too many; ValueError for a currency that does not exist.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # two presses, one want
    want = Want(
        person=person,
        currency=Currency(currency),
        text=" ".join(text.split()),
        created_at=now,
    )
    current = list(Want.objects.current().filter(person=person))
    for one in current:
        if (one.currency, one.text.lower()) == (want.currency, want.text.lower()):
            return one
    if len(current) >= MOST_WANTS:
        raise TooManyWants
    want.clean_fields(exclude=["person"])
    want.save()
    return want


def end_want(want: Want, *, now: datetime) -> bool:
    """They have it, or want it no more; False when that was known."""
    return bool(Want.objects.current().filter(pk=want.pk).update(ended_at=now))
