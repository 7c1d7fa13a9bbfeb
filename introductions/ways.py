"""Ways to give back: concrete ones, for those from whom more has come than went back.

In this order for each of them: an introduction that stands ready, something they said they would
like, somebody whom they look for and one may know, a coming event of a group that they are not in.
Whom one owes most comes first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from django.db.models import DateTimeField, Exists, QuerySet
from django.urls import reverse

from introductions.fitting import professions_for
from introductions.giving import (
    Balance,
    balances_of,
    entries_of,
    in_circle,
    since_when,
    what_passed,
)
from introductions.models import Contribution, Introduction, Request, Suggestion
from introductions.suggesting.cards import cards_for
from members.models import Currency, Meeting, Membership, Person, Profession, Want
from members.together import Answers, Given, GivenKeys, Together

T = TypeVar("T", Want, Request)
MOST = 3
LOOKED_AT = 6  # events
HELPED_AT_ONCE = 12  # people thought of: further down the list little is owed
CALLED = ["id", "name", "short", "plural", "aliases"]  # of a profession
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


def give_back(
    person: Person,
    circle: Collection[int],
    now: datetime,
    most: int = MOST,
    ready: Iterable[Suggestion] | None = None,
) -> GiveBack:
    """For pages: one query, where the page knows what is `ready`, from `cards_for`. `circle` has
    the keys."""
    found = PASSED_AND_SAID.ask(**since_when(person, now), circle=list(circle))
    everything = in_circle(person, entries_of(found, person), circle)
    owed = next((balance for balance in everything if balance.owed > 0), None)
    return GiveBack(owed, _ways(person, circle, now, most, everything, found, ready))


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
    if not any(one.owed > 0 for one in found):
        return []
    said = SAID.ask(person=person.pk, circle=list(circle), now=now)
    return _ways(person, circle, now, most, found, said)


def _ways(
    person: Person,
    circle: Collection[int],
    now: datetime,
    most: int,
    found: list[Balance],
    said: Answers,
    ready: Iterable[Suggestion] | None = None,
) -> list[Way]:
    owed = [one for one in found if one.owed > 0 and one.key in circle][:HELPED_AT_ONCE]
    if not owed or most < 1:
        return []
    if ready is None:
        ready = cards_for(person, now, circle)
    return list(islice(_Ways(person, owed, said, ready).all(), most))


def _said() -> dict[str, QuerySet[Any, Any]]:
    """What people who gave something to a `person` would like and look for, who of the `circle`
    may be the one, and what is coming in groups of the person, with who of them is there."""
    person, circle, now = Given("person"), GivenKeys("circle"), Given("now", DateTimeField())
    gave = Contribution.objects.counted().filter(receiver=person).values("giver")
    made = Introduction.objects.of(person).filter(made_at__isnull=False).values("introducer")
    givers = gave.union(made)

    def of_them(rows: Any) -> Any:
        return rows.filter(person__in=givers).filter(person__in=circle)

    requests = of_them(Request.objects.visible_to(person).open(now))
    events = Meeting.objects.of(person).taking_place().filter(starts_at__gt=now, kind__in=EVENTS)
    groups = events.order_by().values("group")
    return {
        "wants": of_them(Want.objects.current()),
        "requests": requests,
        "known": Person.objects.filter(
            Exists(requests), pk__in=circle, profession__isnull=False
        ).values_list("pk", *(f"profession__{name}" for name in CALLED)),
        "events": events.order_by("starts_at", "pk").values_list(
            "starts_at", "title", "group", "group__name"
        )[:LOOKED_AT],
        "there": of_them(Membership.objects.active().filter(group__in=groups)).values_list(
            "group", "person"
        ),
    }


SAID = Together(_said)
PASSED_AND_SAID = Together(lambda: {**what_passed(), **_said()})


class _Event(NamedTuple):
    starts_at: datetime
    title: str
    group: int
    group_name: str


class _Ways:
    def __init__(
        self, person: Person, owed: list[Balance], said: Answers, ready: Iterable[Suggestion]
    ) -> None:
        self.person, self.owed = person, owed
        self.ready: dict[int, Suggestion] = {}  # the best with each
        for suggestion in ready:
            for key in (suggestion.a_id, suggestion.b_id):
                self.ready.setdefault(key, suggestion)
        self.wants, self.requests = (
            _latest_of_each(said["wants"]),
            _latest_of_each(said["requests"]),
        )
        self.whose = defaultdict[int, set[int]](set)
        professions: dict[int, Profession] = {}
        for key, *named in said["known"]:
            profession = Profession(**dict(zip(CALLED, named, strict=True)))
            professions[profession.pk] = profession
            self.whose[profession.pk].add(key)
        self.professions = list(professions.values())
        self.events = sorted((_Event(*row) for row in said["events"]), key=attrgetter("starts_at"))
        self.there = set(said["there"])

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
            reverse("introductions:request", args=[request.pk]),
        )

    def by_inviting(self, balance: Balance) -> Way | None:
        """To what takes place in a group of ours without them; they have to know of no meeting."""
        event = next(
            (one for one in self.events if (one.group, balance.key) not in self.there), None
        )
        if event is None:
            return None
        day = event.starts_at.astimezone(self.person.zone)
        what = f"“{event.title}” of {event.group_name} on {day:%-d %B}"
        return Way(
            balance,
            f"Invite *{balance.first_name}* to {what}.",
            f"{balance.first_name}’s page",
            reverse("introductions:person", args=[balance.key]),
            currency=Currency.OTHER,
            words=f"An invitation to {event.title}"[:200],
        )

    def _is_known(self, request: Request) -> bool:
        return any(
            self.whose[profession.pk] - {request.person_id}
            for profession in professions_for(request, self.professions)
        )


def _latest_of_each(said: Iterable[T]) -> dict[int, list[T]]:
    """What was said, by whom, the latest first."""
    found = defaultdict[int, list[T]](list)
    for one in sorted(said, key=attrgetter("created_at"), reverse=True):
        found[one.person_id].append(one)
    return found
