"""Forget what lists have said of people when nobody needs it any more."""

from __future__ import annotations

from datetime import datetime

from django.db.models.expressions import RawSQL

from members.journal import UNDONE_FOR
from members.models import RosterImport

from .uploads import OPEN

KEPT = UNDONE_FOR  # as long as an import can be undone


def forget_old_lists(now: datetime) -> int:
    """Forget lists that nobody has confirmed, and of imports what became of each line; returns of
    how many."""
    unconfirmed = RosterImport.objects.filter(state__in=OPEN, uploaded_at__lt=now - KEPT)
    forgotten, _ = unconfirmed.delete()
    reported = RosterImport.objects.filter(applied_at__lt=now - KEPT, report__has_key="lines")
    return forgotten + reported.update(report=RawSQL("report - 'lines'", []))
