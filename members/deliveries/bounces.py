"""Addresses whose mail comes back: a score, and no more mail from a certain score on.

The score is that of the address and not of a person, so its days are those of UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from members.deliveries.stopping import address_hash, ascii_address
from members.models import BouncingAddress

HARD = 1.0  # there is no such mailbox
SOFT = 0.5  # not now: it is full, or its server is away
HELD_FROM = 2.0
STALE = timedelta(days=30)  # after so long without a bounce the score begins anew


@transaction.atomic
def note_bounce(address: str, weight: float, *, at: datetime) -> None:
    """Add `weight` to the score of `address`, once a day at most."""
    hashed, day = ascii_hash(address), at.astimezone(UTC).date()
    fresh = BouncingAddress(address_hash=hashed, score=0, last_on=date.min)
    BouncingAddress.objects.bulk_create([fresh], ignore_conflicts=True)
    row = BouncingAddress.objects.select_for_update().get(address_hash=hashed)
    if day <= row.last_on:
        return
    if day - row.last_on > STALE and row.held_at is None:
        row.score = 0
    row.score += weight
    row.last_on = day
    if row.score >= HELD_FROM and row.held_at is None:
        row.held_at = at
    row.save()


def forgive(address: str) -> None:
    """Mail has arrived there, or somebody wants it tried again: begin anew."""
    BouncingAddress.objects.filter(address_hash=ascii_hash(address)).delete()


def is_held(address: str) -> bool:
    held = BouncingAddress.objects.filter(held_at__isnull=False)
    return held.filter(address_hash=ascii_hash(address)).exists()


def ascii_hash(address: str) -> str:
    """The hash of `address` in the form in which the mail service names it."""
    return address_hash(ascii_address(address))
