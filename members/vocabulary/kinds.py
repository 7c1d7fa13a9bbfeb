"""The four lists by the names that addresses and files have for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from members.models import Profession, ProspectPool, SourceType, TriggerEvent


@dataclass(frozen=True)
class Kind:
    name: str  # in addresses
    title: str
    one: str  # "profession"
    model: type[Any]
    lead: str  # what the list is for, to its organizers

    def __str__(self) -> str:
        return self.title


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "professions",
            "Professions",
            "profession",
            Profession,
            "What people do. Choosing one fills a new member's profile with the usual sources, "
            "pools and events.",
        ),
        Kind(
            "sources",
            "Who sends business",
            "source of business",
            SourceType,
            "Types of people who send business to others.",
        ),
        Kind(
            "pools",
            "Clients",
            "pool of clients",
            ProspectPool,
            "Clients whose custom several professions seek.",
        ),
        Kind(
            "events",
            "Trigger events",
            "trigger event",
            TriggerEvent,
            "Moments in a client’s life or business that need several professions at once.",
        ),
    )
}


def kind_of(term: Any) -> Kind:
    return next(kind for kind in KINDS.values() if kind.model is type(term))
