"""Keep everybody's suggestions fresh: who is due, the claim, the computing, the storing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet

from introductions.matcher import Match
from introductions.models import Suggestion, SuggestionList
from introductions.suggesting.history import BARRED_FOR
from introductions.suggesting.lists import Lists, load_lists
from introductions.suggesting.matching import best_pairs, judge_pair, put_into_words
from introductions.suggesting.population import Population, View
from members.models import Membership, Person

KEPT = 12  # suggestions stored for a person
BATCH = 100  # people computed from one reading of the rows
SECONDS = 20.0  # one run of the task; the next tick goes on
FRESH_FOR = timedelta(hours=24)
# A change carries the moment at which its request began and can commit this much later, when we
# have already looked: suggestions count as stale until they were computed clearly after it.
SETTLING = timedelta(seconds=30)

State = Suggestion.State


def refresh_suggestions_of(person: Person, *, now: datetime) -> int:
    """Compute the suggestions of one person; return how many are stored.

    0 also when another worker is at it.
    """
    return sum(_refresh([person.pk], Q(), load_lists(), now).values())


def refresh_stale_suggestions(*, now: datetime, limit: int = 2000) -> int:
    """Compute what is missing or out of date, for at most `limit` people and some 20 seconds.

    Returns for how many people it was done.
    """
    deadline = monotonic() + SECONDS
    due = _together(list(stale(now).values_list("pk", flat=True)[:limit]))
    if not due:
        return 0
    lists, done = load_lists(), 0
    not_meanwhile = Q(computed_at=None) | Q(computed_at__lte=now)
    for start in range(0, len(due), BATCH):
        done += len(_refresh(due[start : start + BATCH], not_meanwhile, lists, now))
        if monotonic() > deadline:
            break
    return done


def stale(now: datetime) -> QuerySet[Person]:
    """People with an account whose suggestions are out of date, who never had any first."""
    computed = "suggestion_list__computed_at"
    changed_groups = Membership.objects.active().filter(
        person=OuterRef("pk"), group__changed_at__gt=OuterRef(computed) - SETTLING
    )
    return (
        Person.objects.reachable(now)
        .filter(
            Q(**{f"{computed}__isnull": True})
            | Q(**{f"{computed}__lt": now - FRESH_FOR})
            | Q(**{f"{computed}__lt": F("profile_changed_at") + SETTLING})
            | Q(Exists(changed_groups))
        )
        .order_by(F(computed).asc(nulls_first=True), "pk")
    )


def _together(people: list[int]) -> list[int]:
    """The same people, those of one group side by side, so that a batch reads few groups."""
    places = Membership.objects.active().filter(person__in=people)
    first = dict(places.values_list("person").annotate(Min("group")))
    return sorted(people, key=lambda person: (first.get(person, 0), person))


@transaction.atomic
def _refresh(people: Sequence[int], due: Q, lists: Lists, now: datetime) -> dict[int, int]:
    """Compute and store; return how many suggestions each person has whom we could claim."""
    claimed = _claim(people, due)
    if not claimed:
        return {}
    _reopen(claimed, now)
    population = Population(claimed, lists, now)
    put_off = _put_off(claimed)
    stored: list[Suggestion] = []
    gone: list[int] = []
    for person in claimed:
        view = population.view_of(person)
        matches = best_pairs(view, lists, KEPT)
        returning, no_more = _returning(view, lists, put_off[person], matches)
        stored += _rows(view, lists, matches) + _rows(view, lists, returning)
        gone += no_more
    _store(claimed, stored, gone)
    SuggestionList.objects.filter(person__in=claimed).update(computed_at=now)
    counts = dict.fromkeys(claimed, 0)
    for suggestion in stored:
        counts[suggestion.introducer_id] += 1
    return counts


# --- claiming ---


def _claim(people: Sequence[int], due: Q) -> list[int]:
    """Lock the lists of those whom no other worker is at, until the transaction ends."""
    people = sorted(people)
    SuggestionList.objects.bulk_create(
        [SuggestionList(person_id=person) for person in people], ignore_conflicts=True
    )
    free = SuggestionList.objects.select_for_update(skip_locked=True).filter(person__in=people)
    return sorted(free.filter(due).values_list("person_id", flat=True))


# --- what was answered before ---


def _reopen(claimed: Sequence[int], now: datetime) -> None:
    """Make ready again what was refused for some time only, or taken more than a year ago."""
    not_now = Q(state=State.REFUSED, refusal=Suggestion.Refusal.NOT_NOW)
    over = not_now & Q(put_off_until__lte=now.date())
    long_ago = Q(state=State.TAKEN, answered_at__lt=now - BARRED_FOR)
    Suggestion.objects.filter(over | long_ago, introducer__in=claimed).update(
        state=State.READY, refusal="", put_off_until=None, answered_at=None
    )


def _put_off(claimed: Sequence[int]) -> dict[int, list[Suggestion]]:
    found = defaultdict(list)
    for row in Suggestion.objects.filter(introducer__in=claimed, state=State.PUT_OFF):
        found[row.introducer_id].append(row)
    return found


def _returning(
    view: View, lists: Lists, put_off: list[Suggestion], matches: list[Match]
) -> tuple[list[Match], list[int]]:
    """What was put off until today or earlier comes back, whether it is among the best or not.

    Also the keys of rows to delete: one of the two has left the circle, or cannot meet now.
    """
    best = {(match.a, match.b) for match in matches}
    against = view.circle.met | view.circle.barred
    available = view.people.available
    returning: list[Match] = []
    gone: list[int] = []
    for row in put_off:
        a, b = view.row_of(row.a_id), view.row_of(row.b_id)
        if a is None or b is None:
            gone.append(row.pk)
        elif row.put_off_until and row.put_off_until <= view.today:
            if (row.a_id, row.b_id) in best:
                continue
            possible = available[a] and available[b] and (a, b) not in against
            match = judge_pair(view, lists, a, b) if possible else None
            if match:
                returning.append(match)
            else:
                gone.append(row.pk)
    return returning, gone


# --- storing ---


def _rows(view: View, lists: Lists, matches: list[Match]) -> list[Suggestion]:
    rows, lowest = [], float("inf")
    for match in matches:
        words = put_into_words(view, lists, match)
        # The matcher spreads its list over people; a score that never rises keeps that order.
        lowest = min(match.score, lowest * 0.9999)
        rows.append(
            Suggestion(
                introducer_id=view.introducer,
                a_id=match.a,
                b_id=match.b,
                score=lowest,
                fit=match.fit,
                reasons=words.reasons,
                for_a=words.for_a,
                for_b=words.for_b,
                acquaintance=match.acquaintance,
                known_well=view.known_well(match.a) and view.known_well(match.b),
            )
        )
    return rows


def _store(claimed: Sequence[int], rows: list[Suggestion], gone: list[int]) -> None:
    """Write the rows and delete what is ready no more. What a person answered is not overwritten,
    even when they answer at this moment: an existing row keeps its state.
    """
    kept = Suggestion.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["introducer", "a", "b"],
        update_fields=["score", "fit", "reasons", "for_a", "for_b", "acquaintance", "known_well"],
    )
    not_kept = ~Q(pk__in=[row.pk for row in kept])
    Suggestion.objects.filter(
        not_kept & Q(introducer__in=claimed, state=State.READY)
        | Q(pk__in=gone, state=State.PUT_OFF)
    ).delete()
