"""What a word of a search may mean: entries of the lists, by any name that they have."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, QuerySet

from members.models import Person, Profession, ProspectPool, SourceType, TriggerEvent
from members.querysets import groups_with
from members.together import Given, Together

NOBODY = 0


def _asked() -> dict[str, QuerySet[Any, Any]]:
    word, groups = Given("word", CharField()), groups_with(Given("whose"))
    return {
        "profession": Profession.objects.named(word, groups).values_list("pk"),
        "sources": SourceType.objects.named(word, groups).values_list("pk"),
        "pools": ProspectPool.objects.named(word, groups).values_list("pk"),
        "events": TriggerEvent.objects.named(word, groups).values_list("pk"),
    }


ENTRIES = Together(_asked)


def entries_named(word: str, by: Person | None) -> dict[str, list[int]]:
    """The keys of entries that `word` finds, by the field of a person that holds them: by names
    that everybody has for them, and the groups of `by`, if anybody. One query."""
    whose = (by.keeper_id or by.pk) if by else NOBODY
    found = ENTRIES.ask(word=word, whose=whose)
    return {field: [key for (key,) in rows] for field, rows in found.items()}
