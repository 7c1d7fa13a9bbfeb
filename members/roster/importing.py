"""From an uploaded file to members of a group: keep it, say what would happen, make it happen."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import connection, transaction

from members.models import Group, Membership, Person, Profession, RosterImport
from members.services.memberships import wake_dependents

from .checking import RosterLine, check_lines
from .columns import find_columns
from .fates import Fate, Outcome, decide_fates
from .filling import fill_many_from_profession, list_people, update_people, update_seats
from .professions import ProfessionFinder
from .reading import read_sheet

KEPT_UNCONFIRMED = timedelta(days=7)


class AlreadyApplied(Exception):
    """This upload has been imported before."""


@transaction.atomic
def open_import(
    group: Group, content: bytes, *, filename: str, by: Person, now: datetime
) -> RosterImport:
    """Keep the checked lines of a file until somebody confirms them. Raises UnreadableRoster."""
    sheet = read_sheet(content, filename=filename)
    lines = check_lines(sheet, find_columns(sheet.header), profession_finder())
    uploads = RosterImport.objects.filter(group=group, state=RosterImport.State.UPLOADED)
    uploads.filter(uploaded_at__lt=now - KEPT_UNCONFIRMED).delete()
    return RosterImport.objects.create(
        group=group,
        uploaded_by=by,
        filename="".join(filter(str.isprintable, filename))[-255:],
        lines=[asdict(line) for line in lines],
        report={"blank": sheet.blank},
        uploaded_at=now,
    )


def profession_finder() -> ProfessionFinder:
    return ProfessionFinder(Profession.objects.only("slug", "name", "short", "aliases"))


def outcomes_of(upload: RosterImport) -> list[Outcome]:
    """What confirming this upload now would do with each of its lines."""
    lines = [RosterLine(**line) for line in upload.lines]
    return decide_fates(upload.group, lines, answers=upload.answers)


@transaction.atomic
def apply_import(upload: RosterImport, *, now: datetime) -> None:
    """Import the good lines of an upload, all or none. Raises AlreadyApplied.

    The lines are forgotten then: what they said is in the group, or was left out for the reasons
    that the report keeps.
    """
    waiting = RosterImport.objects.filter(pk=upload.pk, state=RosterImport.State.UPLOADED)
    if not waiting.update(state=RosterImport.State.APPLIED, applied_at=now):
        raise AlreadyApplied
    lock_people()
    upload.refresh_from_db()
    outcomes = outcomes_of(upload)
    apply_outcomes(upload.group, outcomes, now=now)
    upload.report |= {
        "counts": count_fates(outcomes),
        "refused": [
            {"number": outcome.line.number, "name": outcome.line.name, "causes": outcome.causes}
            for outcome in outcomes
            if outcome.fate == Fate.REFUSED
        ],
    }
    upload.lines = []
    upload.save(update_fields=["report", "lines"])


def count_fates(outcomes: list[Outcome]) -> dict[str, int]:
    """How many lines have each fate, every fate named."""
    counts = {fate.value: 0 for fate in Fate}
    for outcome in outcomes:
        counts[outcome.fate] += 1
    return counts


@transaction.atomic
def add_one(group: Group, line: RosterLine, *, now: datetime) -> Outcome:
    """Put one person on the roster, or bring back one who left. The outcome says whether."""
    lock_people()
    [outcome] = decide_fates(group, [line], answers={}, returning=True)
    if outcome.fate == Fate.NEW:
        apply_outcomes(group, [outcome], now=now)
    return outcome


def lock_people() -> None:
    """Let one transaction at a time put people on rosters, so that two never make the same one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('members.roster'))")


def apply_outcomes(group: Group, outcomes: list[Outcome], *, now: datetime) -> None:
    """Write what the outcomes say, in a number of statements that does not grow with them."""
    changed = [outcome for outcome in outcomes if outcome.fate == Fate.CHANGED]
    new = [outcome for outcome in outcomes if outcome.fate == Fate.NEW]
    if not changed and not new:
        return
    change_people(group, changed, now=now)
    add_people(group, new, now=now)
    people = [outcome.person.pk for outcome in changed if outcome.person]
    affected = Group.objects.filter(memberships__person__in=people, memberships__state="active")
    Group.objects.filter(pk__in={group.pk, *affected.values_list("pk", flat=True)}).update(
        changed_at=now
    )
    transaction.on_commit(wake_dependents)


def change_people(group: Group, outcomes: list[Outcome], *, now: datetime) -> None:
    people = [write_changes(outcome) for outcome in outcomes]
    update_people(people, now=now)
    moved = [outcome for outcome in outcomes if "profession" in outcome.changed]
    fill_many_from_profession(
        [outcome.person.pk for outcome in moved if outcome.person],
        replacing=[o.person.pk for o in moved if o.person and not o.owned],
    )
    seat_people(group, moved)


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


def add_people(group: Group, outcomes: list[Outcome], *, now: datetime) -> None:
    strangers = [outcome for outcome in outcomes if outcome.person is None]
    for outcome in strangers:
        outcome.person = Person(
            name=outcome.line.name,
            email=outcome.line.email,
            company=outcome.line.company,
            profession=outcome.profession,
            time_zone=group.time_zone,
            profile_changed_at=now,
        )
    people = Person.objects.bulk_create([outcome.person for outcome in strangers if outcome.person])
    fill_many_from_profession([person.pk for person in people])
    back = [outcome for outcome in outcomes if outcome.membership]
    Membership.objects.filter(pk__in=[o.membership.pk for o in back if o.membership]).update(
        state=Membership.State.LISTED, invited_at=None, invited_by=None, left_at=None
    )
    seat_people(group, back)
    seated = group.one_seat_per_profession
    list_people(
        group,
        {
            outcome.person.pk: outcome.profession.pk if seated and outcome.profession else None
            for outcome in outcomes
            if outcome.person and not outcome.membership
        },
    )


def seat_people(group: Group, outcomes: list[Outcome]) -> None:
    if group.one_seat_per_profession:
        update_seats(
            {
                outcome.membership.pk: outcome.profession.pk if outcome.profession else None
                for outcome in outcomes
                if outcome.membership
            }
        )
