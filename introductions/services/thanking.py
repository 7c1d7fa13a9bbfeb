"""A party thanks the introducer, in a word or without one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from introductions.exceptions import AlreadyAnswered
from introductions.models import Contribution, Party
from members import mail_links
from members.deliveries.queueing import queue_delivery
from members.models import MailLink

THANKS_LENGTH = 300


@transaction.atomic
def thank(party: Party, *, words: str, now: datetime, link: MailLink | None = None) -> None:
    """Send the introducer the thanks of one side, once. Raises AlreadyAnswered."""
    if link and not mail_links.use(link, now=now):
        raise AlreadyAnswered
    unsaid = Party.objects.filter(pk=party.pk, thanked_at=None)
    if not unsaid.update(thanked_at=now, thanks=words[:THANKS_LENGTH]):
        raise AlreadyAnswered
    introduction = party.introduction
    # The same thanks in the ledger, where the introduction has come to stand in it.
    entered = Contribution.objects.filter(introduction=introduction, receiver=party.person)
    entered.filter(thanked_at=None).update(thanked_at=now, thanks=words[:THANKS_LENGTH])
    queue_delivery(
        introduction.introducer,
        kind="thanks",
        key=f"{introduction.pk}:{party.side}",
        context={"party": party.pk},
        now=now,
    )
