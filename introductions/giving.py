"""What went back and forth between people: the ledger, and the balances read from it.

What counts, each thing once:

* a contribution, unless its receiver has said that it was not so;
* an introduction that was made and has no contribution yet, once for each side: whoever made it
  has given something already. When it proves useful, the contributions that are then noted take
  its place, and a side that says "not so" to hers takes it out.

An introduction that somebody else made gives nothing between its two sides. A balance is kept with
the network, not tit for tat: whom one owes is where to begin, and nobody is a debtor. It is read
for one person, who alone sees it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    Value,
    When,
)
from django.db.models.functions import TruncDate

from introductions.models import Contribution, Introduction
from introductions.querysets import ContributionQuerySet, IntroductionQuerySet
from members.models import Currency, Person

A_YEAR = timedelta(days=365)
LATEST = 4


class Entry(NamedTuple):
    """One thing that was given: a contribution, or an introduction that has none yet."""

    giver: int
    receiver: int
    giver_name: str
    receiver_name: str
    currency: str
    day: date
    met: str = ""  # to whom the receiver was introduced, where it is known
    text: str = ""
    contribution: int | None = None  # keys
    introduction: int | None = None
    state: str = ""  # of the contribution


@dataclass(frozen=True)
class InCurrency:
    """How much of one currency."""

    currency: Currency
    given: int
    received: int

    @property
    def label(self) -> str:
        return str(self.currency.label)


@dataclass(frozen=True)
class Balance:
    """How much was `given` by us to the person with `key`, and `received` from them."""

    key: int
    name: str
    given: int
    received: int
    last: date | None = None
    currencies: list[InCurrency] = field(default_factory=list)
    latest: list[Entry] = field(default_factory=list)

    @property
    def pk(self) -> int:
        return self.key

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def most(self) -> int:
        return max(self.given, self.received, 1)

    @property
    def most_in_currency(self) -> int:
        return max((max(one.given, one.received) for one in self.currencies), default=1)

    @property
    def owed(self) -> int:
        """What has come from them beyond what went back."""
        return self.received - self.given

    @property
    def total(self) -> int:
        return self.given + self.received


def ledger(
    person: Person,
    now: datetime,
    *,
    within: timedelta | None = A_YEAR,
    other: Person | None = None,
) -> list[Entry]:
    """Everything that `person` gave or received, in one query; only with `other`, where given."""
    noted = Contribution.objects.of(person).counted()
    made = Introduction.objects.filter(made_at__lte=now).exclude(state=Introduction.State.WITHDRAWN)
    if other:
        noted = Contribution.objects.between(person, other).counted()
    sides = [_introductions(made, side, person, other) for side in ("a", "b")]
    if within:
        after = _today(person, now) - within
        noted = noted.filter(happened_on__gt=after)
        sides = [side.filter(day__gt=after) for side in sides]
    return [Entry(*row) for row in _contributions(noted).union(*sides, all=True)]


def recent(
    entries: Iterable[Entry], within: timedelta | None, person: Person, now: datetime
) -> list[Entry]:
    """Those of `entries` that a ledger of that time alone would have."""
    if within is None:
        return list(entries)
    return [entry for entry in entries if entry.day > _today(person, now) - within]


def balances(person: Person, entries: Iterable[Entry]) -> list[Balance]:
    """The balance with each of the others in `entries`, whom one owes most first."""
    with_other: dict[int, list[Entry]] = {}
    for entry in entries:
        key = entry.receiver if entry.giver == person.pk else entry.giver
        with_other.setdefault(key, []).append(entry)
    found = [_balance(person, key, between) for key, between in with_other.items()]
    return sorted(found, key=lambda one: (-one.owed, -one.total, one.name, one.key))


def in_currencies(person: Person, entries: Iterable[Entry]) -> list[InCurrency]:
    """Given and received of each currency that occurs, in the order of the currencies."""
    counted = Counter((entry.currency, entry.giver == person.pk) for entry in entries)
    return [
        InCurrency(currency, given=counted[currency, True], received=counted[currency, False])
        for currency in Currency
        if counted[currency, True] or counted[currency, False]
    ]


def balances_of(person: Person, circle: Collection[int], now: datetime) -> list[Balance]:
    """The balances of the past year with everybody in the `circle` (keys), most owed first."""
    return [one for one in balances(person, ledger(person, now)) if one.key in circle]


def most_owed_by(person: Person, circle: Collection[int], now: datetime) -> Balance | None:
    """Whoever in the `circle` (keys) of `person` has given them most beyond what went back."""
    return next((one for one in balances_of(person, circle, now) if one.owed > 0), None)


def between(me: Person, other: Person, now: datetime) -> Balance:
    """The balance of the past year with `other`, and the last that went back and forth."""
    with_them = balances(me, ledger(me, now, other=other))
    return with_them[0] if with_them else Balance(other.pk, other.name, given=0, received=0)


def sentence(given: int, received: int, when: str, most_from: str = "") -> str:
    """The balance with the network in one plain sentence; `when` as in "this year"."""
    if not given and not received:
        return f"Nothing given or received {when} has been noted yet."
    gave, got = (str(count) if count else "nothing" for count in (given, received))
    if given and not received:
        return f"You have given {gave} times {when}." if given > 1 else f"You gave once {when}."
    tail = f"; most came from {most_from}" if most_from else ""
    return f"You have given {gave} and received {got} {when}{tail}."


def most_from(found: Iterable[Balance]) -> str:
    """The name of whom most came from, where that is one person and more than one thing."""
    ranked = sorted(found, key=lambda one: -one.received)[:2]
    if not ranked or ranked[0].received < 2:
        return ""
    alone = len(ranked) == 1 or ranked[1].received < ranked[0].received
    return ranked[0].name if alone else ""


def _today(person: Person, now: datetime) -> date:
    return now.astimezone(person.zone).date()


def _contributions(noted: ContributionQuerySet) -> Any:
    """Contributions as rows of the ledger."""
    met = Case(
        When(introduction__a=F("receiver"), then="introduction__b__name"),
        When(introduction__b=F("receiver"), then="introduction__a__name"),
        default=Value(""),
        output_field=CharField(),
    )
    return noted.annotate(met=met).values_list(
        "giver",
        "receiver",
        "giver__name",
        "receiver__name",
        "currency",
        "happened_on",
        "met",
        "text",
        "pk",
        "introduction",
        "state",
    )


def _introductions(
    made: IntroductionQuerySet, side: str, person: Person, other: Person | None
) -> Any:
    """What introducers gave to one side by introductions without a contribution yet, as rows of
    the ledger."""
    entered = Contribution.objects.filter(introduction=OuterRef("pk"), receiver=OuterRef(side))
    if other:
        ours = Q(introducer=person, **{side: other}) | Q(introducer=other, **{side: person})
    else:
        ours = Q(introducer=person) | Q(**{side: person})
    # As `contributing.currency_of` has it.
    to_a_client = When(reasons__0__lens="prospect", then=Value(Currency.CLIENT.value))
    nothing = Value("", output_field=CharField())
    return (
        made.filter(ours)
        .exclude(Exists(entered))
        .annotate(
            currency=Case(
                to_a_client, default=Value(Currency.SOURCE.value), output_field=CharField()
            ),
            day=TruncDate("made_at", tzinfo=person.zone),
            met=F(f"{'b' if side == 'a' else 'a'}__name"),
            text=nothing,
            contribution=Value(None, output_field=BigIntegerField()),
            nothing=nothing,
        )
        .values_list(
            "introducer",
            side,
            "introducer__name",
            f"{side}__name",
            "currency",
            "day",
            "met",
            "text",
            "contribution",
            "pk",
            "nothing",
        )
    )


def _balance(person: Person, key: int, entries: list[Entry]) -> Balance:
    first = entries[0]
    given = sum(entry.giver == person.pk for entry in entries)
    return Balance(
        key,
        first.receiver_name if first.giver == person.pk else first.giver_name,
        given=given,
        received=len(entries) - given,
        last=max(entry.day for entry in entries),
        currencies=in_currencies(person, entries),
        latest=sorted(entries, key=_latest_first)[:LATEST],
    )


def _latest_first(entry: Entry) -> tuple[int, int, int]:
    return -entry.day.toordinal(), -(entry.contribution or 0), -(entry.introduction or 0)
