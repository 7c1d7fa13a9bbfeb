"""What becomes of each card, given whom the member knows already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from members.merging.alike import company_key, name_key
from members.models import Group, Membership, Person

from .cards import Card


class Fate(StrEnum):
    NEW = "new"
    CHANGED = "changed"  # a contact already, of whom the card says more
    YOURS = "yours"  # a contact already
    HERE = "here"  # in a group with the member
    TWICE = "twice"  # in the file above


@dataclass(slots=True)
class Outcome:
    """`contact` is who is a contact already; `said` what to say of it in words."""

    card: Card
    fate: Fate = Fate.NEW
    said: str = ""
    contact: Person | None = None
    changes: dict[str, str] = field(default_factory=dict)

    @property
    def may_come(self) -> bool:
        return self.fate in {Fate.NEW, Fate.CHANGED}


Known = dict[tuple[str, str], Person]


def outcomes_of(keeper: Person, cards: Iterable[Card]) -> list[Outcome]:
    """One outcome a card, in order, with three queries."""
    contacts = known(Person.objects.filter(keeper=keeper))
    members = co_members(keeper)
    above: dict[tuple[str, str], int] = {}
    taken: set[int] = set()
    outcomes = []
    for card in cards:
        outcome = Outcome(card)
        outcomes.append(outcome)
        first = next((above[key] for key in keys_of(card) if key in above), None)
        member = next((members[key] for key in keys_of(card) if key in members), None)
        contact = next((contacts[key] for key in keys_of(card) if key in contacts), None)
        for key in keys_of(card):
            above.setdefault(key, card.number)
        if first is not None or (contact and contact.pk in taken):
            outcome.fate, outcome.said = Fate.TWICE, "in this file already"
        elif member:
            outcome.fate, outcome.said = Fate.HERE, member
        elif contact:
            taken.add(contact.pk)
            decide_known(outcome, contact)
    return outcomes


def decide_known(outcome: Outcome, contact: Person) -> None:
    """What a card adds to a contact. The name stays as the member has it."""
    card, outcome.contact = outcome.card, contact
    if card.company and card.company != contact.company:
        outcome.changes["company"] = card.company
    if card.email and not contact.email:
        outcome.changes["email"] = card.email
    outcome.fate = Fate.CHANGED if outcome.changes else Fate.YOURS
    outcome.said = (
        "; ".join(f"{name} {value}" for name, value in outcome.changes.items())
        or "among your contacts"
    )


def keys_of(card: Card) -> list[tuple[str, str]]:
    """By what somebody is known: the address, or name and company together."""
    return keys(card.email, card.name, card.company)


def keys(email: str | None, name: str, company: str) -> list[tuple[str, str]]:
    found = [("address", email.lower())] if email else []
    if company_key(company) and name_key(name):
        found.append((name_key(name), company_key(company)))
    return found


def known(people: Iterable[Person]) -> Known:
    found: Known = {}
    for person in people:
        for key in keys(person.email, person.name, person.company):
            found.setdefault(key, person)
    return found


def co_members(keeper: Person) -> dict[tuple[str, str], str]:
    """Whom the member sees in a group anyway, and themselves, in words."""
    mine = Group.objects.of(keeper).values("pk")
    places = Membership.objects.active().filter(group__in=mine).order_by("group__name", "pk")
    rows = places.exclude(person=keeper).values_list(
        "person__email", "person__name", "person__company", "group__name"
    )
    found = dict.fromkeys(keys(keeper.email, keeper.name, keeper.company), "is you")
    for email, name, company, group in rows:
        for key in keys(email, name, company):
            found.setdefault(key, f"is in {group} with you")
    return found
