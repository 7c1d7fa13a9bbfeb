"""What organizers do to several lines of a roster at once. All but inviting can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import models, transaction

from members.journal import Record, recording
from members.locks import lock_lines, lock_roster
from members.models import Group, Membership, Person, Profession, RosterChange
from members.services.memberships import set_role, take_off, touch_many
from members.services.waiting import put_on_waiting_list, seat_holder

from .fates import with_ownership, with_privacy
from .filling import DEFAULTS, fill_many_from_profession

if TYPE_CHECKING:
    from .fates import ShownMembership

Role = Membership.Role
State = Membership.State

YOURSELF = "You yourself: change your own place on your own line."
KEEPS = "They keep their own profile."
NO_PLACE = "They have no place on the roster yet."


class Deed(models.TextChoices):
    """What can be done, in the words of its button."""

    ORGANIZERS = "organizers", "Make organizers"
    MEMBERS = "members", "Make members, not organizers"
    PROFESSION = "profession", "Set the profession"
    WAITING = "waiting", "Put on the waiting list"
    OFF = "off", "Take off the roster"


SUMMARIES = {
    Deed.ORGANIZERS: "{} made organizers",
    Deed.MEMBERS: "{} made members",
    Deed.PROFESSION: "{} given the profession {}",
    Deed.WAITING: "{} put on the waiting list",
    Deed.OFF: "{} taken off the roster",
}


@dataclass(slots=True)
class Done:
    """What a change of several has done. `left_out` says of whom it was not done, and why."""

    changed: int = 0
    left_out: dict[str, list[str]] = field(default_factory=dict)
    summary: str = ""
    change: RosterChange | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    group: Group
    lines: list[ShownMembership]
    by: Person
    now: datetime
    profession: Profession | None = None

    @property
    def keys(self) -> list[int]:
        return [line.pk for line in self.lines]


@transaction.atomic
def change_many(
    group: Group,
    keys: Iterable[int],
    deed: Deed,
    *,
    by: Person,
    now: datetime,
    profession: Profession | None = None,
) -> Done:
    """Do `deed` to the lines with these keys, as far as it may be done, and keep how it was."""
    keys = list(keys)
    lock_roster(group.pk)
    lock_lines(group.memberships.filter(pk__in=keys))
    loaded = with_ownership(with_privacy(group.memberships.filter(pk__in=keys)))
    lines = list(cast("Iterable[ShownMembership]", loaded.select_related("person").order_by("pk")))
    done = Done()
    may = []
    for line in lines:
        if reason := reason_against(line, deed, by=by):
            done.left_out.setdefault(reason, []).append(line.label)
        else:
            may.append(line)
    chosen = Selection(group, may, by, now, profession)
    if deed == Deed.PROFESSION:
        chosen = one_for_the_seat(chosen, done)
    with recording(group, kind=RosterChange.Kind.BULK, summary="", by=by, now=now) as record:
        record.watch(group.memberships.filter(pk__in=chosen.keys))
        changed = DEEDS[deed](chosen, record)
    done.changed, done.change = len(changed), record.change
    done.summary = summary_of(deed, chosen, changed)
    if done.change:
        done.change.summary = done.summary
        done.change.save(update_fields=["summary"])
    return done


def reason_against(line: ShownMembership, deed: Deed, *, by: Person) -> str:
    """Why `deed` is not done to this line, or nothing."""
    has_place = line.state in (State.LISTED, State.INVITED, State.ACTIVE)
    if line.person_id == by.pk and deed in (Deed.MEMBERS, Deed.WAITING, Deed.OFF):
        return YOURSELF
    if deed in (Deed.ORGANIZERS, Deed.MEMBERS) and not has_place:
        return NO_PLACE
    if deed == Deed.WAITING and line.state == State.ACTIVE:
        return "They are members: take them off the roster first."
    if deed == Deed.PROFESSION and not is_ours_to_write(line):
        return KEEPS
    return ""


def is_ours_to_write(line: Membership) -> bool:
    """Whether organizers say who this is: until the person has joined and says it themselves."""
    was_member = line.state == State.LEFT and line.joined_at is not None
    return line.state != State.ACTIVE and not was_member


def one_for_the_seat(chosen: Selection, done: Done) -> Selection:
    """Where a profession has one seat, one person at most can be given it."""
    group, profession = chosen.group, chosen.profession
    if not group.one_seat_per_profession or profession is None:
        return chosen
    seated = [line for line in chosen.lines if line.state in (State.LISTED, State.INVITED)]
    holder = seat_holder(group, profession.pk)
    first = holder.pk if holder else next((line.pk for line in seated), None)
    others = [line for line in seated if line.pk != first]
    if others:
        reason = f"There is one seat for {profession.called_short}, and it is taken."
        done.left_out.setdefault(reason, []).extend(line.label for line in others)
    lines = [line for line in chosen.lines if line not in others]
    return Selection(group, lines, chosen.by, chosen.now, profession)


def summary_of(deed: Deed, chosen: Selection, changed: list[int]) -> str:
    labels = [line.label for line in chosen.lines if line.pk in set(changed)]
    who = labels[0] if len(labels) == 1 else f"{len(labels)} people"
    trade = chosen.profession.called if chosen.profession else ""
    return SUMMARIES[deed].format(who[:120], trade)


# --- the deeds; each returns the keys of the lines that it has changed ---


def make_organizers(chosen: Selection, record: Record) -> list[int]:
    return set_role(chosen.group, chosen.keys, Role.ORGANIZER, by=chosen.by, now=chosen.now)


def make_members(chosen: Selection, record: Record) -> list[int]:
    return set_role(chosen.group, chosen.keys, Role.MEMBER, by=chosen.by, now=chosen.now)


def let_wait(chosen: Selection, record: Record) -> list[int]:
    return put_on_waiting_list(chosen.group, chosen.keys, by=chosen.by, now=chosen.now)


def end(chosen: Selection, record: Record) -> list[int]:
    return take_off(chosen.group, chosen.keys, by=chosen.by, now=chosen.now)


def set_professions(chosen: Selection, record: Record) -> list[int]:
    group, profession = chosen.group, chosen.profession
    assert profession is not None  # noqa: S101 for mypy: the form asks for one
    changing = [line for line in chosen.lines if line.seen_profession != profession.pk]
    keys = [line.pk for line in changing]
    group.memberships.filter(pk__in=keys).update(said_profession=profession)
    if group.one_seat_per_profession:
        seated = group.memberships.filter(pk__in=keys, state__in=[State.LISTED, State.INVITED])
        seated.update(seat=profession)
    ours = [line.person_id for line in changing if line.shown and not line.owned]
    with watching_profiles(record, ours):
        Person.objects.filter(pk__in=ours).update(profession=profession)
        fill_many_from_profession(ours, group=group, replacing=ours)
    touch_many(ours, now=chosen.now)
    return keys


class watching_profiles:
    """Keep in `record` what happens to the profiles of people (keys) and to their lists."""

    def __init__(self, record: Record, people: list[int]) -> None:
        self.record, self.people = record, people
        self.lists = [getattr(Person, name).through for name in DEFAULTS]

    def __enter__(self) -> None:
        self.record.watch(Person.objects.filter(pk__in=self.people))
        self.before = {table: self.rows(table) for table in self.lists}
        for table in self.lists:
            self.record.watch(table.objects.filter(person__in=self.people))

    def __exit__(self, *failure: object) -> None:
        for table in self.lists:
            self.record.made(table, self.rows(table) - self.before[table])

    def rows(self, table: type[models.Model]) -> set[int]:
        found = table._base_manager.filter(person__in=self.people)
        return set(found.values_list("pk", flat=True))


DEEDS: dict[Deed, Callable[[Selection, Record], list[int]]] = {
    Deed.ORGANIZERS: make_organizers,
    Deed.MEMBERS: make_members,
    Deed.PROFESSION: set_professions,
    Deed.WAITING: let_wait,
    Deed.OFF: end,
}
