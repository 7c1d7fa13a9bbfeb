"""Read the four lists of a group, and what its members and professions list: three queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import BigIntegerField, Case, F, Model, Q, QuerySet, Value, When

from introductions.health.lists import GroupLists, Term
from introductions.matcher.adding import KINDS
from members.models import (
    CompetingProfessions,
    EventNeed,
    Group,
    OurWords,
    Person,
    Profession,
    ProspectPool,
    SourceType,
    TriggerEvent,
)

NO_KEY = Value(None, output_field=BigIntegerField())


def read_lists(group: Group, people: Sequence[int]) -> GroupLists:
    """The lists of `group`, and what these people (keys) list."""
    terms = _terms(group)
    pairs = _pairs(group, people)
    brings = {kind: _grouped(pairs[f"brings {kind}"]) for kind in ("sources", "pools", "belongs")}
    needs = [
        (event, profession)
        for event, profession in sorted(set(pairs["needs"]))
        if event in terms["event"] and profession in terms["profession"]
    ]
    brings["events"] = _grouped((profession, event) for event, profession in needs)
    return GroupLists(
        professions=terms["profession"],
        sources=terms["source"],
        pools=terms["pool"],
        events=terms["event"],
        needs=_grouped(needs),
        brings=brings,
        listed={kind: _grouped(pairs[f"lists {kind}"]) for kind in KINDS},
        competes=frozenset(pairs["competes"]) - frozenset(pairs["lifted"]),
        places={name: {key: n for n, key in enumerate(found)} for name, found in terms.items()},
    )


def _terms(group: Group) -> dict[str, dict[int, Term]]:
    """The entries of each list, by name, in the words of the group."""
    models: dict[str, tuple[type[Model], dict[str, Any]]] = {
        "profession": (
            Profession,
            {"of": NO_KEY, "plural_": F("plural"), "sphere_": F("sphere")},
        ),
        "source": (SourceType, {"of": F("profession")}),
        "pool": (ProspectPool, {}),
        "event": (TriggerEvent, {}),
    }
    nothing = {"of": NO_KEY, "plural_": Value(""), "sphere_": Value("")}
    rows = [
        model._default_manager.filter(Q(group=None) | Q(group=group))
        .order_by()
        .annotate(list_=Value(name), **{**nothing, **more})
        .values_list("list_", "pk", "slug", "name", "short", "plural_", "sphere_", "of")
        for name, (model, more) in models.items()
    ]
    ours = _our_words(group)
    found: dict[str, dict[int, Term]] = {name: {} for name in models}
    every = [(name, Term(*row)) for name, *row in rows[0].union(*rows[1:], all=True)]
    for name, entry in sorted(every, key=lambda pair: (pair[1].name.casefold(), pair[1].key)):
        term, words = entry, ours.get((name, entry.key))
        if words:
            term = replace(
                term,
                name=words.name or term.name,
                short=words.short or term.short,
                hidden=words.hidden,
            )
        found[name][term.key] = term
    return found


def _our_words(group: Group) -> dict[tuple[str, int], OurWords]:
    found = {}
    for words in OurWords.objects.filter(group=group):
        for name in ("profession", "source", "pool", "event"):
            if key := getattr(words, f"{name}_id"):
                found[name, key] = words
    return found


def _pairs(group: Group, people: Sequence[int]) -> dict[str, list[tuple[int, int]]]:
    """Everything that two keys say, in one query: who lists what, what brings what."""
    ours = Q(group=None) | Q(group=group)
    columns = {"sources": "sourcetype", "pools": "prospectpool", "belongs": "prospectpool"}
    rows = [
        _rows(EventNeed.objects.filter(ours), Value("needs"), "event", "profession"),
        _rows(
            CompetingProfessions.objects.filter(ours),
            Case(When(lifted=True, then=Value("lifted")), default=Value("competes")),
            "first",
            "second",
        ),
    ]
    for kind, column in columns.items():
        through = getattr(Profession, kind).through.objects.all()
        rows.append(_rows(through, Value(f"brings {kind}"), "profession", column))
    for kind, column in {**columns, "events": "triggerevent"}.items():
        through = getattr(Person, kind).through.objects.filter(person__in=people)
        rows.append(_rows(through, Value(f"lists {kind}"), "person", column))
    found = defaultdict[str, list[tuple[int, int]]](list)
    for what, one, other in rows[0].union(*rows[1:], all=True):
        found[what].append((one, other))
    return found


def _rows(rows: QuerySet[Any], what: Any, one: str, other: str) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = rows.order_by().annotate(what_=what)
    return found.values_list("what_", f"{one}_id", f"{other}_id")


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found = defaultdict[int, list[int]](list)
    for one, other in pairs:
        found[one].append(other)
    return dict(found)
