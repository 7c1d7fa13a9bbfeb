"""The rings of one person's circle, read in a fixed few queries however many events there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import combinations

from django.db.models import Q

from introductions.barred import ONCE_IN
from introductions.crossing import Crossing
from introductions.models import DoNotIntroduce, Introduction, Suggestion
from introductions.rings.closing import (
    Pair,
    closing,
    count_to_close,
    pair_of,
    parts_of,
    possible_pairs,
    within_room,
)
from introductions.suggesting.asking import judge_pairs
from members.deliveries.stopping import address_hash
from members.models import (
    EventNeed,
    Person,
    Profession,
    Suppression,
    TriggerEvent,
)

AT_ONCE = 5  # introductions offered at one time
NAMED = 3  # people of one profession that a page names


@dataclass(frozen=True)
class Around:
    """What `me` may know of the people in their rings, and what stands against pairs of them."""

    me: Person
    room: dict[int, int]  # how many introductions each can take on now
    met: frozenset[Pair]
    under_way: frozenset[Pair]
    barred: frozenset[Pair]  # whoever is the reason: it is never said


@dataclass(frozen=True)
class Place:
    """A profession that an event needs, and those of it whom one knows best, at most NAMED."""

    need: EventNeed
    people: tuple[Person, ...] = ()
    in_all: int = 0

    @property
    def person(self) -> Person | None:
        return self.people[0] if self.people else None

    @property
    def others(self) -> int:
        return max(self.in_all - 1, 0)

    @property
    def unnamed(self) -> int:
        return self.in_all - len(self.people)


@dataclass(frozen=True)
class Offer:
    """One introduction to make: who, why, and whether both have room when all before are made."""

    a: Person
    b: Person
    reason: dict[str, object]
    ticked: bool

    @property
    def key(self) -> str:
        return f"{self.a.pk}-{self.b.pk}"


@dataclass(frozen=True)
class Ring:
    """An event with its places, in the order of the list."""

    event: TriggerEvent
    places: tuple[Place, ...]
    around: Around = field(repr=False)

    @property
    def needed(self) -> int:
        return len(self.places)

    @cached_property
    def filled(self) -> int:
        return sum(place.person is not None for place in self.places)

    @cached_property
    def missing(self) -> list[Profession]:
        return [place.need.profession for place in self.places if place.person is None]

    @cached_property
    def people(self) -> dict[int, Person]:
        """Who stands for a profession, by key, oneself among them."""
        return {place.person.pk: place.person for place in self.places if place.person}

    @cached_property
    def others(self) -> list[int]:
        """Everybody but oneself: they are to know each other without going through us."""
        return [key for key in self.people if key != self.around.me.pk]

    @property
    def with_me(self) -> bool:
        return self.around.me.pk in self.people

    @cached_property
    def met(self) -> list[Pair]:
        return self._among(self.around.met)

    @cached_property
    def under_way(self) -> list[Pair]:
        return self._among(self.around.under_way)

    @cached_property
    def joined(self) -> list[Pair]:
        return [*self.met, *self.under_way]

    @cached_property
    def possible(self) -> list[Pair]:
        free = [key for key in self.others if self.around.room[key] > 0]
        return possible_pairs(free, self.around.barred)

    @cached_property
    def to_make(self) -> int:
        """How many introductions would close the ring, as far as it can be closed now."""
        return count_to_close(self.others, self.joined, self.possible)

    @cached_property
    def is_closed(self) -> bool:
        return len(parts_of(self.others, self.joined)) <= 1

    @property
    def worth(self) -> tuple[bool, float]:
        """What to look at first: where there is something to do, many people and few gaps."""
        return self.to_make > 0, self.filled**2 / max(self.needed, 1)

    def only(self, professions: Collection[str]) -> Ring:
        """The ring with these professions (slugs) and no others."""
        kept = [place for place in self.places if place.need.profession.slug in professions]
        return replace(self, places=tuple(kept))

    def _among(self, pairs: Iterable[Pair]) -> list[Pair]:
        return [pair for pair in combinations(sorted(self.people), 2) if pair in pairs]


def read_rings(
    me: Person, events: Iterable[TriggerEvent], now: datetime, named: int = 1
) -> list[Ring]:
    """The ring of each of `events`, in nine queries, those of `events` aside.

    named  how many people of one profession are read.
    """
    events = [_spoken(event) for event in events]
    needs: dict[int, list[EventNeed]] = {event.pk: [] for event in events}
    for need in EventNeed.objects.of(events, me):
        needs[need.event_id].append(need)
    professions = {need.profession for several in needs.values() for need in several}
    known: dict[int | None, list[Person]] = {}
    for person in Person.objects.visible_to(me).best_known_to(me, professions, named):
        known.setdefault(person.profession_id, []).append(person)
    around = _around(me, [people[0] for people in known.values()], now)
    return [
        Ring(event, tuple(_place(need, known) for need in needs[event.pk]), around)
        for event in events
    ]


def offers_of(ring: Ring, now: datetime, most: int = AT_ONCE) -> list[Offer]:
    """The best introductions that would close the ring, with the matcher's reasons."""
    if not ring.to_make:
        return []
    judged = judge_pairs(ring.around.me, ring.possible, now)
    worth = {pair: proposal.match.fit / 100 for pair, proposal in judged.items()}
    chosen = closing(ring.others, ring.joined, ring.possible, worth)[:most]
    ticked = within_room(chosen, ring.around.room)
    return [
        Offer(
            a=ring.people[a],
            b=ring.people[b],
            reason=_reason(ring, (a, b), judged[a, b].words.reasons if (a, b) in judged else []),
            ticked=(a, b) in ticked,
        )
        for a, b in chosen
    ]


def _spoken(event: TriggerEvent) -> TriggerEvent:
    """The event under the name that it was read with, for nothing but showing."""
    event.name, event.short = event.called, event.called_short
    return event


def _place(need: EventNeed, known: dict[int | None, list[Person]]) -> Place:
    people = known.get(need.profession_id, [])
    in_all = getattr(people[0], "of_profession", 0) if people else 0
    return Place(need, tuple(people), in_all)


def _reason(ring: Ring, pair: Pair, reasons: list[dict[str, object]]) -> dict[str, object]:
    """What else the two share; that the event needs both is on the page, and said if all else
    is silent."""
    others = (reason for reason in reasons if reason["lens"] != "trigger_event")
    return next(others, None) or event_reason(ring, pair)


def event_reason(ring: Ring, pair: Pair) -> dict[str, object]:
    does = {place.person.pk: place.need.does for place in ring.places if place.person}
    a, b = (f"{ring.people[key].first_name} {does[key]}" for key in pair)
    return {"lens": "trigger_event", "text": f"*{ring.event.name}*: {a}; {b}."}


# --- reading ---


def _around(me: Person, people: list[Person], now: datetime) -> Around:
    keys = [person.pk for person in people]
    mine = Introduction.objects.among(keys).visible_to(me)
    met = _pairs(mine.have_met().values_list("a", "b"))
    under_way = _pairs(mine.not_met_yet().values_list("a", "b")) - met
    barred = _pairs([*_not_wanted(me, keys, now), *_kept_apart(me, people), *_the_same(people)])
    return Around(me, _room(people, now), met, under_way, met | under_way | barred)


def _pairs(rows: Iterable[tuple[int, int]]) -> frozenset[Pair]:
    return frozenset(pair_of(a, b) for a, b in rows)


def _not_wanted(me: Person, keys: list[int], now: datetime) -> Iterable[tuple[int, int]]:
    """Pairs that somebody brings together or has brought together, that I put aside, or of whom
    one would rather not meet the other."""
    tried = Introduction.objects.among(keys).tried_since(now - ONCE_IN)
    refused = Suggestion.objects.unwanted_by(me, now).filter(a__in=keys, b__in=keys)
    secret = DoNotIntroduce.objects.among(keys)
    return tried.values_list("a", "b").union(
        refused.values_list("a", "b"), secret.values_list("person", "other")
    )


def _kept_apart(me: Person, people: list[Person]) -> list[Pair]:
    """Pairs that compete, or that their groups keep apart; two queries."""
    crossing = Crossing.read(me, people)
    pairs = list(combinations(sorted(person.pk for person in people), 2))
    return [*crossing.competing(pairs), *crossing.kept_apart(pairs)]


def _the_same(people: list[Person]) -> list[Pair]:
    """Pairs that are one person: a co-member who is kept as a contact too, say."""
    return [
        (a.pk, b.pk)
        for a, b in combinations(people, 2)
        if a.email and b.email and a.email.lower() == b.email.lower()
    ]


def _room(people: list[Person], now: datetime) -> dict[int, int]:
    """How many introductions each can take on: none during a pause, or where no mail can go."""
    keys = [person.pk for person in people]
    under_way = Introduction.objects.not_met_yet().filter(Q(a__in=keys) | Q(b__in=keys))
    taken = Counter(key for pair in under_way.values_list("a", "b") for key in pair)
    hashes = {address_hash(person.email): person.pk for person in people if person.email}
    stopped = Suppression.objects.filter(address_hash__in=hashes)
    silent = {hashes[found] for found in stopped.values_list("address_hash", flat=True)}
    return {
        person.pk: max(person.open_limit - taken[person.pk], 0)
        if person.email and person.pk not in silent and not person.is_on_pause(now)
        else 0
        for person in people
    }
