"""Somebody would like you to keep an eye on what they promise."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from goals import wording
from goals.models import Commitment, Partner
from goals.progress import Record
from members.deliveries import kinds
from members.models import Delivery, Person

PARTNERS = kinds.Topic(
    "partners", "Promises of others", "when somebody asks you to keep an eye on a promise"
)


def kind() -> kinds.Kind:
    return kinds.Kind("partner", recheck=ended, prepare=prepare, sent_again=False, topic=PARTNERS)


def ended(delivery: Delivery, now: datetime) -> str | None:
    """Why there is nothing to tell any more."""
    chosen = Partner.objects.in_a_common_group().filter(
        person=delivery.context["person"], partner=delivery.recipient
    )
    return None if chosen.exists() else "They no longer share the promise."


def prepare(delivery: Delivery, now: datetime) -> dict[str, Any]:
    person = Person.objects.get(pk=delivery.context["person"])
    progresses = Record.of(person, now).progresses()
    commitments = Commitment.objects.current().of(person)
    return {
        "person": person,
        "goals": [wording.promise(progress) for progress in progresses],
        "plans": [wording.plan(commitment) for commitment in commitments],
    }
