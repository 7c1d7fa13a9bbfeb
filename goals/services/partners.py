"""Somebody of a common group who sees a promise, at the wish of who made it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goals.models import Partner
from members.deliveries.queueing import queue_delivery
from members.models import Person


@transaction.atomic
def choose_partner(person: Person, partner: Person, *, now: datetime) -> Partner:
    """Let `partner`, one of Person.objects.partners_for(person), see what `person` promises.

    They are told by a mail, once for the two of them. Whoever it was before sees it no longer.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    found = Partner.objects.filter(person=person).first()
    if found and found.partner_id == partner.pk:
        return found
    chosen, _ = Partner.objects.update_or_create(
        person=person, defaults={"partner": partner, "since": now}
    )
    queue_delivery(
        partner,
        kind="partner",
        key=str(person.pk),
        context={"person": person.pk},
        now=now,
    )
    return chosen


def end_partnership(partner: Partner) -> None:
    """Either of the two ends it; nobody is told."""
    partner.delete()
