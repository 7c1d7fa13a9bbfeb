"""The people of the trial, from trial/data/people.json."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from random import Random
from typing import Any

from members.models import (
    Group,
    Interaction,
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
from members.roster.filling import fill_many_from_profession

DATA = Path(__file__).parent.parent / "data" / "people.json"


class Cast:
    """Everybody in the trial, by the key that people.json gives them."""

    def __init__(self, *, began: datetime, now: datetime, random: Random) -> None:
        self.began = began
        self.now = now
        self.random = random
        self.data = json.loads(DATA.read_text())
        self.professions = {p.slug: p for p in Profession.objects.all()}
        self.groups = {entry["slug"]: self._group(entry) for entry in self.data["groups"]}
        self.people = {entry["key"]: self._member(entry) for entry in self.data["people"]}
        for entry in self.data["newcomers"]:
            self.people[entry["key"]] = self._newcomer(entry)
        for entry in self.data["contacts"]:
            self._contact(entry)
        self._profiles()
        self._ties()

    def _group(self, entry: dict[str, Any]) -> Group:
        return Group.objects.create(**entry, time_zone="America/New_York", changed_at=self.began)

    def _person(self, entry: dict[str, Any], **more: Any) -> Person:
        person = Person.objects.create(
            name=entry["name"],
            email=entry["email"],
            company=entry["company"],
            profession=self.professions[entry["profession"]],
            about=entry.get("about", ""),
            events_per_month=entry.get("events_per_month", 2),
            time_zone=entry.get("zone", "America/New_York"),
            profile_changed_at=self.began,
            **more,
        )
        if text := entry.get("wants"):
            Want.objects.create(person=person, text=text, created_at=self.began)
        return person

    def _profiles(self) -> None:
        """What the profession brings; but nobody leaves it so: one entry fewer, one more."""
        fill_many_from_profession(list(Person.objects.values_list("pk", flat=True)))
        terms: dict[Any, tuple[str, Any]] = {
            Person.sources.through: ("sourcetype", SourceType),
            Person.pools.through: ("prospectpool", ProspectPool),
            Person.events.through: ("triggerevent", TriggerEvent),
        }
        for table, (column, model) in terms.items():
            every = list(model.objects.order_by("slug"))
            chosen = table.objects.order_by("person", f"{column}__slug")
            for _, entries in groupby(chosen, attrgetter("person_id")):
                self._make_own(list(entries), column, every)

    def _make_own(self, entries: list[Any], column: str, every: list[Any]) -> None:
        has = {getattr(entry, f"{column}_id") for entry in entries}
        if len(entries) > 3 and self.random.random() < 0.6:
            self.random.choice(entries).delete()
        if self.random.random() < 0.25:
            new = self.random.choice([term for term in every if term.pk not in has])
            type(entries[0]).objects.create(person_id=entries[0].person_id, **{column: new})

    def _member(self, entry: dict[str, Any]) -> Person:
        person = self._person(entry)
        User.objects.create_user(person)
        for slug in entry["groups"]:
            self._seat(person, slug, state="active", role=entry.get("roles", {}).get(slug))
        return person

    def _newcomer(self, entry: dict[str, Any]) -> Person:
        person = self._person(entry)
        User.objects.create_user(person)
        membership = self._seat(person, entry["groups"][0], state="invited", role=None)
        membership.invited_by = self.people[entry["invited_by"]]
        membership.invited_at = self.now - timedelta(days=entry["invited_days_ago"])
        membership.joined_at = None
        membership.save()
        return person

    def _seat(self, person: Person, slug: str, *, state: str, role: str | None) -> Membership:
        group = self.groups[slug]
        return Membership.objects.create(
            group=group,
            person=person,
            state=state,
            role=role or "member",
            seat=person.profession if group.one_seat_per_profession else None,
            joined_at=self.now - timedelta(days=self.random.randint(90, 900)),
        )

    def _contact(self, entry: dict[str, Any]) -> None:
        self._person(entry, keeper=self.people[entry["owner"]])

    def _ties(self) -> None:
        Tie.objects.bulk_create(
            Tie(
                holder=self.people[holder],
                person=self.people[tie["to"]],
                closeness=tie["closeness"],
            )
            for holder, ties in self.data["ties"].items()
            for tie in ties
        )
        Interaction.objects.bulk_create(
            Interaction(
                person=self.people[holder],
                other=self.people[tie["to"]],
                kind=self.random.choice(Interaction.Kind.values),
                happened_on=(self.now - timedelta(days=tie["last_contact_days_ago"])).date(),
                created_at=self.now - timedelta(days=tie["last_contact_days_ago"]),
            )
            for holder, ties in self.data["ties"].items()
            for tie in ties
        )
