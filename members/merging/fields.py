"""What differs between two entries, and what stays of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from members.models import Membership, Person, User

from .rules import Merging
from .sides import Side

KEPT, GONE, BOTH = "kept", "gone", "both"

SEEN = {"name": "Name", "company": "Company", "profession": "Profession"}
LISTS = {
    "sources": "Who sends them business",
    "pools": "Whose custom they seek",
    "belongs": "What they are themselves",
    "events": "When they are needed",
}
LABELS = {**SEEN, "about": "In their words", **LISTS}
ALLOWED = {name: {KEPT, GONE, BOTH} if name in LISTS else {KEPT, GONE} for name in LABELS}


@dataclass(frozen=True, slots=True)
class Choice:
    """What two entries say otherwise. `chosen` is what we would keep."""

    name: str
    label: str
    kept: str
    gone: str
    chosen: str

    @property
    def is_list(self) -> bool:
        return self.name in LISTS


def said_by(side: Side, called: Mapping[int, str] | None = None) -> dict[str, str]:
    """What organizers see of an entry, in words; `called` are professions (keys) in the words of
    the group."""
    seen = side.membership
    said = dict.fromkeys(LABELS, "")
    said |= {"name": side.label if side.named else "", "company": seen.seen_company or ""}
    said["profession"] = (called or {}).get(seen.seen_profession or 0, seen.seen_trade or "")
    if seen.shown:
        said["about"] = side.person.about
        said |= {name: ", ".join(terms) for name, terms in side.person.lists().items()}
    return said


def choices_between(
    stays: Side, goes: Side, called: Mapping[int, str] | None = None
) -> list[Choice]:
    """What there is to choose; nothing where who stays says it themselves."""
    if stays.keeps_own:
        return []
    kept, gone = said_by(stays, called), said_by(goes, called)
    return [
        Choice(name, label, kept[name], gone[name], preselected(name, kept[name], gone[name]))
        for name, label in LABELS.items()
        if kept[name] != gone[name]
    ]


def preselected(name: str, kept: str, gone: str) -> str:
    """What is there goes before what is not; the fuller name before the shorter; lists together."""
    if not kept or not gone:
        return KEPT if kept else GONE
    if name in LISTS:
        return BOTH
    if name in {"name", "company"} and fullness(gone) > fullness(kept):
        return GONE
    return KEPT


def fullness(name: str) -> tuple[bool, bool, int]:
    """A name as one writes it, neither shouted nor turned round, before its mere length."""
    return not (name.isupper() or name.islower()), "," not in name, len(name.strip("."))


def of_form(data: Mapping[str, str]) -> dict[str, str]:
    """The choices of a form; what is none of ours is passed over."""
    return {name: data[name] for name, allowed in ALLOWED.items() if data.get(name) in allowed}


def choose_fields(merging: Merging, chosen: Mapping[str, str]) -> None:
    """Take from who goes what was chosen, while both are there; written by `save_fields`.

    The rows of the four lists move with all others afterwards; what was not chosen goes here.
    """
    stays, goes = merging.stays, merging.goes
    choice = {name: chosen.get(name, KEPT) for name in LABELS}
    if merging.writable:
        seen = merging.sides[1].membership
        if choice["name"] == GONE and merging.sides[1].named:
            stays.name = seen.label
        if choice["company"] == GONE:
            stays.company = seen.seen_company or ""
        if choice["profession"] == GONE:
            stays.profession_id = seen.seen_profession
        if choice["about"] == GONE and merging.whole:
            stays.about = goes.about
    if not merging.whole:
        return
    for name in LISTS:
        through = getattr(Person, name).through._base_manager
        if choice[name] == KEPT or not merging.writable:
            merging.let_go(through.filter(person=goes))
        elif choice[name] == GONE:
            merging.let_go(through.filter(person=stays))


def save_fields(merging: Merging, chosen: Mapping[str, str]) -> None:
    """Write what was chosen; called when who goes has gone."""
    mine = merging.group.memberships.filter(person=merging.stays)
    if not merging.sides[0].keeps_own:
        mine.update(**_said(merging, chosen))
    if not merging.writable:
        return
    person = merging.stays
    if not person.email and merging.whole and merging.ours_alone:
        person.email = merging.goes.email
    person.save(update_fields=["name", "company", "profession", "about", "email"])
    if merging.ours_alone:
        _same_address(merging)


def _said(merging: Merging, chosen: Mapping[str, str]) -> dict[str, object]:
    """What organizers say of who stays from now on."""
    kept, gone = (side.membership for side in merging.sides)
    name, company, profession = (gone if chosen.get(f) == GONE else kept for f in SEEN)
    named = merging.sides[0].named if name is kept else merging.sides[1].named
    return {
        "said_name": name.label if named else kept.said_name,
        "said_company": company.seen_company or "",
        "said_profession": profession.seen_profession,
    }


def _same_address(merging: Merging) -> None:
    """An account that nobody has entered yet is entered from the address that stays."""
    accounts = User.objects.filter(person=merging.stays)
    if merging.stays.email:
        merging.change(accounts, email=merging.stays.email.lower())
    else:
        merging.let_go(accounts)


def take_seat(merging: Merging) -> None:
    """In groups with one seat per profession: sit down where it is free."""
    group, person = merging.group, merging.stays
    mine = group.memberships.filter(person=person)
    [said] = mine.values_list("said_profession", flat=True)
    wanted = person.profession_id if merging.sides[0].membership.shown else said
    if not group.one_seat_per_profession or wanted is None:
        return
    seated = [Membership.State.ACTIVE, Membership.State.INVITED, Membership.State.LISTED]
    if not group.memberships.current().filter(seat=wanted).exists():
        mine.filter(state__in=seated).update(seat=wanted)
