"""From rows to the matcher's arrays: the circles of many introducers, read in a fixed few queries.

Everybody who is in any of the circles is read once. Each introducer's view is then cut out so that
it holds the people of that circle and nobody else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db import models
from django.db.models import Q

from introductions.matcher import Circle, People, Sets, Vocabulary
from introductions.matcher.people import Flags, Floats, Ints, RowPair
from introductions.models import Suggestion
from introductions.suggesting.apart import Places, competing, kept_to_their_group
from introductions.suggesting.history import History, load_history
from introductions.suggesting.lists import Lists
from members.models import Membership, Person, Tie

# How well an introducer knows somebody, 0 to 1: by their own word, else by where they met.
KNOWS = {Tie.Closeness.KNOW_OF: 0.3, Tie.Closeness.KNOW: 0.6, Tie.Closeness.KNOW_WELL: 1.0}
KNOWS_CO_MEMBER = 0.5
KNOWS_CONTACT = 0.8


@dataclass(frozen=True)
class Name:
    """What a sentence says of a person."""

    full: str
    profession: int  # item of Lists; -1 when unknown

    @property
    def first(self) -> str:
        return self.full.split()[0]


@dataclass(frozen=True, eq=False)
class View:
    """One introducer's circle, cut out: rows of `people` and `names` are members of the circle."""

    introducer: int
    today: date  # where the introducer lives
    people: People
    circle: Circle
    names: list[Name]
    groups: list[int]  # keys of the groups that circle.groups numbers
    vocabulary: Vocabulary  # with what competes in this circle as such
    competing: frozenset[RowPair]  # who competes besides, by what their groups say

    def row_of(self, person: int) -> int | None:
        """The row of the person with this key; None for somebody outside the circle."""
        row = int(np.searchsorted(self.people.ids, person))
        inside = row < len(self.people) and self.people.ids[row] == person
        return row if inside else None


@dataclass(frozen=True, eq=False)
class _Ties:
    rows: Ints
    closeness: Floats
    very_active: Flags


@dataclass(frozen=True, eq=False)
class Apart:
    """What an introducer's groups say of whom they introduce, by position in a circle."""

    pairs: Ints  # barred by it, smaller first
    competing: Ints  # those of them that compete
    lifted: frozenset[RowPair]  # professions of everybody's list that compete only among these


class Population:
    """Everybody in the circles of some introducers. Rows are in the order of primary keys."""

    def __init__(self, introducers: Sequence[int], lists: Lists, now: datetime) -> None:
        """Read the circles of `introducers` (primary keys of people) as they are at `now`."""
        self.now, self._introducers, self._lists = now, frozenset(introducers), lists
        read = list(_memberships_around(introducers))
        memberships = [(group, person) for group, person, *_ in read]
        self._staying = {(group, person) for group, person, *crosses in read if not all(crosses)}
        persons = _persons({person for _, person in memberships} | set(introducers), introducers)
        self._ids = np.array([row[0] for row in persons], dtype=np.int64)
        self._zones = [row[6] for row in persons]
        self.groups = _grouped(
            (group, self.row(person))
            for group, person in memberships
            if self.row(person) is not None
        )
        self.groups_of: dict[int, list[int]] = defaultdict(list)
        for group, person in memberships:
            self.groups_of[person].append(group)
        self.contacts = _grouped((row[7], i) for i, row in enumerate(persons) if row[7])

        history = load_history(self._ids, now)
        self._paused = self._on_pause(persons)
        self.room = self._room(persons, history)
        self.people = self._arrays(persons, lists, history)
        profession = self.people.profession
        self.names = [Name(row[1], int(profession[i])) for i, row in enumerate(persons)]
        self._ties = self._load_ties(introducers)
        self.met, self.barred = history.met, history.barred
        self._declined = self._load_declined(introducers)

    def row(self, person: int) -> int | None:
        """The row of the person with this key; None for somebody in none of the circles."""
        row = int(np.searchsorted(self._ids, person))
        return row if row < len(self._ids) and self._ids[row] == person else None

    def circle_rows(self, introducer: int) -> Ints:
        """Who is around one of the introducers, themselves among them, ascending."""
        groups = [self.groups[group] for group in self.groups_of[introducer]]
        contacts = self.contacts.get(introducer, _NOBODY)
        return np.unique(np.concatenate([_NOBODY, *groups, contacts]))

    def knows(self, introducer: int, members: Ints) -> tuple[Floats, Flags]:
        """How well an introducer knows each of these rows, 0 to 1, and whom they marked active."""
        position = self.positions(members)
        tie = np.full(len(members), KNOWS_CO_MEMBER)
        tie[position[self.contacts.get(introducer, _NOBODY)]] = KNOWS_CONTACT
        very_active = np.zeros(len(members), dtype=np.bool_)
        if known := self._ties.get(introducer):
            at = position[known.rows]
            tie[at[at >= 0]] = known.closeness[at >= 0]
            very_active[at[at >= 0]] = known.very_active[at >= 0]
        return tie, very_active

    def tied_to(self, introducer: int) -> Ints:
        """The rows of those of whom an introducer has said how well they know them."""
        known = self._ties.get(introducer)
        return known.rows if known else _NOBODY

    def positions(self, members: Ints) -> Ints:
        """For each row of the people its position among these members; -1 for all others."""
        position = np.full(len(self._ids), -1)
        position[members] = np.arange(len(members))
        return position

    def today(self, introducer: int) -> date:
        """The day where one of the introducers lives."""
        row = self.row(introducer)
        if row is None or introducer not in self._introducers:
            raise LookupError(introducer)
        return self.now.astimezone(ZoneInfo(self._zones[row])).date()

    def is_paused(self, introducer: int) -> bool:
        """Whether one of the introducers takes a pause: then nothing is suggested to them."""
        row = self.row(introducer)
        return row is not None and bool(self._paused[row])

    def declined(self, introducer: int) -> Ints:
        """Pairs of rows, smaller first, that an introducer does not want now."""
        today = self.today(introducer)
        found = self._declined[introducer]
        return _as_rows([(a, b) for a, b, until in found if until is None or until > today])

    def view_of(self, introducer: int) -> View:
        """The circle of one of the introducers. Raises LookupError for anybody else."""
        today, me = self.today(introducer), self.row(introducer)
        members = self.circle_rows(introducer)
        members = members[members != me]
        position = self.positions(members)
        tie, very_active = self.knows(introducer, members)
        apart = self.apart(introducer, members)
        vocabulary = self._lists.vocabulary
        circle = Circle(
            members=np.arange(len(members)),
            tie=tie,
            groups=self.groups_among(introducer, members),
            met=_pairs(self.met, position),
            barred=_pairs(self.barred, position)
            | _pairs(self.declined(introducer), position)
            | _as_set(apart.pairs),
            very_active=very_active,
        )
        return View(
            introducer,
            today,
            self.people.take(members),
            circle,
            names=[self.names[row] for row in members],
            groups=self.groups_of[introducer],
            vocabulary=replace(vocabulary, competes=vocabulary.competes - apart.lifted),
            competing=_as_set(apart.competing),
        )

    def apart(self, introducer: int, members: Ints) -> Apart:
        """Whom of these rows the groups of an introducer keep apart."""
        places = self._places(introducer, members)
        rivals, lifted = competing(
            places,
            self.people.profession[members],
            self._lists.vocabulary.competes,
            self._lists.groups,
        )
        pairs = np.concatenate([rivals, kept_to_their_group(places)])
        return Apart(np.unique(pairs, axis=0) if len(pairs) else pairs, rivals, lifted)

    def words_for(self, introducer: int, a: int, b: int) -> Lists:
        """The lists as they are spoken among three people (keys): in the words of the groups that
        they are all in."""
        of = self.groups_of
        return self._lists.said_in(set(of[introducer]) & set(of[a]) & set(of[b]))

    def _places(self, introducer: int, members: Ints) -> Places:
        keys, position = self.groups_of[introducer], self.positions(members)
        inside = np.zeros((len(members), len(keys)), dtype=np.bool_)
        crossing = np.zeros_like(inside)
        for at, group in enumerate(keys):
            here = self.groups[group][position[self.groups[group]] >= 0]
            inside[position[here], at] = True
            stays = [(group, int(key)) in self._staying for key in self._ids[here]]
            crossing[position[here], at] = ~np.array(stays, dtype=np.bool_)
        contacts = np.zeros(len(members), dtype=np.bool_)
        kept = position[self.contacts.get(introducer, _NOBODY)]
        contacts[kept[kept >= 0]] = True
        return Places(keys, inside, crossing, contacts)

    def groups_among(self, introducer: int, members: Ints) -> Sets:
        """For each of these rows, which of an introducer's groups they are in."""
        groups = [self.groups[group] for group in self.groups_of[introducer]]
        return _memberships(groups, self.positions(members), len(members))

    def _on_pause(self, persons: list[Any]) -> Flags:
        """Who takes a pause that is not over where they live."""
        local: dict[str, date] = {}
        for zone in self._zones:
            if zone not in local:
                local[zone] = self.now.astimezone(ZoneInfo(zone)).date()
        paused = (row[5] is not None and row[5] > local[row[6]] for row in persons)
        return np.fromiter(paused, np.bool_, len(persons))

    def _room(self, persons: list[Any], history: History) -> Ints:
        """How many introductions each can still take on: none during a pause."""
        limit = np.fromiter((row[4] for row in persons), np.int64, len(persons))
        room = np.maximum(limit - history.open, 0)
        return np.where(self._paused, 0, room)

    def _arrays(self, persons: list[Any], lists: Lists, history: History) -> People:
        n, ids = len(persons), self._ids
        own_word = np.fromiter((row[3] for row in persons), np.float64, n)
        professions = np.fromiter((row[2] or -1 for row in persons), np.int64, n)
        return People(
            ids=ids,
            profession=_items(professions, lists.profession_keys),
            sources=_sets("sources", "sourcetype_id", ids, lists.source_keys),
            pools=_sets("pools", "prospectpool_id", ids, lists.pool_keys),
            belongs=_sets("belongs", "prospectpool_id", ids, lists.pool_keys),
            events=_sets("events", "triggerevent_id", ids, lists.event_keys),
            activity=own_word + history.done_a_month,
            received=history.received,
            given=history.given,
            available=self.room > 0,
        )

    def _load_ties(self, introducers: Sequence[int]) -> dict[int, _Ties]:
        found: dict[int, list[tuple[int, float, bool]]] = defaultdict(list)
        ties = Tie.objects.filter(holder__in=introducers)
        for holder, person, closeness, active in ties.values_list(
            "holder", "person", "closeness", "very_active"
        ):
            if (row := self.row(person)) is not None:
                found[holder].append((row, KNOWS[Tie.Closeness(closeness)], active))
        return {
            holder: _Ties(np.array(rows), np.array(closeness), np.array(active))
            for holder, (rows, closeness, active) in (
                (holder, zip(*known, strict=True)) for holder, known in found.items()
            )
        }

    def _load_declined(
        self, introducers: Sequence[int]
    ) -> dict[int, list[tuple[int, int, date | None]]]:
        """Pairs that an introducer does not want suggested, with the end of a delay or None."""
        found = defaultdict(list)
        answered = Suggestion.objects.filter(
            introducer__in=introducers,
            state__in=[Suggestion.State.PUT_OFF, Suggestion.State.REFUSED],
        )
        for introducer, a, b, refusal, until in answered.values_list(
            "introducer", "a", "b", "refusal", "put_off_until"
        ):
            row_a, row_b = self.row(a), self.row(b)
            if row_a is not None and row_b is not None:
                passes = refusal in ("", Suggestion.Refusal.NOT_NOW)
                found[introducer].append((row_a, row_b, until if passes else None))
        return found


# --- reading ---

_NOBODY: Ints = np.array([], dtype=np.int64)


def _memberships_around(introducers: Sequence[int]) -> Iterable[tuple[int, int, bool, bool]]:
    """(group, person) for all active members of the introducers' groups, and whether the group and
    the member allow introductions to people of other groups."""
    active = Membership.objects.active()
    groups = active.filter(person__in=introducers).values("group")
    crosses = "group__cross_groups", "cross_groups"
    return active.filter(group__in=groups).values_list("group_id", "person_id", *crosses)


def _persons(keys: set[int], keepers: Sequence[int]) -> list[Any]:
    return list(
        Person.objects.filter(Q(pk__in=keys) | Q(keeper__in=keepers))
        .order_by("pk")
        .values_list(
            "pk",
            "name",
            "profession",
            "events_per_month",
            "open_limit",
            "paused_until",
            "time_zone",
            "keeper",
        )
    )


def _sets(field: str, column: str, ids: Ints, keys: Ints) -> Sets:
    """What the people have in the many-to-many `field`, as items of the list with these keys."""
    through: type[models.Model] = getattr(Person, field).through
    pairs = through._default_manager.filter(person__in=ids.tolist())
    rows = np.array(list(pairs.values_list("person_id", column)), dtype=np.int64).reshape(-1, 2)
    items = _items(rows[:, 1], keys)
    known = items >= 0
    return Sets.from_pairs(np.searchsorted(ids, rows[known, 0]), items[known], len(ids))


# --- arranging ---


def _items(found: Ints, keys: Ints) -> Any:
    """The place of each primary key in `keys`; -1 for one that is not there."""
    if not len(keys):
        return np.full(len(found), -1, dtype=np.int32)
    at = np.minimum(np.searchsorted(keys, found), len(keys) - 1)
    return np.where(keys[at] == found, at, -1).astype(np.int32)


def _grouped(pairs: Iterable[tuple[int, int | None]]) -> dict[int, Ints]:
    found = defaultdict(list)
    for key, row in pairs:
        found[key].append(row)
    return {key: np.array(rows, dtype=np.int64) for key, rows in found.items()}


def _memberships(groups: list[Ints], position: Ints, m: int) -> Sets:
    """For each member of a circle, which of the introducer's groups they are in."""
    places = [position[rows] for rows in groups]
    which = [np.full(len(rows), group) for group, rows in enumerate(groups)]
    at, group = np.concatenate([_NOBODY, *places]), np.concatenate([_NOBODY, *which])
    return Sets.from_pairs(at[at >= 0], group[at >= 0], m)


def _as_rows(pairs: list[tuple[int, int]]) -> Ints:
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _as_set(pairs: Ints) -> frozenset[RowPair]:
    return frozenset((a, b) for a, b in pairs.tolist())


def _pairs(rows: Ints, position: Ints) -> frozenset[RowPair]:
    """Pairs of rows of the population as pairs of positions, both inside the circle."""
    inside = position[rows]
    inside = np.sort(inside[(inside >= 0).all(axis=1)], axis=1)
    return frozenset((a, b) for a, b in inside.tolist())
