"""The pairs on the roster of a group that look like one person.

Quick for 10,000 people: what is equal is found by keys, and names that are similar by the rare
trigrams they share, as sets; nothing compares everybody with everybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

from django.db import connection

from members.models import Group, TwoPeople
from members.roster.fates import with_privacy

from .alike import Entry, Signs, address_key, company_key, name_key, signs_of
from .sides import NO_NAME

SIMILAR = 0.6
"""How alike two names must be (pg_trgm, 0 to 1), and how alike within one company."""
SIMILAR_AT_WORK = 0.45
COMMON = 50
"""A trigram, or a company, that more than so many share tells nothing."""
TOGETHER = 6
"""Of more who are equal only neighbours are paired."""
MOST = 500

# Two sets of trigrams that are alike by t share one of the rarest (1 - t) of each.
BY_RARE_TRIGRAMS = """
WITH said AS MATERIALIZED (
    SELECT * FROM unnest(%(keys)s::int[], %(names)s::text[]) AS said (key, name)
), grams AS MATERIALIZED (
    SELECT key, unnest(show_trgm(name)) AS gram FROM said
), ranked AS (
    SELECT key, gram, many, size, row_number() OVER (PARTITION BY key ORDER BY many, gram) AS place
    FROM (
        SELECT key, gram, count(*) OVER (PARTITION BY gram) AS many,
            count(*) OVER (PARTITION BY key) AS size
        FROM grams
    ) counted
), telling AS MATERIALIZED (
    SELECT key, gram FROM ranked
    WHERE place <= size - ceil(%(similar)s * size) + 1 AND many <= %(common)s
), pairs AS MATERIALIZED (
    SELECT DISTINCT one.key AS one, other.key AS other
    FROM telling one JOIN telling other USING (gram) WHERE one.key < other.key
), compared AS (
    SELECT one, other, similarity(a.name, b.name) AS likeness
    FROM pairs JOIN said a ON a.key = one JOIN said b ON b.key = other
)
SELECT one, other, likeness FROM compared
WHERE likeness >= %(similar)s ORDER BY likeness DESC, one, other LIMIT %(most)s
"""
BY_COMPANY = """
WITH said AS MATERIALIZED (
    SELECT * FROM unnest(%(keys)s::int[], %(names)s::text[], %(companies)s::text[])
        AS said (key, name, company)
), compared AS (
    SELECT a.key AS one, b.key AS other, similarity(a.name, b.name) AS likeness
    FROM said a JOIN said b USING (company)
    WHERE a.key < b.key AND company IN (
        SELECT company FROM said GROUP BY company HAVING count(*) <= %(common)s
    )
)
SELECT one, other, likeness FROM compared
WHERE likeness >= %(similar)s ORDER BY likeness DESC, one, other LIMIT %(most)s
"""

Keys = tuple[int, int]
Found = dict[Keys, float]  # positions of two entries, how alike their names are


@dataclass(frozen=True, slots=True)
class Pair:
    """`first` has the smaller key."""

    first: Entry
    second: Entry
    signs: Signs


def pairs_of(group: Group) -> list[Pair]:
    """Pairs that look like one person, best first, without those known to be two."""
    entries = entries_of(group)
    found: Found = {}
    for pair in chain_equal(entries, lambda entry: address_key(entry.address or str(entry.person))):
        found.setdefault(pair, 0.0)
    for pair in chain_equal(entries, key_of_name):
        found.setdefault(pair, 1.0)
    for pair, likeness in similar_names(entries).items():
        found[pair] = max(found.get(pair, 0.0), likeness)
    known = set(TwoPeople.objects.filter(group=group).values_list("first", "second"))
    pairs = [pair_of(entries[a], entries[b], likeness) for (a, b), likeness in found.items()]
    others = [pair for pair in pairs if (pair.first.person, pair.second.person) not in known]
    return sorted(
        others, key=lambda pair: (-pair.signs.score, pair.first.label.casefold(), pair.first.person)
    )[:MOST]


def entries_of(group: Group, people: Collection[int] | None = None) -> list[Entry]:
    """Everybody on the roster and who has left, as far as organizers see them; or these alone."""
    memberships = group.memberships.all()
    if people is not None:
        memberships = memberships.filter(person__in=people)
    rows = with_privacy(memberships).values_list(  # type: ignore[misc] # what it annotates
        "person", "label", "person__email", "seen_company", "shown"
    )
    return [
        Entry(
            person=person,
            label=label,
            address=address or "",
            company=company or "",
            named=shown or label not in (address, NO_NAME),
        )
        for person, label, address, company, shown in rows.order_by("person")
    ]


def pair_of(one: Entry, other: Entry, likeness: float) -> Pair:
    first, second = sorted((one, other), key=lambda entry: entry.person)
    return Pair(first, second, signs_of(first, second, likeness=likeness))


def signs_between(one: Entry, other: Entry) -> Signs:
    """What two have in common who stand beside each other, alike or not."""
    names = [key_of_name(one), key_of_name(other)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT similarity(%s, %s)", names)
        [likeness] = cursor.fetchone() or [0.0]
    return pair_of(one, other, likeness if likeness >= SIMILAR_AT_WORK else 0.0).signs


def key_of_name(entry: Entry) -> str:
    return name_key(entry.label) if entry.named else ""


def chain_equal(entries: list[Entry], key: Callable[[Entry], str]) -> Iterator[Keys]:
    """Positions of entries with the same key; "" is none."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for at, entry in enumerate(entries):
        by_key[key(entry)].append(at)
    by_key.pop("", None)
    for same in by_key.values():
        if len(same) > 1:
            yield from paired(same)


def paired(same: list[int]) -> Iterable[Keys]:
    return combinations(same, 2) if len(same) <= TOGETHER else pairwise(same)


def similar_names(entries: list[Entry]) -> Found:
    """Pairs of entries whose names are alike without being equal, by pg_trgm."""
    holders: dict[str, list[int]] = defaultdict(list)
    for at, entry in enumerate(entries):
        if name := key_of_name(entry):
            holders[name].append(at)
    names = list(holders)
    found: Found = {}
    rare = {"keys": list(range(len(names))), "names": names, "similar": SIMILAR}
    for one, other, likeness in ask(BY_RARE_TRIGRAMS, rare):
        for pair in product_of(holders[names[one]], holders[names[other]]):
            found[pair] = likeness
    at_work = [at for at, entry in enumerate(entries) if entry.named and entry.company]
    colleagues = {
        "keys": at_work,
        "names": [key_of_name(entries[at]) for at in at_work],
        "companies": [company_key(entries[at].company) for at in at_work],
        "similar": SIMILAR_AT_WORK,
    }
    for one, other, likeness in ask(BY_COMPANY, colleagues):
        found[one, other] = likeness
    return found


def product_of(some: list[int], others: list[int]) -> Iterator[Keys]:
    for a in some[:TOGETHER]:
        for b in others[:TOGETHER]:
            yield min(a, b), max(a, b)


def ask(question: str, values: dict[str, Any]) -> list[tuple[int, int, float]]:
    with connection.cursor() as cursor:
        cursor.execute(question, {**values, "common": COMMON, "most": 2 * MOST})
        return [(one, other, likeness) for one, other, likeness in cursor.fetchall()]


def told_apart(group: Group) -> list[Pair]:
    """Pairs that are known to be two people, the last first."""
    known = TwoPeople.objects.filter(group=group).order_by("-said_at", "-pk")[:50]
    said = list(known.values_list("first", "second"))
    people = {key for pair in said for key in pair}
    entries = {entry.person: entry for entry in entries_of(group, people)} if people else {}
    return [pair_of(entries[a], entries[b], 0.0) for a, b in said if {a, b} <= entries.keys()]
