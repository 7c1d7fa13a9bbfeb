"""Which mails are about one introduction: the keys they are owed under, and finding them again."""

from __future__ import annotations

from introductions.models import Introduction
from members.models import Delivery
from members.querysets import DeliveryQuerySet


def mail_key(introduction: Introduction, what: str) -> str:
    """The key of the mail that is `what` of this introduction: "a", "joint", "b:2"."""
    return f"intro:{introduction.pk}:{what}"


def mails_of(introduction: Introduction) -> DeliveryQuerySet:
    """What was owed to its three people about it: letters and questions, but no news of it."""
    people = [introduction.introducer_id, introduction.a_id, introduction.b_id]
    return Delivery.objects.filter(
        recipient__in=people,
        kind__in=["introduction", "joint", "question"],
        key__startswith=mail_key(introduction, ""),
    )
