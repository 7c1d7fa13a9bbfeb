"""Money that came of networking, by the person's own word. Nobody else ever sees it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from goals.models import Earning
from members.models import Person

SAME_PRESS = timedelta(minutes=1)


@transaction.atomic
def log_earning(
    person: Person,
    *,
    amount: Decimal,
    code: str,
    on: date,
    other: Person | None = None,
    note: str = "",
    now: datetime,
) -> Earning:
    """Keep that `amount` in the currency `code` came in. The same again within a minute is one
    press.

    Raises ValueError for a day to come, ValidationError for what is no amount or no code.
    """
    check_day(person, on, now)
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    said = {
        "person": person,
        "amount": amount,
        "code": code,
        "earned_on": on,
        "other": other,
        "note": " ".join(note.split()),
    }
    if same := Earning.objects.filter(**said, created_at__gt=now - SAME_PRESS).first():
        return same
    earning = Earning(**said, created_at=now)
    earning.full_clean(exclude=["person", "other"])
    earning.save()
    return earning


def change_earning(
    earning: Earning,
    *,
    amount: Decimal,
    code: str,
    on: date,
    other: Person | None,
    note: str,
    now: datetime,
) -> None:
    """Say it otherwise. Raises ValueError and ValidationError like log_earning."""
    check_day(earning.person, on, now)
    earning.amount, earning.code, earning.earned_on = amount, code, on
    earning.other, earning.note = other, " ".join(note.split())
    earning.full_clean(exclude=["person", "other"])
    earning.save(update_fields=["amount", "code", "earned_on", "other", "note"])


def forget_earning(earning: Earning) -> None:
    """Take it back; a second time has no effect."""
    Earning.objects.filter(pk=earning.pk).delete()


def check_day(person: Person, on: date, now: datetime) -> None:
    if on > now.astimezone(person.zone).date():
        raise ValueError("This day has not come yet. Choose today or an earlier day.")
