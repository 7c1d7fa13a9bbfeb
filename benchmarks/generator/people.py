"""Groups, people with their lists and accounts, memberships, ties, contacts and goals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.db.models import Model
from django.utils.text import slugify

from benchmarks.generator import words
from benchmarks.generator.copying import copy_into, copy_rows, correct_sequences
from goals.models import Goal
from members.models import (
    EventNeed,
    Group,
    Membership,
    Person,
    Profession,
    ProspectPool,
    SourceType,
    Tie,
    TriggerEvent,
    User,
    Want,
)

A_GROUP = 167  # people who are in one group only, about
IN_TWO = 0.02
CONTACTS = 0.1  # for each person
LEFT_OUT = 0.15  # of a profession's defaults
BUSY = 1  # the key of the person whom the pages are measured as: an organizer of the first group
# The many-to-many of a person, its column, and the table of what a profession starts with.
LISTS: dict[str, tuple[str, type[Model], type[Model]]] = {
    "sources": ("sourcetype_id", Profession.sources.through, SourceType),
    "pools": ("prospectpool_id", Profession.pools.through, ProspectPool),
    "belongs": ("prospectpool_id", Profession.belongs.through, ProspectPool),
    "events": ("triggerevent_id", EventNeed, TriggerEvent),
}


@dataclass
class Society:
    """Who is where: keys of people, and their names."""

    names: dict[int, str] = field(default_factory=dict)
    groups: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    active: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    groups_of: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    @property
    def activists(self) -> list[int]:
        """Everybody who is active in a group."""
        return sorted(self.groups_of)


def make_people(count: int, random: Random, now: datetime) -> Society:
    """Write `count` people in groups of about 170, and everything that hangs on them alone."""
    society = Society()
    number_of_groups = max(1, round(count / A_GROUP))
    zones = _make_groups(number_of_groups, random, now)
    for person in range(1, count + 1):
        group = (person - 1) * number_of_groups // count + 1
        society.groups[group].append(person)
    professions = list(Profession.objects.order_by("pk").values_list("pk", flat=True))
    profession_of = {
        person: professions[min(int(random.paretovariate(1.2) * 4), len(professions)) - 1]
        if random.random() < 0.6
        else random.choice(professions)
        for person in range(1, count + 1)
    }
    zone_of = {p: zones[group] for group, members in society.groups.items() for p in members}
    _make_persons(society, profession_of, zone_of, random, now)
    _make_contacts(society, count, professions, random, now)
    _make_lists(profession_of, random)
    if number_of_groups > 1:
        for person in random.sample(range(2, count + 1), int(count * IN_TWO)):
            own = (person - 1) * number_of_groups // count + 1
            other = random.choice([g for g in range(1, number_of_groups + 1) if g != own])
            society.groups[other].append(person)
    _make_memberships(society, random, now)
    _make_accounts(society, random, now)
    _make_ties_and_goals(society, random, now)
    correct_sequences(Group, Person)
    return society


def _make_groups(count: int, random: Random, now: datetime) -> dict[int, str]:
    zones, rows = {}, []
    for key in range(1, count + 1):
        place, kind = words.PLACE[key % len(words.PLACE)], words.KIND[key % len(words.KIND)]
        name = f"{place} {kind}" if count <= 20 else f"{place} {kind} {key}"
        zones[key] = random.choice(words.ZONES)
        rows.append((key, name, f"{slugify(name)}-{key}", zones[key], now - timedelta(days=2)))
    copy_rows(Group, ["id", "name", "slug", "time_zone", "changed_at"], rows)
    return zones


def _make_persons(
    society: Society,
    profession_of: dict[int, int],
    zone_of: dict[int, str],
    random: Random,
    now: datetime,
) -> None:
    wants: list[tuple[object, ...]] = []

    def rows() -> Iterator[tuple[object, ...]]:
        for key, profession in profession_of.items():
            name = f"{random.choice(words.FIRST)} {random.choice(words.LAST)}"
            society.names[key] = name
            firm = f"{random.choice(words.LAST)} {random.choice(words.FIRM)}"
            about = random.choice(words.ABOUT)
            if want := random.choice(words.WANTS):
                wants.append((key, "other", want, now - timedelta(days=30)))
            yield (
                key,
                name,
                f"{slugify(name)}.{key}@firm.example",
                firm,
                profession,
                about,
                min(int(random.paretovariate(1.1)), 20),
                zone_of[key],
                now - timedelta(days=2 + random.random() * 300),
            )

    copy_rows(
        Person,
        words.listed(
            "id name email company profession about events_per_month time_zone profile_changed_at"
        ),
        rows(),
    )
    copy_rows(Want, ["person", "currency", "text", "created_at"], wants)


def _make_contacts(
    society: Society, count: int, professions: list[int], random: Random, now: datetime
) -> None:
    rows = []
    for number in range(round(count * CONTACTS)):
        name = f"{random.choice(words.FIRST)} {random.choice(words.LAST)}"
        keeper = BUSY if number < 5 else random.randint(1, count)
        key = count + 1 + number
        email = f"{slugify(name)}.{key}@client.example"
        changed = now - timedelta(days=100)
        rows.append((key, name, email, random.choice(professions), keeper, changed))
    names = ["id", "name", "email", "profession", "keeper", "profile_changed_at"]
    copy_rows(Person, names, rows)


def _make_lists(profession_of: dict[int, int], random: Random) -> None:
    """What people's professions start with, less a little, and one thing of their own."""
    for name, (column, defaults, terms) in LISTS.items():
        field = "event_id" if name == "events" else column
        starts = defaultdict(list)
        pairs = defaults._default_manager.order_by("pk").values_list("profession_id", field)
        for profession, term in pairs:
            starts[profession].append(term)
        everything = list(terms._default_manager.order_by("pk").values_list("pk", flat=True))

        def rows(
            starts: dict[int, list[int]] = starts, everything: list[int] = everything
        ) -> Iterator[tuple[int, int]]:
            for person, profession in profession_of.items():
                kept = {term for term in starts[profession] if random.random() > LEFT_OUT}
                if random.random() < 0.5:
                    kept.add(random.choice(everything))
                for term in sorted(kept):
                    yield person, term

        through = getattr(Person, name).through
        copy_into(through._meta.db_table, ["person_id", column], rows())


def _make_memberships(society: Society, random: Random, now: datetime) -> None:
    rows = []
    for group, people in sorted(society.groups.items()):
        for place, person in enumerate(people):
            organizer = place < 2
            chance = 0.0 if organizer else random.random()
            state = "active" if chance < 0.92 else "invited" if chance < 0.96 else "listed"
            joined = now - timedelta(days=30 + random.random() * 1000)
            if state == "active":
                society.active[group].append(person)
                society.groups_of[person].append(group)
            rows.append(
                (
                    group,
                    person,
                    "organizer" if organizer else "member",
                    state,
                    None if state == "listed" or organizer else people[0],
                    None if state == "listed" or organizer else joined - timedelta(days=3),
                    joined if state == "active" else None,
                )
            )
    names = ["group", "person", "role", "state", "invited_by", "invited_at", "joined_at"]
    copy_rows(Membership, names, rows)


def _make_accounts(society: Society, random: Random, now: datetime) -> None:
    """Accounts for most; nobody has a password."""
    password = make_password(None)
    active = set(society.activists)
    emails = dict(Person.objects.filter(keeper=None).values_list("pk", "email"))
    rows = [
        (key, email, password, now - timedelta(days=random.random() * 30))
        for key, email in sorted(emails.items())
        if key in active and (key == BUSY or random.random() < 0.85)
    ]
    copy_rows(User, ["person", "email", "password", "last_login"], rows)


def _make_ties_and_goals(society: Society, random: Random, now: datetime) -> None:
    ties, goals = [], []
    for person in society.activists:
        near = society.active[society.groups_of[person][0]]
        known = random.sample(near, min(5, len(near)))
        ties += [
            (person, other, random.choice((1, 2, 2, 3)), random.random() < 0.1)
            for other in known
            if other != person
        ]
        if person == BUSY or random.random() < 0.6:
            started = (now - timedelta(days=random.randint(7, 200))).date()
            goals.append((person, random.choice((1, 2, 3)), "week", started))
    copy_rows(Tie, ["holder", "person", "closeness", "very_active"], ties)
    copy_rows(Goal, ["person", "count", "period", "starts_on"], goals)
