"""Write what has been decided of many lines, in statements of a thousand people each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from members.journal import Record
from members.models import Group, Membership, MembershipEvent, Person
from members.services.history import note_step
from members.services.memberships import wake_dependents

from .fates import Fate, Outcome, has_left
from .filling import DEFAULTS, fill_many_from_profession, list_people, update_people, update_seats
from .progress import Tell, quiet
from .said import Said, keep_said

BATCH = 1_000


def apply_outcomes(
    group: Group,
    outcomes: list[Outcome],
    *,
    by: Person | None,
    now: datetime,
    record: Record | None = None,
    tell: Tell = quiet,
) -> None:
    """Write what the outcomes say. `record` is told what to keep for an undo."""
    changed = [outcome for outcome in outcomes if outcome.fate == Fate.CHANGED]
    new = [outcome for outcome in outcomes if outcome.fate == Fate.NEW]
    if not changed and not new:
        return
    record = record or Record()
    watch_what_changes(record, changed, new)
    tell("changing", 0, len(changed))
    change_people(group, changed, record=record, now=now)
    keep_what_was_said(group, changed)
    for done in range(0, len(new), BATCH):
        tell("adding", done, len(new))
        batch = new[done : done + BATCH]
        add_people(group, batch, by=by, record=record, now=now)
        keep_what_was_said(group, batch)
    tell("keeping", 0, 1)
    people = keys(changed)
    affected = Group.objects.filter(memberships__person__in=people, memberships__state="active")
    Group.objects.filter(pk__in={group.pk, *affected.values_list("pk", flat=True)}).update(
        changed_at=now
    )
    transaction.on_commit(wake_dependents)


def keys(outcomes: Iterable[Outcome]) -> list[int]:
    return [outcome.person.pk for outcome in outcomes if outcome.person]


def memberships_of(outcomes: Iterable[Outcome]) -> list[int]:
    return [outcome.membership.pk for outcome in outcomes if outcome.membership]


def ours_among(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Those whose profile the organizers see; of others they change what they wrote themselves."""
    return [outcome for outcome in outcomes if outcome.membership and outcome.membership.shown]


def moved_among(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if "profession" in outcome.changed]


def watch_what_changes(record: Record, changed: list[Outcome], new: list[Outcome]) -> None:
    ours = ours_among(changed)
    record.watch(Person.objects.filter(pk__in=keys(ours)))
    record.watch(Membership.objects.filter(pk__in=memberships_of([*changed, *new])))
    for lists in lists_of_people():
        record.watch(lists._base_manager.filter(person__in=keys(moved_among(ours))))


def lists_of_people() -> Iterator[type[Model]]:
    """The tables that say who has what on the four lists of a profile."""
    return (getattr(Person, name).through for name in DEFAULTS)


# --- people who are there ---


def change_people(group: Group, outcomes: list[Outcome], *, record: Record, now: datetime) -> None:
    ours = ours_among(outcomes)
    update_people([write_changes(outcome) for outcome in ours], now=now)
    moved = moved_among(ours)
    had = {lists: rows_of(lists, moved) for lists in lists_of_people()}
    fill_many_from_profession(
        keys(moved), group=group, replacing=keys(each for each in moved if not each.owned)
    )
    for lists, before in had.items():
        record.made(lists, rows_of(lists, moved) - before)
    seat_people(group, moved_among(outcomes))


def rows_of(lists: type[Model], outcomes: list[Outcome]) -> set[int]:
    rows = lists._base_manager.filter(person__in=keys(outcomes))
    return set(rows.values_list("pk", flat=True)) if outcomes else set()


def write_changes(outcome: Outcome) -> Person:
    """The person as the line has it, where it differs."""
    person = outcome.person
    assert person is not None  # noqa: S101 for mypy: only people who are there change
    if "name" in outcome.changed:
        person.name = outcome.line.name
    if "company" in outcome.changed:
        person.company = outcome.line.company
    if "profession" in outcome.changed:
        person.profession = outcome.profession
    return person


# --- people who are new to the roster, or come back to it ---


def add_people(
    group: Group, outcomes: list[Outcome], *, by: Person | None, record: Record, now: datetime
) -> None:
    make_people(group, [outcome for outcome in outcomes if outcome.person is None], record, now)
    back = [outcome for outcome in outcomes if outcome.membership]
    bring_back(group, back, now=now)
    note_steps(back, memberships_of(back), by=by, record=record, now=now)
    first_time = [outcome for outcome in outcomes if not outcome.membership]
    for waits in (False, True):
        some = [outcome for outcome in first_time if outcome.waits == waits]
        seats = {outcome.person.pk: seat_of(group, outcome) for outcome in some if outcome.person}
        made = list_people(group, seats, waiting_since=now if waits else None)
        record.made(Membership, made.values())
        note_steps(some, [made[key] for key in keys(some)], by=by, record=record, now=now)


def make_people(group: Group, outcomes: list[Outcome], record: Record, now: datetime) -> None:
    for outcome in outcomes:
        outcome.person = Person(
            name=outcome.line.name,
            email=outcome.line.email,
            company=outcome.line.company,
            profession=outcome.profession,
            time_zone=group.time_zone,
            profile_changed_at=now,
        )
    Person.objects.bulk_create([outcome.person for outcome in outcomes if outcome.person])
    fill_many_from_profession(keys(outcomes), group=group)
    record.made(Person, keys(outcomes))


def bring_back(group: Group, outcomes: list[Outcome], *, now: datetime) -> None:
    """Put those on the roster, or on the waiting list, who left it or were guests."""
    for state, waiting_since in ((Membership.State.LISTED, None), (Membership.State.WAITING, now)):
        waits = state == Membership.State.WAITING
        some = [outcome for outcome in outcomes if outcome.waits == waits]
        if some:
            Membership.objects.filter(pk__in=memberships_of(some)).update(
                state=state,
                waiting_since=waiting_since,
                invited_at=None,
                invited_by=None,
                opened_at=None,
                times_invited=0,
                left_at=None,
                seat=None,
            )
    seat_people(group, [outcome for outcome in outcomes if not outcome.waits])


def note_steps(
    outcomes: list[Outcome],
    memberships: list[int],
    *,
    by: Person | None,
    record: Record,
    now: datetime,
) -> None:
    """Note in the history of each membership how it came to the roster."""
    by_step: dict[MembershipEvent.Kind, list[int]] = {}
    for outcome, key in zip(outcomes, memberships, strict=True):
        by_step.setdefault(step_of(outcome), []).append(key)
    for step, some in by_step.items():
        events = note_step(some, step, by=by, now=now)
        record.made(MembershipEvent, [event.pk for event in events])


def step_of(outcome: Outcome) -> MembershipEvent.Kind:
    if outcome.waits:
        return MembershipEvent.Kind.WAITING
    if outcome.membership and has_left(outcome.membership):
        return MembershipEvent.Kind.RETURNED
    return MembershipEvent.Kind.LISTED


def seat_of(group: Group, outcome: Outcome) -> int | None:
    """The profession whose one seat the person takes, if the group has such seats."""
    if not group.one_seat_per_profession or outcome.waits or not outcome.profession:
        return None
    return outcome.profession.pk


def seat_people(group: Group, outcomes: list[Outcome]) -> None:
    if group.one_seat_per_profession:
        update_seats(
            {
                outcome.membership.pk: seat_of(group, outcome)
                for outcome in outcomes
                if outcome.membership and outcome.membership.state != Membership.State.WAITING
            }
        )


def keep_what_was_said(group: Group, outcomes: list[Outcome]) -> None:
    """Keep what the lines say of people who have not joined (members.roster.said)."""
    keep_said(
        group,
        {
            outcome.person.pk: Said(
                outcome.line.name,
                outcome.line.company,
                outcome.profession.pk if outcome.profession else None,
            )
            for outcome in outcomes
            if outcome.person
        },
    )
