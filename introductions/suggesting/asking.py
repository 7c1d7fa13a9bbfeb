"""Between plans: the next best for one introducer, and the best partners for one person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from introductions.matcher.columns import Prices
from introductions.models import Plan, Suggestion
from introductions.suggesting.learning import weights_for
from introductions.suggesting.lists import load_lists
from introductions.suggesting.planning import Pair, Planning, Proposal
from introductions.suggesting.population import Population
from introductions.suggesting.prices import recent as recent_prices
from introductions.suggesting.rarity import recent
from introductions.suggesting.refreshing import suggestion_rows, taken_by_others
from members.models import Person


def ask_for_more(person: Person, plan: Plan | None, count: int, now: datetime) -> int:
    """Store the next best `count` introductions at the prices of the last plan; return how many.

    Nobody else has them, and who is in great demand costs what they cost there. Where that leaves
    too few, prices fall: whoever asks for more gets what there is.
    """
    planning = _planning_for(person, plan, now)
    taken = taken_by_others([], planning.population)
    people = planning.population.people
    prices = recent_prices([plan] if plan else [], people.ids) or Prices.free(len(people))
    columns = planning.more(person.pk, count, prices, taken)
    for share in SHARES:
        if len(columns) < count:
            columns = planning.more(person.pk, count, prices.times(share), taken)
    rows = suggestion_rows(planning.proposals(columns))
    before = Suggestion.objects.filter(introducer=person, state=Suggestion.State.READY).count()
    # Whoever was given one of the pairs in this moment keeps it.
    Suggestion.objects.bulk_create(rows, ignore_conflicts=True)
    mine = Suggestion.objects.filter(introducer=person, state=Suggestion.State.READY)
    return mine.count() - before


SHARES = (0.5, 0.25, 0.0)  # of the prices, tried one after the other


@dataclass(frozen=True)
class PartnerFor:
    """Somebody whom a person could be introduced to, and why."""

    other: int  # primary key
    fit: int
    reasons: list[dict[str, object]]
    for_them: str  # what is in it for the person
    for_other: str


def best_partners(
    introducer: Person, person: Person, count: int, now: datetime
) -> list[PartnerFor]:
    """The people in the circle of `introducer` whom `person` should meet most, best first.

    Whatever others are suggested: the introducer has asked for this one person.
    """
    planning = _planning_for(introducer, None, now, also=[person.pk])
    around = planning.population.people.ids[planning.population.circle_rows(introducer.pk)]
    others = [key for key in around.tolist() if key not in (person.pk, introducer.pk)]
    pairs = {(min(key, person.pk), max(key, person.pk)) for key in others}
    proposals = planning.judge(introducer.pk, pairs - planning.declined(introducer.pk))
    proposals.sort(key=lambda proposal: (-proposal.match.score, proposal.match.a))
    return [_partner(proposal, person.pk) for proposal in proposals[:count]]


def judge_pairs(introducer: Person, pairs: Collection[Pair], now: datetime) -> dict[Pair, Proposal]:
    """What the matcher says of these pairs of a circle; nothing of those who may not meet."""
    if not pairs:
        return {}
    people = sorted({key for pair in pairs for key in pair})
    planning = _planning_for(introducer, None, now, also=people)
    judged = planning.judge(introducer.pk, pairs)
    return {(proposal.match.a, proposal.match.b): proposal for proposal in judged}


def _partner(proposal: Proposal, person: int) -> PartnerFor:
    match, words = proposal.match, proposal.words
    is_a = match.a == person
    return PartnerFor(
        other=match.b if is_a else match.a,
        fit=match.fit,
        reasons=words.reasons,
        for_them=words.for_a if is_a else words.for_b,
        for_other=words.for_b if is_a else words.for_a,
    )


def _planning_for(
    introducer: Person, plan: Plan | None, now: datetime, also: Sequence[int] = ()
) -> Planning:
    lists = load_lists()
    population = Population([introducer.pk], lists, now)
    weights = weights_for([introducer.pk], now)
    counted = recent([plan] if plan else [], population, lists)
    return Planning(population, [introducer.pk], lists, weights, counted, also=also)
