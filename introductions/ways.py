"""Ways to give back: concrete ones, for those from whom more has come than went back.

In this order for each of them: an introduction that stands ready, something they said they would
like, somebody whom they look for and one may know, a coming event of a group that they are not in.
Whom one owes most comes first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from operator import itemgetter
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import CharField, F, IntegerField, Q, Value
from django.urls import reverse

from introductions.fitting import professions_for
from introductions.giving import Balance, balances_of
from introductions.models import Request, Suggestion
from introductions.suggesting.cards import cards_for
from members.models import Currency, Meeting, Person, Profession, Want

MOST = 3
LOOKED_AT = 6  # events
HELPED_AT_ONCE = 12  # people thought of: further down the list little is owed
EVENTS = [Meeting.Kind.EVENT, Meeting.Kind.SEMINAR]


@dataclass(frozen=True)
class Way:
    """One way to give something back to whom `balance` is with.

    text      a sentence in which *words* are set in bold
    action    what the link to `url` says
    currency  what it would be noted as; empty where the application will know by itself
    words     what would be noted with it
    """

    balance: Balance
    text: str
    action: str
    url: str
    currency: str = ""
    words: str = ""


@dataclass(frozen=True)
class GiveBack:
    """Whom one owes most, if anybody, and a few ways to give back."""

    owed: Balance | None
    ways: list[Way]


def give_back(person: Person, circle: Collection[int], now: datetime, most: int = MOST) -> GiveBack:
    """For pages: one query where nothing is owed, at most five in all. `circle` has the keys."""
    found = balances_of(person, circle, now)
    owed = next((balance for balance in found if balance.owed > 0), None)
    return GiveBack(owed, _ways(person, circle, now, most, found))


def ways_to_give_back(
    person: Person,
    circle: Collection[int],
    now: datetime,
    most: int = MOST,
    found: list[Balance] | None = None,
) -> list[Way]:
    """At most `most` ways to give something back to people of the `circle` (keys).

    `found` has the balances of the past year, where they are known.
    """
    if found is None:
        found = balances_of(person, circle, now)
    return _ways(person, circle, now, most, found)


def _ways(
    person: Person, circle: Collection[int], now: datetime, most: int, found: list[Balance]
) -> list[Way]:
    owed = [one for one in found if one.owed > 0 and one.key in circle][:HELPED_AT_ONCE]
    if not owed or most < 1:
        return []
    return list(islice(_Ways(person, circle, now, owed).all(), most))


@dataclass(frozen=True)
class _Said:
    """What somebody would like, or whom they look for."""

    key: int
    person: int
    text: str
    currency: str
    profession: int | None


class _Ways:
    def __init__(
        self, person: Person, circle: Collection[int], now: datetime, owed: list[Balance]
    ) -> None:
        self.person, self.circle, self.now, self.owed = person, circle, now, owed
        self.keys = [balance.key for balance in owed]
        self.ready = self._ready()
        self.wants, self.requests = self._said()
        self.known = self._known()
        self.events = self._events()

    def all(self) -> Iterator[Way]:
        for balance in self.owed:
            for way in (
                self.by_introducing(balance),
                self.by_a_want(balance),
                self.by_knowing_somebody(balance),
                self.by_inviting(balance),
            ):
                if way:
                    yield way

    def by_introducing(self, balance: Balance) -> Way | None:
        suggestion = self.ready.get(balance.key)
        if suggestion is None:
            return None
        other = suggestion.b if suggestion.a_id == balance.key else suggestion.a
        return Way(
            balance,
            f"Introduce *{balance.first_name}* to *{other.name}*.",
            "Introduce",
            reverse("introductions:introduce", args=[balance.key, other.pk]),
        )

    def by_a_want(self, balance: Balance) -> Way | None:
        """What they said last that there is something to do about."""
        want = next(iter(self.wants[balance.key]), None)
        if want is None:
            return None
        name, said = balance.first_name, f"{balance.first_name} would like: “{want.text}”."
        page = reverse("introductions:person", args=[balance.key])
        partners = reverse("introductions:partners", args=[balance.key])
        event = next(iter(self.events), None)
        text, action, url = {
            Currency.SOURCE: (said, "Who could it be?", partners),
            Currency.CLIENT: (said, "Who could it be?", partners),
            Currency.SPEAKING: (
                f"{said} Does “{event.title}” need somebody?" if event else said,
                "Ask around",
                reverse("introductions:requests"),
            ),
            Currency.BLOG: (f"Offer *{name}* an article swap. {said}", f"{name}’s page", page),
            Currency.TESTIMONIAL: (f"Write *{name}* a testimonial. {said}", f"{name}’s page", page),
            Currency.ADVICE: (f"Give *{name}* advice. {said}", f"{name}’s page", page),
        }.get(Currency(want.currency), (said, f"{name}’s page", page))
        return Way(balance, text, action, url, currency=want.currency, words=want.text)

    def by_knowing_somebody(self, balance: Balance) -> Way | None:
        request = next((one for one in self.requests[balance.key] if self._is_known(one)), None)
        if request is None:
            return None
        return Way(
            balance,
            f"*{balance.first_name}* looks for {request.text}. You know somebody who may fit.",
            "Who fits?",
            reverse("introductions:request", args=[request.key]),
        )

    def by_inviting(self, balance: Balance) -> Way | None:
        """To what takes place in a group of ours without them; they have to know of no meeting."""
        event = next((one for one in self.events if balance.key not in one.there), None)
        if event is None:
            return None
        day = event.starts_at.astimezone(self.person.zone)
        return Way(
            balance,
            f"Invite *{balance.first_name}* to “{event.title}” of {event.group} on {day:%-d %B}.",
            f"{balance.first_name}’s page",
            reverse("introductions:person", args=[balance.key]),
            currency=Currency.OTHER,
            words=f"An invitation to {event.title}"[:200],
        )

    def _ready(self) -> dict[int, Suggestion]:
        """The best ready suggestion with each whom something is owed."""
        cards = cards_for(self.person, self.now, self.circle)
        found: dict[int, Suggestion] = {}
        for suggestion in cards.filter(Q(a__in=self.keys) | Q(b__in=self.keys)):
            for key in (suggestion.a_id, suggestion.b_id):
                if key in self.keys:
                    found.setdefault(key, suggestion)
        return found

    def _said(self) -> tuple[dict[int, list[_Said]], dict[int, list[_Said]]]:
        """What they would like, and whom they look for, the latest first: one query for both."""
        wants = Want.objects.current().order_by()
        requests = Request.objects.visible_to(self.person).open(self.now)
        nothing = Value(None, output_field=IntegerField())
        columns = ("created_at", "person", "pk", "text")
        rows = (
            wants.filter(person__in=self.keys)
            .annotate(what=F("currency"), of=nothing)
            .values_list(*columns, "what", "of")
            .union(
                requests.filter(person__in=self.keys)
                .annotate(what=Value("", output_field=CharField()), of=F("profession"))
                .values_list(*columns, "what", "of"),
                all=True,
            )
        )
        said: tuple[dict[int, list[_Said]], dict[int, list[_Said]]] = (
            defaultdict(list),
            defaultdict(list),
        )
        for _, person, key, text, what, profession in sorted(rows, key=itemgetter(0), reverse=True):
            said[0 if what else 1][person].append(_Said(key, person, text, what, profession))
        return said

    def _known(self) -> list[Profession]:
        """The professions of the circle, each with whose it is; asked only where it matters."""
        if not self.requests:
            return []
        here = Q(people__in=self.circle)
        whose = ArrayAgg("people", filter=here)
        return list(Profession.objects.filter(here).annotate(whose=whose).order_by("pk"))

    def _is_known(self, said: _Said) -> bool:
        request = Request(text=said.text, profession_id=said.profession)
        return any(
            set(profession.whose) - {said.person}  # type: ignore[attr-defined]
            for profession in professions_for(request, self.known)
        )

    def _events(self) -> list[Any]:
        """What is coming in groups of ours, each with who of them is `there`: in the group."""
        members = "group__memberships__person"
        in_it = Q(group__memberships__state="active", group__memberships__person__in=self.keys)
        coming = Meeting.objects.of(self.person).taking_place().filter(starts_at__gt=self.now)
        there = ArrayAgg(members, filter=in_it, default=Value([]))
        found = coming.filter(kind__in=EVENTS).annotate(there=there).select_related("group")
        return list(found.order_by("starts_at", "pk")[:LOOKED_AT])
