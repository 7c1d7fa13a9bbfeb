"""When two entries of a roster look like one person, how strongly, and why: rules without rows."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import IntEnum

GOOGLE = {"googlemail.com": "gmail.com"}


class Strength(IntEnum):
    PERHAPS = 1
    LIKELY = 2
    SURE = 3

    @property
    def in_words(self) -> str:
        words = {1: "Perhaps one person", 2: "Probably one person", 3: "Very likely one person"}
        return words[self]


@dataclass(frozen=True, slots=True)
class Entry:
    """What organizers know of somebody on a roster; "" for what they do not see."""

    person: int
    label: str
    address: str
    company: str = ""
    named: bool = True
    """`label` is a name; of others it is the address."""


@dataclass(slots=True)
class Signs:
    """What two entries have in common. `likeness` of the names is 0 to 1."""

    same_address: bool = False
    same_name: bool = False
    other_order: bool = False
    same_company: bool = False
    other_company: bool = False
    likeness: float = 0.0
    reasons: list[str] = field(default_factory=list)

    @property
    def score(self) -> int:
        """0 to 100."""
        if self.same_address:
            return 100
        if self.same_name:
            return 90 if self.same_company else 65 if self.other_company else 75
        return round((80 if self.same_company else 60) * self.likeness)

    @property
    def strength(self) -> Strength:
        if self.score >= 90:
            return Strength.SURE
        return Strength.LIKELY if self.score >= 65 else Strength.PERHAPS

    def in_words(self) -> list[str]:
        """Why, in words that can stand one after the other."""
        said = []
        if self.same_address:
            said.append("the same address, written differently")
        if self.same_name:
            said.append("the same name in another order" if self.other_order else "the same name")
        elif self.likeness:
            said.append("names that differ by a few letters")
        if self.same_company:
            said.append("the same company")
        return said


def signs_of(one: Entry, other: Entry, *, likeness: float = 0.0) -> Signs:
    """What the two have in common. `likeness` is that of their names, measured elsewhere."""
    both_named = one.named and other.named
    same_name = both_named and name_key(one.label) == name_key(other.label)
    companies = {company_key(one.company), company_key(other.company)}
    return Signs(
        same_address=bool(one.address) and address_key(one.address) == address_key(other.address),
        same_name=same_name,
        other_order=same_name and plain(one.label).split() != plain(other.label).split(),
        same_company=len(companies) == 1 and "" not in companies,
        other_company=len(companies) == 2 and "" not in companies,
        likeness=likeness if both_named else 0.0,
    )


def address_key(address: str) -> str:
    """The same for addresses that differ in case, dots, what stands behind a plus, or the two
    names of Google's mail."""
    local, _, domain = address.strip().lower().rpartition("@")
    local = local.partition("+")[0].replace(".", "") or local
    return f"{local}@{GOOGLE.get(domain, domain)}"


def name_key(name: str) -> str:
    """The same for names that differ in case, accents, punctuation, or the order of words."""
    return " ".join(sorted(plain(name).split()))


def company_key(company: str) -> str:
    return plain(company)


def plain(text: str) -> str:
    """Words without case, accents and punctuation."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = (letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())
