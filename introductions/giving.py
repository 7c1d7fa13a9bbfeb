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
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, NamedTuple, cast

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from introductions.models import Contribution, Introduction
from introductions.querysets import ContributionQuerySet, IntroductionQuerySet
from members.models import Currency, Person
from members.together import Answers, Given, Together

A_YEAR = timedelta(days=365)
LATEST = 4
LONG_AGO = date(1900, 1, 1)


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
    entries: Sequence[Entry] = ()

    @property
    def pk(self) -> int:
        return self.key

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def last(self) -> date | None:
        return max((entry.day for entry in self.entries), default=None)

    @cached_property
    def currencies(self) -> list[InCurrency]:
        """Given and received of each currency that occurs, in the order of the currencies."""
        return _in_currencies((entry.currency, entry.giver != self.key) for entry in self.entries)

    @cached_property
    def latest(self) -> list[Entry]:
        return sorted(self.entries, key=_latest_first)[:LATEST]

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
    values = since_when(person, now, within)
    if other:
        return entries_of(WITH_ONE.ask(**values, other=other.pk), person)
    return entries_of(WITH_ALL.ask(**values), person)


def what_passed(other: Any = None) -> dict[str, QuerySet[Any, Any]]:
    """For `Together`: the ledger of a `person`, as `since_when` says it; only with `other`.

    Read with `entries_of`.
    """
    person = Given("person")
    noted = Contribution.objects.of(person)
    if other:
        noted = Contribution.objects.between(person, other)
    made = Introduction.objects.filter(
        made_at__gte=Given("begin", DateTimeField()), made_at__lte=Given("now", DateTimeField())
    ).exclude(state=Introduction.State.WITHDRAWN)
    return {
        "noted": _contributions(
            noted.counted().filter(happened_on__gt=Given("after", DateField()))
        ),
        **{f"side_{side}": _introductions(made, side, person, other) for side in ("a", "b")},
    }


def since_when(person: Person, now: datetime, within: timedelta | None = A_YEAR) -> dict[str, Any]:
    """What `what_passed` has to be given: from which day on, by the calendar of `person`."""
    after = _today(person, now) - within if within else LONG_AGO
    begin = datetime.combine(after + timedelta(days=1), time.min, person.zone)
    return {"person": person.pk, "now": now, "after": after, "begin": begin}


def entries_of(found: Answers, person: Person) -> list[Entry]:
    """The ledger, from the answers to `what_passed`."""
    entries = [Entry(*row) for row in found["noted"]]
    for row in (*found["side_a"], *found["side_b"]):
        entry = Entry(*row)
        made_at = cast("datetime", entry.day)
        entries.append(entry._replace(day=made_at.astimezone(person.zone).date()))
    return entries


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
    return _in_currencies((entry.currency, entry.giver == person.pk) for entry in entries)


def _in_currencies(each: Iterable[tuple[str, bool]]) -> list[InCurrency]:
    """The same, of each thing its currency and whether we gave it."""
    counted = Counter(each)
    return [
        InCurrency(currency, given=counted[currency, True], received=counted[currency, False])
        for currency in Currency
        if counted[currency, True] or counted[currency, False]
    ]


def balances_of(person: Person, circle: Collection[int], now: datetime) -> list[Balance]:
    """The balances of the past year with everybody in the `circle` (keys), most owed first."""
    return in_circle(person, ledger(person, now), circle)


def in_circle(person: Person, entries: Iterable[Entry], circle: Collection[int]) -> list[Balance]:
    """The balances with everybody in the `circle` (keys), most owed first."""
    return [one for one in balances(person, entries) if one.key in circle]


def most_owed_by(person: Person, circle: Collection[int], now: datetime) -> Balance | None:
    """Whoever in the `circle` (keys) of `person` has given them most beyond what went back."""
    return next((one for one in balances_of(person, circle, now) if one.owed > 0), None)


WITH_ALL = Together(what_passed)
WITH_ONE = Together(lambda: what_passed(Given("other")))


def between(me: Person, other: Person, now: datetime) -> Balance:
    """The balance of the past year with `other`, and the last that went back and forth."""
    return balance_with(me, other, ledger(me, now, other=other))


def balance_with(me: Person, other: Person, entries: Iterable[Entry]) -> Balance:
    """The same, from the `entries` between the two."""
    with_them = balances(me, entries)
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


def _introductions(made: IntroductionQuerySet, side: str, person: Any, other: Any) -> Any:
    """What introducers gave to one side by introductions without a contribution yet, as rows of
    the ledger; in place of the day, when they were made."""
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
            "made_at",
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
        entries=entries,
    )


def _latest_first(entry: Entry) -> tuple[int, int, int]:
    return -entry.day.toordinal(), -(entry.contribution or 0), -(entry.introduction or 0)
