"""Twelve suggestions for each active member, most of them ready."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from benchmarks.generator.copying import copy_rows
from benchmarks.generator.people import Society
from benchmarks.generator.reasons import Reasons
from benchmarks.generator.words import listed
from introductions.models import Suggestion, SuggestionList

EACH = 12
STATES = ["ready"] * 9 + ["put_off", "refused", "taken"]


def make_suggestions(society: Society, reasons: Reasons, random: Random, now: datetime) -> None:
    """Write the lists, computed an hour ago."""
    names = listed(
        "introducer a b score fit reasons for_a for_b acquaintance"
        " state refusal put_off_until answered_at"
    )
    copy_rows(Suggestion, names, _rows(society, reasons, random, now))
    computed = now - timedelta(hours=1)
    lists = ((person, computed) for person in society.activists)
    copy_rows(SuggestionList, ["person", "computed_at"], lists)


def _rows(
    society: Society, reasons: Reasons, random: Random, now: datetime
) -> Iterator[tuple[object, ...]]:
    next_month = (now + timedelta(days=30)).date()
    given: set[tuple[int, int]] = set()  # no pair is ready for two introducers
    for introducer in society.activists:
        circle = society.active[society.groups_of[introducer][0]]
        pairs: set[tuple[int, int]] = set()
        while len(pairs) < EACH:
            a, b = sorted(random.sample(circle, 2))
            if introducer not in (a, b) and (a, b) not in given:
                pairs.add((a, b))
        given |= pairs
        for place, (a, b) in enumerate(sorted(pairs, key=_shuffled)):
            state = STATES[place]
            score = 0.9 - 0.03 * place
            yield (
                introducer,
                a,
                b,
                score,
                int(100 * score),
                reasons.some(random),
                reasons.sentence(random),
                reasons.sentence(random),
                "co-members",
                state,
                "not_these" if state == "refused" else "",
                next_month if state == "put_off" else None,
                None if state == "ready" else now - timedelta(days=3),
            )


def _shuffled(pair: tuple[int, int]) -> tuple[int, tuple[int, int]]:
    """A key that puts pairs in an order that has nothing to do with who they are."""
    return pair[0] * 7919 % 1009, pair
