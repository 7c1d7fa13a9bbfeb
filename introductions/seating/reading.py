"""Everybody who comes to a meeting, with what each pair of them is worth at one table.

Of a guest or somebody else who has not joined, only what the group's organizers see counts. What
is secret makes no difference that anybody could see: such a pair is worth nothing, and no reason
is given for who sits elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import TYPE_CHECKING, cast

import numpy as np
from django.db import models

from introductions.barred import secret_among
from introductions.matcher import People, Rarity, Sets, Vocabulary, Weights
from introductions.matcher.engines import engine_for
from introductions.matcher.explaining import Explaining
from introductions.matcher.people import Flags, Floats, Ints, Items
from introductions.matcher.profiles import Profiles, very_active
from introductions.matcher.scores import Stance, score_pairs
from introductions.models import TablePlan
from introductions.suggesting.history import History, load_history
from introductions.suggesting.lists import Lists, load_lists
from introductions.suggesting.population import Name
from members.models import Attendance, Interaction, Meeting, Membership, Person
from members.roster.fates import with_privacy

if TYPE_CHECKING:
    from members.roster.fates import ShownMembership

# Beside the score, so that of two tables that say equally much the one with new faces is taken.
NEW_FACES = 0.005
COMPETING = 1_000.0  # what it costs that two competitors sit together
SECRET = 10_000.0  # and two of whom one does not want to be introduced to the other
NO_PAIRS: Ints = np.zeros((0, 2), dtype=np.int64)
ACTIVE = Membership.State.ACTIVE


@dataclass(frozen=True, eq=False)
class Room:
    """The people of one meeting; rows are in the order of their keys."""

    ids: Ints
    names: list[Name]
    joined: Flags  # active members: reasons are told of them alone
    worth: Floats  # n x n: what it brings that two sit together; 0 for who has met
    apart: Floats  # n x n: what it costs
    lists: Lists  # in the words of the group
    explaining: Explaining  # what the matcher says of pairs
    places: dict[tuple[int, int], int]  # of two rows, smaller first, among those pairs


def read_room(meeting: Meeting, people: Collection[int], now: datetime) -> Room:
    """Read everything about these people (keys); who is not on the group's roster is left out."""
    found = with_privacy(meeting.group.memberships.current().filter(person__in=people))
    memberships = cast("list[ShownMembership]", list(found.order_by("person_id")))
    every = load_lists()
    lists, vocabulary = every.said_in([meeting.group_id]), every.vocabulary_in(meeting.group_id)
    ids = np.array([each.person_id for each in memberships], dtype=np.int64)
    history = load_history(ids, now)
    persons = _people(memberships, ids, lists, history)
    profiles, explaining = _compared(persons, vocabulary)
    met = np.concatenate([history.met, _met(meeting, ids, now)])
    forbidden = profiles.forbidden[np.ix_(profiles.profession, profiles.profession)]
    apart = np.where(forbidden, COMPETING, 0.0)
    _set_both(apart, _rows_of([tuple(pair) for pair in secret_among(ids.tolist())], ids), SECRET)
    np.fill_diagonal(apart, 0.0)
    labels = [each.label for each in memberships]
    names = [Name(*said) for said in zip(labels, persons.profession.tolist(), strict=True)]
    pairs = explaining.pairs
    return Room(
        ids=ids,
        names=names,
        joined=np.array([each.state == ACTIVE for each in memberships], dtype=np.bool_),
        worth=_worth(explaining, met, apart),
        apart=apart,
        lists=lists,
        explaining=explaining,
        places={
            pair: at for at, pair in enumerate(zip(pairs.i.tolist(), pairs.j.tolist(), strict=True))
        },
    )


def _people(
    memberships: list[ShownMembership], ids: Ints, lists: Lists, history: History
) -> People:
    """Of whom the group sees no profile, only the profession that its organizers named."""
    shown = np.array([each.shown for each in memberships], dtype=np.bool_)
    return People(
        ids=ids,
        profession=_items([each.seen_profession for each in memberships], lists.profession_keys),
        sources=_sets("sources", "sourcetype_id", ids, shown, lists.source_keys),
        pools=_sets("pools", "prospectpool_id", ids, shown, lists.pool_keys),
        belongs=_sets("belongs", "prospectpool_id", ids, shown, lists.pool_keys),
        events=_sets("events", "triggerevent_id", ids, shown, lists.event_keys),
        activity=history.done_a_month,
        received=history.received,
        given=history.given,
        available=np.ones(len(ids), dtype=np.bool_),
    )


def _compared(people: People, vocabulary: Vocabulary) -> tuple[Profiles, Explaining]:
    """Everybody with everybody, as one group and with nobody's own ties or weights."""
    rows, weights, rarity = np.arange(len(people)), Weights(), Rarity.of(people, vocabulary)
    profiles = Profiles.of(
        people,
        rows,
        Sets.from_lists([[0]] * len(people)),
        NO_PAIRS,
        vocabulary=vocabulary,
        rarity=rarity,
        weights=weights,
    )
    pairs = engine_for(len(people)).pairs(profiles, weights)
    stance = Stance(profiles.fairness, very_active(profiles.activity, weights))
    explaining = Explaining(
        people=people,
        members=rows,
        vocabulary=vocabulary,
        rarity=rarity,
        weights=weights,
        stance=stance,
        pairs=pairs,
        scores=score_pairs(pairs, stance, weights),
    )
    return profiles, explaining


def _worth(explaining: Explaining, met: Ints, apart: Floats) -> Floats:
    """The matcher's scores of who has not met and may."""
    pairs = explaining.pairs
    worth = np.full(apart.shape, NEW_FACES)
    worth[pairs.i, pairs.j] += explaining.scores.score
    worth[pairs.j, pairs.i] += explaining.scores.score
    _set_both(worth, met, 0.0)
    worth[apart > 0] = 0.0
    np.fill_diagonal(worth, 0.0)
    return worth


def _set_both(table: Floats, pairs: Ints, value: float) -> None:
    table[pairs[:, 0], pairs[:, 1]] = table[pairs[:, 1], pairs[:, 0]] = value


def _rows_of(pairs: Iterable[tuple[int, ...]], ids: Ints) -> Ints:
    """Pairs of keys as pairs of rows, q x 2."""
    keys = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    return np.searchsorted(ids, keys)


def _met(meeting: Meeting, ids: Ints, now: datetime) -> Ints:
    """Rows of pairs who have noted that they met, or sat at one table at an earlier meeting."""
    keys = ids.tolist()
    noted = Interaction.objects.meetings().filter(person__in=keys, other__in=keys)
    pairs = set(noted.values_list("person", "other")) | _sat_together(meeting, set(keys), now)
    return _rows_of(pairs, ids)


def _sat_together(meeting: Meeting, people: set[int], now: datetime) -> set[tuple[int, int]]:
    """By the plans of earlier meetings of the group; where it was said who came, of those."""
    plans = TablePlan.objects.filter(
        meeting__group=meeting.group_id,
        meeting__cancelled_at=None,
        meeting__starts_at__lt=min(meeting.starts_at, now),
    ).exclude(meeting=meeting)
    rounds = dict(plans.values_list("meeting", "rounds"))
    came: dict[int, set[int]] = {}
    there = Attendance.objects.filter(meeting__in=list(rounds))
    for at, person in there.values_list("meeting", "person"):
        came.setdefault(at, set()).add(person)
    return {
        pair
        for at, every in rounds.items()
        for tables in every
        for table in tables
        for pair in combinations(sorted(people.intersection(table) & came.get(at, people)), 2)
    }


def _items(found: list[int | None], keys: Ints) -> Items:
    """The place of each primary key in `keys`; -1 for none."""
    at = {key: place for place, key in enumerate(keys.tolist())}
    return np.array([-1 if key is None else at.get(key, -1) for key in found], dtype=np.int32)


def _sets(field: str, column: str, ids: Ints, shown: Flags, keys: Ints) -> Sets:
    """What the people whose profile is the group's to see have in a many-to-many field."""
    through: type[models.Model] = getattr(Person, field).through
    chosen = through._default_manager.filter(person__in=ids[shown].tolist())
    at = {key: place for place, key in enumerate(keys.tolist())}
    rows: list[list[int]] = [[] for _ in ids]
    for person, key in chosen.values_list("person_id", column):
        if key in at:
            rows[int(np.searchsorted(ids, person))].append(at[key])
    return Sets.from_lists(rows)
