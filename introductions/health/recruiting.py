"""The profession to recruit that adds most: the matcher counts what one more person would open.

For each profession of which the group has not enough, a person with nothing but what the profession
brings is added, alone, and the pairs with them that are worth making are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from introductions.health.coverage import ENOUGH
from introductions.health.lists import GroupLists, Term
from introductions.matcher import Lens, Match
from introductions.matcher.adding import opened_by

# The fit from which on a pair is called worth making: about one in seven pairs of a group of 45.
WORTH_MAKING = 50


@dataclass(frozen=True)
class Reason:
    """For how many of the pairs this is the strongest reason; an event is named."""

    lens: Lens
    event: Term | None
    pairs: int


@dataclass(frozen=True)
class Recruit:
    """What one more person of a profession would open."""

    profession: Term
    there: int  # members who have it
    pairs: int
    score: float  # of the pairs, added up
    reasons: tuple[Reason, ...]  # of most pairs first


def recruits(
    members: Mapping[int, int | None],
    lists: GroupLists,
    taken_seats: Collection[int] | None = None,
) -> list[Recruit]:
    """The professions to look for, those first that would open most; none that open nothing.

    members  the profession of each, both by key.
    taken_seats  in a group with one seat for each profession, those that somebody holds.
    """
    there = Counter(members.values())
    wanted = [
        key
        for key, term in lists.professions.items()
        if not term.hidden and _is_wanted(key, there[key], taken_seats)
    ]
    opened = opened_by(
        lists.people(members),
        [lists.typical(key) for key in wanted],
        vocabulary=lists.vocabulary(),
        least_fit=WORTH_MAKING,
    )
    events = list(lists.events.values())
    found = [
        Recruit(
            profession=lists.professions[key],
            there=there[key],
            pairs=len(matches),
            score=sum(match.score for match in matches),
            reasons=reasons_of(matches, events),
        )
        for key, matches in zip(wanted, opened, strict=True)
        if matches
    ]
    return sorted(found, key=lambda each: (-each.pairs, -each.score, each.profession.name))


def _is_wanted(profession: int, there: int, taken_seats: Collection[int] | None) -> bool:
    """Whether the group has room for one more, and not enough of them."""
    if taken_seats is not None:
        return profession not in taken_seats and not there
    return there < ENOUGH


def reasons_of(matches: Sequence[Match], events: Sequence[Term]) -> tuple[Reason, ...]:
    """What most of the pairs have as their strongest reason, each pair counted once."""
    found: Counter[tuple[Lens, int]] = Counter()
    for match in matches:
        strongest = match.evidence[0]
        is_event = strongest.lens is Lens.TRIGGER_EVENT
        found[strongest.lens, strongest.items[0] if is_event else -1] += 1
    return tuple(_in_order(found, events))


def _in_order(found: Mapping[tuple[Lens, int], int], events: Sequence[Term]) -> list[Reason]:
    named = [
        Reason(lens, events[event] if event >= 0 else None, pairs)
        for (lens, event), pairs in found.items()
    ]
    return sorted(
        named, key=lambda each: (-each.pairs, each.lens, (each.event and each.event.name) or "")
    )
