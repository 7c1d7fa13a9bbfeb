"""Undo what was pressed a moment ago, or withdraw what is still being asked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from introductions.exceptions import NotUnderWay
from introductions.mailing import mails_of
from introductions.models import Introduction, Suggestion
from introductions.services.pairs import suggestions_of
from introductions.services.suggestions import plan_anew
from members.models import Delivery


@transaction.atomic
def undo(introduction: Introduction, *, now: datetime) -> None:
    """Make it as if it had never been: until `sends_at` no mail about it has left.

    Raises NotUnderWay when it is too late.
    """
    introduction = Introduction.objects.select_for_update().get(pk=introduction.pk)
    if introduction.sends_at is None or now >= introduction.sends_at:
        raise NotUnderWay
    mails = mails_of(introduction)
    waiting = mails.filter(state=Delivery.State.DUE)
    count = waiting.count()
    # Rows that a worker has just claimed are not deleted: then it is too late after all.
    if waiting.delete()[1].get("members.Delivery", 0) != count or mails.exists():
        transaction.set_rollback(True)
        raise NotUnderWay
    introducer = introduction.introducer
    taken = suggestions_of(introducer, introduction.a, introduction.b)
    taken.filter(state=Suggestion.State.TAKEN).delete()
    introduction.delete()
    plan_anew(introducer, now=now)


@transaction.atomic
def withdraw(introduction: Introduction, *, now: datetime) -> None:
    """Ask nobody any more. Those who were asked find it closed, and get no mail about that.

    Raises NotUnderWay when it is not being asked (any more).
    """
    asking = Introduction.objects.filter(pk=introduction.pk, state=Introduction.State.ASKING)
    if not asking.update(state=Introduction.State.WITHDRAWN, ended_at=now):
        raise NotUnderWay
