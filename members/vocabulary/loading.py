"""Bring the starter lists into the database; doing it again changes nothing.

What an organizer has edited (`edited_at` is set) stays as it is, with all that hangs on it, and so
does everything that groups have added. Nothing is removed because the file no longer has it: people
may have chosen it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

from django.db import models, transaction

from members.models import (
    CompetingProfessions,
    EventNeed,
    Profession,
    ProspectPool,
    SourceType,
    TriggerEvent,
)
from members.models.vocabulary import Term

STARTER_LISTS = Path(__file__).with_name("starter.json")

T = TypeVar("T", bound=Term)
Pairs = set[tuple[int, int]]


def read_starter_lists() -> dict[str, Any]:
    """The content of starter.json."""
    lists: dict[str, Any] = json.loads(STARTER_LISTS.read_text(encoding="utf-8"))
    return lists


@transaction.atomic
def load_starter_lists(lists: Mapping[str, Any]) -> dict[str, int]:
    """Bring in `lists`, which are shaped as in starter.json; return how many entries each has."""
    professions = _upsert(Profession, [_profession(entry) for entry in lists["professions"]])
    pools = _upsert(
        ProspectPool,
        [_term(ProspectPool, entry, short=entry["short"]) for entry in lists["prospect_pools"]],
    )
    events = _upsert(
        TriggerEvent,
        [
            _term(TriggerEvent, entry, short=entry["short"], moment=entry["moment"])
            for entry in lists["trigger_events"]
        ],
    )
    sources = _upsert(
        SourceType,
        [
            *(_term(SourceType, e, short=e["plural"]) for e in lists["source_types"]),
            *(_as_source(professions[e["slug"]], e) for e in lists["professions"]),
        ],
    )
    _load_defaults(lists, professions, sources, pools)
    _load_needs(lists["trigger_events"], events, professions)
    _load_competes(lists["competes"], professions)
    return {
        "professions": len(professions),
        "source types": len(sources),
        "prospect pools": len(pools),
        "trigger events": len(events),
    }


# --- the entries ---


def _term(model: type[T], entry: Mapping[str, Any], **fields: Any) -> T:
    return model(slug=entry["slug"], name=entry["name"], aliases=entry["aliases"], **fields)


def _profession(entry: Mapping[str, Any]) -> Profession:
    fields = {name: entry[name] for name in ("short", "plural", "sphere", "help")}
    return _term(Profession, entry, **fields)


def _as_source(profession: Profession, entry: Mapping[str, Any]) -> SourceType:
    """The people of a profession as those who send business."""
    plural = entry["plural"]
    return SourceType(
        slug=entry["slug"],
        name=plural[:1].upper() + plural[1:],
        short=plural,
        aliases=[entry["name"], *entry["aliases"]],
        profession=profession,
    )


def _upsert(model: type[T], wanted: list[T]) -> dict[str, T]:
    """Create or correct the entries, leaving edited ones alone; return them all by slug."""
    stored = cast("models.QuerySet[T]", model._default_manager.filter(group=None))
    known = {term.slug: term for term in stored}
    own = {"id", "slug", "edited_at", "group"}
    fields = [f for f in model._meta.concrete_fields if f.name not in own]
    changed: list[T] = []
    for term in wanted:
        old = known.get(term.slug)
        if old is None or old.edited_at is not None:
            continue
        if any(getattr(old, f.attname) != getattr(term, f.attname) for f in fields):
            term.pk = old.pk
            changed.append(term)
    model._default_manager.bulk_update(changed, [f.name for f in fields])
    created = [term for term in wanted if term.slug not in known]
    model._default_manager.bulk_create(created)
    known |= {term.slug: term for term in [*changed, *created]}
    return {term.slug: known[term.slug] for term in wanted}


# --- what hangs on them ---


def _load_defaults(
    lists: Mapping[str, Any],
    professions: Mapping[str, Profession],
    sources: Mapping[str, SourceType],
    pools: Mapping[str, ProspectPool],
) -> None:
    """What somebody of a profession starts with."""
    heard_from, belongs = set(), set()
    for entry in lists["professions"]:
        profession = professions[entry["slug"]]
        heard_from |= {(profession.pk, sources[slug].pk) for slug in entry["sources"]}
        belongs |= {(profession.pk, pools[slug].pk) for slug in entry["belongs_to"]}
    sought = {
        (professions[slug].pk, pools[entry["slug"]].pk)
        for entry in lists["prospect_pools"]
        for slug in entry["professions"]
    }
    ours = _unedited(professions.values())
    _set_pairs(Profession.sources.through, "sourcetype_id", heard_from, ours)
    _set_pairs(Profession.pools.through, "prospectpool_id", sought, ours)
    _set_pairs(Profession.belongs.through, "prospectpool_id", belongs, ours)


def _set_pairs(through: type[models.Model], column: str, wanted: Pairs, ours: set[int]) -> None:
    """Make the rows of a many-to-many table of professions `wanted`, for the professions `ours`."""
    other = column.removesuffix("_id")
    rows = through._default_manager.filter(**{"profession__in": ours, f"{other}__group": None})
    known = {(p, other): pk for pk, p, other in rows.values_list("pk", "profession_id", column)}
    through._default_manager.filter(pk__in=[known[p] for p in known.keys() - wanted]).delete()
    missing = sorted(pair for pair in wanted - known.keys() if pair[0] in ours)
    through._default_manager.bulk_create(
        through(**{"profession_id": profession, column: other}) for profession, other in missing
    )


def _load_needs(
    entries: Iterable[Mapping[str, Any]],
    events: Mapping[str, TriggerEvent],
    professions: Mapping[str, Profession],
) -> None:
    """Which professions an event needs, and what each does at that moment."""
    ours = _unedited(events.values())
    wanted = {
        (events[entry["slug"]].pk, professions[need["profession"]].pk): need["does"]
        for entry in entries
        for need in entry["needs"]
        if events[entry["slug"]].pk in ours
    }
    everybodys = EventNeed.objects.filter(group=None)
    known = {(need.event_id, need.profession_id): need for need in everybodys}
    gone = [need.pk for pair, need in known.items() if pair[0] in ours and pair not in wanted]
    EventNeed.objects.filter(pk__in=gone).delete()
    for pair, need in known.items():
        need.does = wanted.get(pair, need.does)
    EventNeed.objects.bulk_update([known[pair] for pair in wanted if pair in known], ["does"])
    EventNeed.objects.bulk_create(
        EventNeed(event_id=event, profession_id=profession, does=does)
        for (event, profession), does in sorted(wanted.items())
        if (event, profession) not in known
    )


def _load_competes(pairs: Iterable[tuple[str, str]], professions: Mapping[str, Profession]) -> None:
    ours = _unedited(professions.values())
    keys = (sorted((professions[one].pk, professions[other].pk)) for one, other in pairs)
    CompetingProfessions.objects.bulk_create(
        [CompetingProfessions(first_id=p, second_id=q) for p, q in keys if {p, q} <= ours],
        ignore_conflicts=True,
    )


def _unedited(terms: Iterable[Term]) -> set[int]:
    return {term.pk for term in terms if term.edited_at is None}
