"""What organizers change in the lists of their group, each change one that can be undone.

    with editing(group, summary=…, by=…, now=…) as edit:
        edit.merge(own, into)

Everybody's entries are never changed: a group has words of its own for them, needs and rivals of
its own, and entries of its own. Bad texts are the forms' business; here is what must hold.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.text import slugify

from members.journal import Record, recording
from members.locks import lock_roster
from members.models import (
    CompetingProfessions,
    EventNeed,
    Group,
    OurWords,
    Person,
    Profession,
    RosterChange,
    TriggerEvent,
)
from members.models.vocabulary import Term
from members.services.memberships import wake_dependents
from members.vocabulary.merging import CannotMerge, check_merge, merge_rows

__all__ = ["CannotMerge", "Edit", "InUse", "editing"]

AS_EVERYBODY, COMPETE, DO_NOT = "everybody", "compete", "lifted"


class InUse(Exception):
    """Somebody has the entry; the message says who may."""


@contextmanager
def editing(group: Group, *, summary: str, by: Person | None, now: datetime) -> Iterator[Edit]:
    """Change the lists of `group` in one transaction, kept so that it can be undone."""
    with recording(group, kind=RosterChange.Kind.LISTS, summary=summary, by=by, now=now) as record:
        lock_roster(group.pk)  # merging moves seats, and two organizers may be at it
        yield Edit(group, record, now)
        Group.objects.filter(pk=group.pk).update(changed_at=now)
        transaction.on_commit(wake_dependents)


@dataclass
class Edit:
    """The changes of one `editing`. Give each entry at most one change of each sort."""

    group: Group
    record: Record
    now: datetime

    def add(self, model: type[Any], fields: Mapping[str, Any]) -> Any:
        """A new entry of the group. `fields` may hold defaults: sources, pools, belongs."""
        plain, lists = _parted(model, fields)
        term = model(group=self.group, slug=_slug(self.group, plain["name"]), **plain)
        term.full_clean()
        term.save()
        if isinstance(term, Profession):
            source = _as_source(term)
            source.save()
            self.record.made(type(source), [source.pk])
        for name, chosen in lists.items():
            self._choose(term, name, chosen)
        self.record.made(model, [term.pk])
        return term

    def change(self, term: Any, fields: Mapping[str, Any]) -> None:
        """Change an entry of the group's own."""
        self._own(term)
        plain, lists = _parted(type(term), fields)
        self.record.watch(type(term).objects.filter(pk=term.pk))
        for name, value in plain.items():
            setattr(term, name, value)
        term.edited_at = self.now
        term.full_clean()
        term.save()
        if isinstance(term, Profession):
            named = _as_source(term)
            source = type(named).objects.filter(profession=term)
            self.record.watch(source)
            source.update(name=named.name, short=named.short, aliases=named.aliases)
        for name, chosen in lists.items():
            self._choose(term, name, chosen)

    def say(
        self,
        term: Any,
        *,
        name: str = "",
        short: str = "",
        aliases: Collection[str] = (),
        hidden: bool = False,
    ) -> None:
        """What the group calls an entry that everybody has, and whether it offers it."""
        if term.group_id is not None:
            raise ValueError(term)
        there = OurWords.objects.filter(group=self.group, **{type(term).WORDS: term})
        said = {"name": name, "short": short, "aliases": list(aliases), "hidden": hidden}
        if not any(said.values()):
            self.record.watch(there)
            there.delete()
        elif there.exists():
            self.record.watch(there)
            there.update(**said)
        else:
            made = OurWords.objects.create(group=self.group, **{type(term).WORDS: term}, **said)
            self.record.made(OurWords, [made.pk])

    def needs(self, event: TriggerEvent, does: Mapping[Profession, str]) -> None:
        """What the group says that the event needs: exactly these, besides everybody's."""
        self._known(event, *does)
        wanted = {profession.pk: words for profession, words in does.items()}
        ours = EventNeed.objects.filter(event=event, group=self.group)
        self.record.watch(ours)
        ours.exclude(profession__in=wanted).delete()
        known = {need.profession_id: need for need in ours}
        made = []
        for profession, words in wanted.items():
            if profession in known:
                EventNeed.objects.filter(pk=known[profession].pk).update(does=words)
            else:
                made.append(
                    EventNeed.objects.create(
                        event=event, profession_id=profession, group=self.group, does=words
                    ).pk
                )
        self.record.made(EventNeed, made)

    def compete(self, one: Profession, other: Profession, how: str) -> None:
        """Say that two professions COMPETE in the group, DO_NOT, or are AS_EVERYBODY has it."""
        self._known(one, other)
        if one.pk == other.pk:
            raise ValueError("A profession competes with itself in any case.")
        first, second = sorted((one, other), key=lambda profession: profession.pk)
        pair = CompetingProfessions.objects.filter(first=first, second=second)
        shipped, ours = pair.filter(group=None).exists(), pair.filter(group=self.group)
        lifted = how == DO_NOT
        if how == AS_EVERYBODY or lifted != shipped:  # nothing that everybody's list does not say
            self.record.watch(ours)
            ours.delete()
        elif ours.exists():
            self.record.watch(ours)
            ours.update(lifted=lifted)
        else:
            made = CompetingProfessions.objects.create(
                first=first, second=second, group=self.group, lifted=lifted
            )
            self.record.made(CompetingProfessions, [made.pk])

    def merge(self, term: Any, into: Any) -> None:
        """Make an entry of the group's own one with another: profiles move, names become aliases.

        Raises CannotMerge.
        """
        check_merge(self.group, term, into)
        names = [name for name in (term.name, *term.aliases) if name.casefold() not in _names(into)]
        people = {person.pk for person in users_of(term)}
        if isinstance(term, Profession):
            people |= {person.pk for person in users_of(term.as_source)}
            merge_rows(self.record, term.as_source, into.as_source)
        merge_rows(self.record, term, into)
        self._say_that_changed(people)
        if into.group_id is not None:
            self.record.watch(type(into).objects.filter(pk=into.pk))
            type(into).objects.filter(pk=into.pk).update(aliases=[*into.aliases, *names])
            return
        ours = OurWords.objects.filter(group=self.group, **{type(into).WORDS: into}).first()
        said = ours or OurWords()
        self.say(
            into,
            name=said.name,
            short=said.short,
            aliases=list(dict.fromkeys([*said.aliases, *names])),
            hidden=said.hidden,
        )

    def delete(self, term: Any) -> None:
        """Take an entry of the group's own away that nobody has. Raises InUse."""
        self._own(term)
        parts = [term.as_source] if isinstance(term, Profession) else []
        if in_use := sum(users_of(one).count() for one in (term, *parts)):
            who = "1 person has" if in_use == 1 else f"{in_use} people have"
            raise InUse(f"{who} it in their profile. Make it one with another entry instead.")
        for one in (*parts, term):
            for rows in _hanging_on(one):
                self.record.watch(rows)
            self.record.watch(type(one).objects.filter(pk=one.pk))
        term.delete()

    def _choose(self, term: Any, name: str, chosen: Collection[Any]) -> None:
        """Make the defaults `name` of a profession exactly these entries."""
        self._known(*chosen)
        through = getattr(type(term), name).through
        rows = through._default_manager.filter(profession=term)
        self.record.watch(rows)
        before = set(rows.values_list("pk", flat=True))
        getattr(term, name).set(chosen)
        self.record.made(through, rows.exclude(pk__in=before).values_list("pk", flat=True))

    def _say_that_changed(self, people: set[int]) -> None:
        """Suggestions rest on profiles, also where these people have other groups."""
        Person.objects.filter(pk__in=people).update(profile_changed_at=self.now)
        groups = Group.objects.filter(memberships__person__in=people, memberships__state="active")
        Group.objects.filter(pk__in=groups.values("pk")).update(changed_at=self.now)

    def _own(self, *terms: Term) -> None:
        if any(term.group_id != self.group.pk for term in terms):
            raise ValueError(f"Not an entry of {self.group}: {terms}")

    def _known(self, *terms: Term) -> None:
        if any(term.group_id not in (None, self.group.pk) for term in terms):
            raise ValueError(f"Not an entry that {self.group} knows: {terms}")


def users_of(term: Term) -> models.QuerySet[Person]:
    """Everybody who has the entry, those who left the group too."""
    fields = ((field, term) for field in type(term).CHOSEN_AS)
    return Person.objects.filter(models.Q(*fields, _connector=models.Q.OR)).distinct()


def _hanging_on(term: Term) -> Iterator[models.QuerySet[Any]]:
    """Rows that go with the entry when it goes."""
    for relation in type(term)._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and not relation.many_to_many:
            model: Any = relation.related_model
            column = relation.field.name  # type: ignore[union-attr]
            yield model._base_manager.filter(**{column: term})


def _names(term: Term) -> set[str]:
    return {name.casefold() for name in (term.name, *term.aliases)}


def _parted(model: type[Any], fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Columns, and lists of other entries."""
    lists = {field.name for field in model._meta.many_to_many}
    return (
        {name: value for name, value in fields.items() if name not in lists},
        {name: value for name, value in fields.items() if name in lists},
    )


def _slug(group: Group, name: str) -> str:
    """Never one that was in use before, so that a deleted entry can always come back."""
    return f"{slugify(name)[:40] or 'entry'}-{group.pk}-{secrets.token_hex(3)}"


def _as_source(profession: Profession) -> Any:
    """The people of a profession as those who send business."""
    from members.models import SourceType

    plural = profession.plural
    return SourceType(
        group=profession.group,
        slug=profession.slug,
        name=plural[:1].upper() + plural[1:],
        short=plural,
        aliases=[profession.name, *profession.aliases],
        profession=profession,
    )
