"""Keep an address book until its member has chosen, bring the chosen ones, take it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from members.models import ContactImport, Person
from members.roster.filling import fill_many_from_profession
from members.services.memberships import wake_dependents

from .choosing import Choice
from .fates import Fate, Outcome
from .reading import read_book
from .using import used

KEPT_UNCONFIRMED = timedelta(days=7)
UNDONE_FOR = timedelta(days=30)
AT_ONCE = 5_000
FIELDS = ("company", "email", "profession_id")


class AlreadyApplied(Exception):
    """This address book has been brought before."""


class TooMany(Exception):
    """More were chosen than can come at once. The message says so."""


class CannotUndo(Exception):
    """It is undone already, or too long ago. The message says which."""


@transaction.atomic
def open_book(keeper: Person, content: bytes, *, filename: str, now: datetime) -> ContactImport:
    """Keep the people of a file until the member has chosen. Raises UnreadableContacts."""
    book = read_book(content, filename=filename)
    waiting = ContactImport.objects.filter(keeper=keeper, state=ContactImport.State.UPLOADED)
    waiting.filter(uploaded_at__lt=now - KEPT_UNCONFIRMED).delete()
    return ContactImport.objects.create(
        keeper=keeper,
        filename="".join(filter(str.isprintable, filename))[-255:],
        source=book.source,
        lines=[card.as_row() for card in book.cards],
        report={"empty": book.empty},
        uploaded_at=now,
    )


@transaction.atomic
def bring(upload: ContactImport, *, now: datetime) -> None:
    """Make contacts of those chosen, and write what the file says more of contacts there are.
    Raises AlreadyApplied and TooMany.

    What else the file said is forgotten then.
    """
    waiting = ContactImport.objects.filter(pk=upload.pk, state=ContactImport.State.UPLOADED)
    if not waiting.update(state=ContactImport.State.APPLIED, applied_at=now):
        raise AlreadyApplied
    keeper = Person.objects.select_for_update().get(pk=upload.keeper_id)
    upload.refresh_from_db()
    choice = Choice(upload)
    coming = [o for o in choice.outcomes if o.may_come and o.card.number in choice.chosen]
    if len(coming) > AT_ONCE:
        raise TooMany(
            f"{len(coming):,} are ticked, and up to {AT_ONCE:,} can come at once. Bring those "
            "first whom you could introduce to somebody."
        )
    made = _make(keeper, [o for o in coming if o.fate == Fate.NEW], choice, now)
    before = _change([o for o in coming if o.fate == Fate.CHANGED], choice, now)
    fill_many_from_profession([*made, *before])
    upload.report |= {
        "made": made,
        "before": before,
        "here": sum(o.fate == Fate.HERE for o in choice.outcomes),
        "left": len(choice.outcomes) - len(coming),
    }
    upload.lines, upload.answers = [], {}
    upload.save(update_fields=["report", "lines", "answers"])
    _changed(keeper, now)


def _make(keeper: Person, outcomes: Iterable[Outcome], choice: Choice, now: datetime) -> list[int]:
    people = [
        Person(
            keeper=keeper,
            name=outcome.card.name,
            email=outcome.card.email or None,
            company=outcome.card.company,
            profession=choice.profession_of(outcome),
            time_zone=keeper.time_zone,
            profile_changed_at=now,
        )
        for outcome in outcomes
    ]
    return [person.pk for person in Person.objects.bulk_create(people)]


def _change(
    outcomes: Iterable[Outcome], choice: Choice, now: datetime
) -> dict[int, dict[str, dict[str, Any]]]:
    """What was and what is, by the keys of the contacts."""
    changed: dict[int, dict[str, dict[str, Any]]] = {}
    people = []
    for outcome in outcomes:
        contact = outcome.contact
        assert contact is not None  # noqa: S101 for mypy: only contacts change
        was = {name: getattr(contact, name) for name in FIELDS}
        contact.company = outcome.changes.get("company", contact.company)
        contact.email = outcome.changes.get("email", contact.email)
        if contact.profession_id is None:
            contact.profession = choice.profession_of(outcome)
        contact.profile_changed_at = now
        now_is = {name: getattr(contact, name) for name in FIELDS}
        changed[contact.pk] = {"was": was, "is": now_is}
        people.append(contact)
    Person.objects.bulk_update(people, ["company", "email", "profession", "profile_changed_at"])
    return changed


@transaction.atomic
def undo_book(upload: ContactImport, *, now: datetime) -> list[str]:
    """Let go of the contacts that an address book brought, and give others back what they were.

    Who was changed since, or with whom something was done, stays: returns their names. Raises
    CannotUndo.
    """
    if upload.applied_at is None or upload.applied_at < now - UNDONE_FOR:
        raise CannotUndo(f"After {UNDONE_FOR.days} days this cannot be undone any more.")
    applied = ContactImport.objects.filter(pk=upload.pk, state=ContactImport.State.APPLIED)
    if not applied.update(state=ContactImport.State.UNDONE):
        raise CannotUndo("This has been undone already.")
    keeper = Person.objects.select_for_update().get(pk=upload.keeper_id)
    brought = Person.objects.filter(pk__in=upload.report.get("made", []), keeper=keeper)
    untouched = brought.filter(profile_changed_at=upload.applied_at)
    going = set(untouched.values_list("pk", flat=True))
    going -= used(going)
    staying = list(brought.exclude(pk__in=going).order_by("name").values_list("name", flat=True))
    Person.objects.filter(pk__in=going).delete()
    for key, change in upload.report.get("before", {}).items():
        still = Person.objects.filter(pk=int(key), keeper=keeper, **_as_left(change["is"]))
        still.update(**change["was"], profile_changed_at=now)
    upload.refresh_from_db()
    _changed(keeper, now)
    return staying


def _as_left(columns: dict[str, Any]) -> dict[str, Any]:
    return {
        f"{name}__isnull" if value is None else name: True if value is None else value
        for name, value in columns.items()
    }


def _changed(keeper: Person, now: datetime) -> None:
    """The member's own suggestions depend on whom they know."""
    Person.objects.filter(pk=keeper.pk).update(profile_changed_at=now)
    transaction.on_commit(wake_dependents)
