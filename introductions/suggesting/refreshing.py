"""Keep everybody's suggestions fresh: who is due, the claim, the plan, the storing."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from time import monotonic

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from introductions.matcher.planning import Plan as Found
from introductions.models import Plan, Suggestion, SuggestionList
from introductions.suggesting import prices, rarity
from introductions.suggesting.history import BARRED_FOR
from introductions.suggesting.learning import weights_for
from introductions.suggesting.lists import Lists, load_lists
from introductions.suggesting.parts import Part, lock, parts_of
from introductions.suggesting.planning import Planning, Proposal, Taken
from introductions.suggesting.population import Population
from introductions.suggesting.wishes import Promised, nothing_promised, wanted
from members.models import Membership, Person

logger = logging.getLogger(__name__)

BATCH = 100  # small parts are planned together until there are so many people
PART = 2000  # introducers planned in one transaction
SECONDS = 20.0  # one run of the task; the next tick goes on
FRESH_FOR = timedelta(hours=24)
# A change carries the moment at which its request began and can commit this much later, when we
# have already looked: suggestions count as stale until they were computed clearly after it.
SETTLING = timedelta(seconds=30)
# Around the day on which somebody's pause ends, wherever they live, we look this often.
PAUSE_ENDS = timedelta(hours=1)

State = Suggestion.State


def refresh_suggestions_of(
    person: Person, *, now: datetime, promised: Promised = nothing_promised
) -> int:
    """Plan the suggestions of one person; return how many are stored.

    0 also when another worker is at it.
    """
    (part,) = parts_of([person.pk], PART)
    return sum(_refresh([part], Q(), load_lists(), now, promised).values())


def refresh_stale_suggestions(
    *, now: datetime, limit: int = 2000, promised: Promised = nothing_promised
) -> int:
    """Plan what is missing or out of date, for at most `limit` people and some 20 seconds.

    Returns for how many people it was done.
    """
    deadline = monotonic() + SECONDS
    due = list(stale(now).values_list("pk", flat=True)[:limit])
    if not due:
        return 0
    lists, done = load_lists(), 0
    not_meanwhile = Q(computed_at=None) | Q(computed_at__lte=now)
    for batch in _batches(parts_of(due, PART)):
        try:
            done += len(_refresh(batch, not_meanwhile, lists, now, promised))
        except IntegrityError:  # somebody was given one of the pairs at this moment
            logger.info("A plan met another change; the next tick plans anew.", exc_info=True)
        if monotonic() > deadline:
            break
    return done


def stale(now: datetime) -> QuerySet[Person]:
    """People with an account whose suggestions are out of date, who never had any first."""
    computed = "suggestion_list__computed_at"
    changed_groups = Membership.objects.active().filter(
        person=OuterRef("pk"), group__changed_at__gt=OuterRef(computed) - SETTLING
    )
    day = timedelta(days=1)
    ends = Q(paused_until__range=((now - day).date(), (now + day).date()))
    return (
        Person.objects.reachable(now)
        .filter(
            Q(**{f"{computed}__isnull": True})
            | (ends & Q(**{f"{computed}__lt": now - PAUSE_ENDS}))
            | Q(**{f"{computed}__lt": now - FRESH_FOR})
            | Q(**{f"{computed}__lt": F("profile_changed_at") + SETTLING})
            | Q(Exists(changed_groups))
        )
        .order_by(F(computed).asc(nulls_first=True), "pk")
    )


def _batches(parts: Iterable[Part]) -> Iterable[list[Part]]:
    """Small parts together, so that few readings serve many people."""
    batch: list[Part] = []
    size = 0
    for part in parts:
        if batch and size + len(part.people) > BATCH:
            yield batch
            batch, size = [], 0
        batch.append(part)
        size += len(part.people)
    if batch:
        yield batch


@transaction.atomic
def _refresh(
    parts: Sequence[Part], due: Q, lists: Lists, now: datetime, promised: Promised
) -> dict[int, int]:
    """Plan and store; return how many suggestions each person has whom we could claim."""
    claimed = _claim(parts, due)
    if not claimed:
        return {}
    _reopen(claimed, now)
    _forget_wishes_of_yesterday(claimed, now)
    more = dict(SuggestionList.objects.filter(person__in=claimed).values_list("person", "more"))
    earlier = list(Plan.objects.filter(lists__person__in=claimed).distinct().order_by("pk"))
    population = Population(claimed, lists, now)
    snapshot = rarity.recent(earlier, population, lists)
    lacking = promised(claimed, now)
    wishes = {
        person: [] if population.is_paused(person) else wanted(lacking.get(person, 0), more[person])
        for person in claimed
    }
    planning = Planning(population, claimed, lists, weights_for(claimed, now), snapshot, wishes)

    taken = taken_by_others(claimed, population)
    asked = [person for person in claimed if more[person] and wishes[person]]
    returning, gone = _returning(planning, taken, asked)
    kept = Counter(proposal.introducer for proposal in returning)
    quota = {person: max(len(wishes[person]) - kept[person], 0) for person in claimed}
    found = planning.plan(quota, taken, prices.recent(earlier, population.people.ids))
    rows = suggestion_rows([*planning.proposals(found.columns), *returning])
    _store(claimed, rows, gone)
    plan = _keep_plan(planning, found, claimed, len(rows), now)
    SuggestionList.objects.filter(person__in=claimed).update(computed_at=now, plan=plan)
    _forget_plans(earlier)
    counts = Counter(row.introducer_id for row in rows)
    return {person: counts[person] for person in claimed}


# --- claiming ---


def _claim(parts: Sequence[Part], due: Q) -> list[int]:
    """The people who are still due in those parts that no other worker is at, locked until the
    transaction ends.

    Whoever changes circles meanwhile is in two parts for a moment: the first to lock their list
    plans it, so that two workers never wait for each other.
    """
    people = sorted(person for part in parts if lock(part) for person in part.people)
    SuggestionList.objects.bulk_create(
        [SuggestionList(person_id=person) for person in people], ignore_conflicts=True
    )
    lists = SuggestionList.objects.filter(due, person__in=people).order_by("pk")
    locked = lists.select_for_update(skip_locked=True, of=["self"])  # not the people themselves
    return list(locked.values_list("pk", flat=True))


def taken_by_others(claimed: Sequence[int], population: Population) -> Taken:
    """Which pairs of the population somebody else has, and how often these use whom.

    What was put off is theirs as well: they have said that they will see to it later.
    """
    keys, taken = population.people.ids.tolist(), Taken()
    waiting = Q(state__in=[State.READY, State.PUT_OFF])
    elsewhere = Suggestion.objects.filter(waiting, Q(a__in=keys) | Q(b__in=keys))
    for a, b in elsewhere.exclude(introducer__in=claimed).values_list("a", "b"):
        taken.add(a, b)
    return taken


# --- what was answered before ---


def _reopen(claimed: Sequence[int], now: datetime) -> None:
    """Forget what was refused for some time only, or taken more than a year ago."""
    not_now = Q(state=State.REFUSED, refusal=Suggestion.Refusal.NOT_NOW)
    over = not_now & Q(put_off_until__lte=now.date())
    long_ago = Q(state=State.TAKEN, answered_at__lt=now - BARRED_FOR)
    Suggestion.objects.filter(over | long_ago, introducer__in=claimed).delete()


def _forget_wishes_of_yesterday(claimed: Sequence[int], now: datetime) -> None:
    """Who asked for more a day ago starts over with as many as they promised."""
    lists = SuggestionList.objects.filter(person__in=claimed, more__gt=0)
    lists.filter(asked_at__lt=now - FRESH_FOR).update(more=0)


def _returning(
    planning: Planning, taken: Taken, asked: Sequence[int]
) -> tuple[list[Proposal], list[int]]:
    """What was put off until today or earlier comes back, whether it is among the best or not; and
    what people have `asked` for, beyond their share, stays for the day.

    It counts as taken from now on, as do the pairs that are put off until later, or for as long as
    their introducer takes a pause. Also the keys of rows to delete: one of the two has left the
    circle, or cannot meet now.
    """
    returning: list[Proposal] = []
    gone: list[int] = []
    population = planning.population
    stays = Q(introducer__in=asked, state=State.READY)
    put_off = Q(introducer__in=set(planning.network.introducers), state=State.PUT_OFF)
    rows: dict[int, dict[tuple[int, int], int]] = defaultdict(dict)
    circles: dict[int, set[int]] = {}
    for row in Suggestion.objects.filter(put_off | stays).order_by("pk"):
        introducer = row.introducer_id
        if introducer not in circles:
            around = population.people.ids[population.circle_rows(introducer)]
            circles[introducer] = set(around.tolist())
        if not {row.a_id, row.b_id} <= circles[introducer]:
            gone.append(row.pk)
        elif not population.is_paused(introducer) and (
            row.put_off_until is None or row.put_off_until <= population.today(introducer)
        ):
            rows[introducer][row.a_id, row.b_id] = row.pk
        else:
            taken.pairs.add((row.a_id, row.b_id))
    for introducer, pairs in rows.items():
        back = planning.judge(introducer, pairs)
        for proposal in back:
            pair = proposal.match.a, proposal.match.b
            if pair not in taken.pairs:
                taken.add(*pair)
                returning.append(proposal)
                del pairs[pair]
        gone += pairs.values()
    return returning, gone


# --- storing ---


def suggestion_rows(proposals: Iterable[Proposal]) -> list[Suggestion]:
    """Proposals as rows to store."""
    return [
        Suggestion(
            introducer_id=proposal.introducer,
            a_id=proposal.match.a,
            b_id=proposal.match.b,
            score=proposal.match.score,
            fit=proposal.match.fit,
            reasons=proposal.words.reasons,
            for_a=proposal.words.for_a,
            for_b=proposal.words.for_b,
            acquaintance=proposal.match.acquaintance,
            known_well=proposal.known_well,
        )
        for proposal in proposals
    ]


def _store(claimed: Sequence[int], rows: list[Suggestion], gone: list[int]) -> None:
    """Delete what is ready no more and write the rows. What a person answered is not overwritten,
    even when they answer at this moment: an existing row keeps its state.
    """
    stays = {(row.introducer_id, row.a_id, row.b_id) for row in rows}
    ready = Suggestion.objects.filter(introducer__in=claimed, state=State.READY)
    over = [
        pk
        for pk, *triple in ready.values_list("pk", "introducer", "a", "b")
        if tuple(triple) not in stays
    ]
    Suggestion.objects.filter(
        Q(pk__in=over, state=State.READY) | Q(pk__in=gone, state=State.PUT_OFF)
    ).delete()
    Suggestion.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["introducer", "a", "b"],
        update_fields=["score", "fit", "reasons", "for_a", "for_b", "acquaintance", "known_well"],
    )


def _keep_plan(
    planning: Planning, found: Found, claimed: Sequence[int], suggestions: int, now: datetime
) -> Plan:
    return Plan.objects.create(
        computed_at=now,
        introducers=len(claimed),
        people=len(planning.population.people),
        suggestions=suggestions,
        value=found.value,
        bound=found.bound,
        greedy=found.greedy,
        prices=prices.to_store(found.prices, planning.population.people.ids),
        rarity=rarity.to_store(planning.network, planning.population, planning.lists),
    )


def _forget_plans(plans: Iterable[Plan]) -> None:
    """Delete those that nobody's list rests on any more."""
    Plan.objects.filter(pk__in=[plan.pk for plan in plans], lists=None).delete()
