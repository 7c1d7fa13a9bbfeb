"""The reads of members: every question a page asks has a name here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Func,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Lower, RowNumber

if TYPE_CHECKING:
    from members.models import (
        CompetingProfessions,
        Delivery,
        EventNeed,
        Group,
        Interaction,
        Meeting,
        Membership,
        OurWords,
        Pause,
        Person,
        Profession,
        TriggerEvent,
        Want,
    )
    from members.models.vocabulary import Term

T = TypeVar("T", bound="Term")


class VocabularyQuerySet(models.QuerySet[T]):
    """One of the four lists, as one group, or one person in their groups, is offered it.

    Entries of the two `offered_…` methods carry `our_name`, `our_short` and `our_aliases`, which
    `Term.called` and its like give where they are set.
    """

    def offered_in(self, group: Group) -> VocabularyQuerySet[T]:
        """What organizers and members of one group choose from, under the group's words."""
        return self.offered_among([group.pk])

    def offered_to(self, person: Person, also: Iterable[Any] = ()) -> VocabularyQuerySet[T]:
        """What `person` (of a contact: its keeper) chooses from: what any of their groups offers.

        also  keys of what they have chosen, shown whatever a group has hidden since.
        """
        return self.offered_among(keys_of_groups(person), also)

    def offered_among(self, groups: list[int], also: Iterable[Any] = ()) -> VocabularyQuerySet[T]:
        """The same for somebody who is in these groups (keys): forms with several lists ask once.

        Everybody's entries but those that all of the groups hide, and the groups' own. Under a
        group's words where all of the groups use the same; else the names that everybody has come
        first, and the groups' words find them too.
        """
        from members.models import OurWords

        if not groups:
            return self.filter(Q(group=None) | Q(pk__in=also))
        ours = OurWords.objects.filter(**{self._column: OuterRef("pk")}, group__in=groups)
        of_each = ours.order_by().values(self._column)
        words: dict[str, Any] = {
            f"our_{field}": Coalesce(
                Subquery(
                    of_each.exclude(**{field: ""})
                    .annotate(n=Count("pk"), first=Min(field), last=Max(field))
                    .filter(n=len(groups), first=F("last"))
                    .values("first")
                ),
                field,
            )
            for field in ("name", "short")
        }
        hidden = of_each.filter(hidden=True).annotate(n=Count("pk")).filter(n=len(groups))
        everybodys = Q(group=None) & ~Exists(hidden.values("n"))
        found = self.filter(everybodys | Q(group__in=groups) | Q(pk__in=also))
        named = found.annotate(**words, our_aliases=_our_aliases(ours))
        return cast("VocabularyQuerySet[T]", named.order_by("our_name", "pk"))

    def of_lists_of(self, group: Group) -> VocabularyQuerySet[T]:
        """All that the organizers of one group see: what is hidden as well, and with it whether it
        `is_hidden`, and how many active members of the group have chosen it: `used`."""
        from members.models import Membership, OurWords, Person

        members = Membership.objects.active().filter(group=group).values("person")
        chosen = Q(*((field, OuterRef("pk")) for field in self.model.CHOSEN_AS), _connector=Q.OR)
        used = Person.objects.filter(chosen, pk__in=members).order_by().annotate(one=Value(1))
        count = used.values("one").annotate(n=Count("pk", distinct=True)).values("n")
        hidden = OurWords.objects.filter(**{self._column: OuterRef("pk")}, group=group, hidden=True)
        everything = self.filter(Q(group=None) | Q(group=group)).values("pk")
        found = self.offered_among([group.pk], everything).annotate(
            used=Coalesce(Subquery(count), 0), is_hidden=Exists(hidden)
        )
        return cast("VocabularyQuerySet[T]", found)

    def known_to(self, person: Person) -> VocabularyQuerySet[T]:
        """Everybody's entries and those of the groups of `person`, hidden or not."""
        everything = self.filter(Q(group=None) | Q(group__in=_groups_of(person)))
        return self.offered_to(person, everything.order_by().values("pk"))

    def search(self, text: str) -> VocabularyQuerySet[T]:
        """Entries whose name or alias contains `text`, for search-as-you-type; best first."""
        text = text.strip()
        names, ours = ["name"], "our_name" in self.query.annotations
        wanted = Q(name__icontains=text) | Q(aliases__icontains=text)
        if ours:
            names.append("our_name")
            wanted |= Q(our_name__icontains=text) | Q(our_aliases__icontains=text)
        begins = Q(*((f"{name}__istartswith", text) for name in names), _connector=Q.OR)
        return self.filter(wanted).order_by(
            models.Case(models.When(begins, then=0), default=1), *reversed(names)
        )

    def named(self, word: Any, groups: models.QuerySet[Group]) -> VocabularyQuerySet[T]:
        """Entries that `word` finds in some groups: by a name or alias that everybody has, or by
        one that these groups have. Entries of other groups do not exist."""
        from members.models import OurWords

        ours = OurWords.objects.filter(
            Q(name__icontains=word) | Q(aliases__icontains=word), group__in=groups
        )
        found = Q(name__icontains=word) | Q(aliases__icontains=word)
        found |= Q(pk__in=ours.exclude(**{self._column: None}).values(self._column))
        return self.filter(found, Q(group=None) | Q(group__in=groups))

    @property
    def _column(self) -> str:
        """The column of OurWords that points at these entries."""
        return self.model.WORDS


def _our_aliases(ours: models.QuerySet[OurWords]) -> ArraySubquery:
    """All that some groups' words add to what finds an entry."""
    words = Func(
        F("aliases"), F("name"), function="array_append", output_field=ArrayField(CharField())
    )
    each = Func(words, function="unnest", output_field=CharField())
    return ArraySubquery(ours.order_by("group").values_list(each))


class EventNeedQuerySet(models.QuerySet["EventNeed"]):
    def of(self, events: Iterable[TriggerEvent], person: Person) -> EventNeedQuerySet:
        """What each of these events needs for `person`, with the professions, in the order of the
        lists."""
        needs = self.in_force_in(_groups_of(person)).filter(event__in=events)
        return needs.select_related("profession").order_by("pk")

    def known_to(self, person: Person) -> EventNeedQuerySet:
        """Everybody's needs and those of the groups of `person`."""
        return self.filter(Q(group=None) | Q(group__in=_groups_of(person)))

    def in_force_in(self, groups: models.QuerySet[Group]) -> EventNeedQuerySet:
        """Everybody's needs and those of these groups, each once: a group's own words for a need
        come before everybody's, and those of the group with the smallest key before others."""
        ours = self.model._default_manager.filter(
            event=OuterRef("event"), profession=OuterRef("profession"), group__in=groups
        )
        first = ours.filter(group__lt=OuterRef("group"))
        return (
            self.filter(Q(group=None) | Q(group__in=groups))
            .exclude(Q(group=None) & Exists(ours))
            .exclude(Exists(first))
        )


class CompetingQuerySet(models.QuerySet["CompetingProfessions"]):
    def in_force_in(self, groups: Iterable[Group]) -> CompetingQuerySet:
        """Pairs that compete for people who share these groups: everybody's that no group lifts,
        and those that one of them adds."""
        lifted = self.model._default_manager.filter(
            first=OuterRef("first"), second=OuterRef("second"), group__in=groups, lifted=True
        )
        everybodys = Q(group=None) & ~Exists(lifted)
        return self.filter(everybodys | Q(group__in=groups, lifted=False))


def keys_of_groups(person: Person) -> list[int]:
    """The groups whose words `person` has; one query."""
    return list(_groups_of(person).values_list("pk", flat=True))


def _groups_of(person: Person) -> models.QuerySet[Group]:
    """The keys of the groups whose words `person` has; a contact has those of their keeper."""
    return groups_with(person.keeper_id or person.pk)


def groups_with(person: Any) -> models.QuerySet[Group]:
    """The keys of the groups in which a person (a key) is active."""
    from members.models import Group

    mine = Group.objects.filter(memberships__person=person, memberships__state="active")
    return cast("models.QuerySet[Group]", mine.order_by().values("pk"))


class GroupQuerySet(models.QuerySet["Group"]):
    def of(self, person: Person) -> GroupQuerySet:
        """The groups in which `person` is active."""
        return self.filter(memberships__person=person, memberships__state="active")

    def of_both(self, a: Person, b: Person) -> GroupQuerySet:
        """The groups in which both are active."""
        from members.models import Membership

        return self.of(a).filter(
            pk__in=Membership.objects.active().filter(person=b).values("group")
        )

    def organized_by(self, person: Person) -> GroupQuerySet:
        return self.filter(
            memberships__person=person,
            memberships__state="active",
            memberships__role="organizer",
        )


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> MembershipQuerySet:
        return self.filter(state="active")

    def current(self) -> MembershipQuerySet:
        """Everybody whom the group knows: not those who left."""
        return self.exclude(state="left")

    def on_roster(self) -> MembershipQuerySet:
        """Who has a place: neither guests, nor those who wait for one, nor those who left."""
        return self.filter(state__in=["listed", "invited", "active"])

    def held_between(self, start: datetime, end: datetime) -> MembershipQuerySet:
        """Active for some of the time from `start` up to, not including, `end`."""
        begun = Q(joined_at=None) | Q(joined_at__lt=end)
        left = Q(state="left", left_at__gt=start, joined_at__isnull=False)
        return self.filter(begun, Q(state="active") | left)

    def not_members_yet(self) -> MembershipQuerySet:
        """Guests, and others on the roster who have not joined: they may come to a meeting."""
        return self.filter(state__in=["guest", "waiting", "listed", "invited"])

    def open_to(self, person: Person) -> MembershipQuerySet:
        """The groups of `person`, and those that have invited them, by name."""
        mine = self.filter(person=person, state__in=["active", "invited"])
        return mine.order_by("group__name")

    def for_roster(self) -> MembershipQuerySet:
        """Load what a line of the roster shows, in the order the roster shows it."""
        return self.select_related("person__profession").order_by("person__name", "pk")


class PersonQuerySet(models.QuerySet["Person"]):
    def circle_of(self, person: Person) -> PersonQuerySet:
        """Active co-members in all groups of `person` and the contacts `person` keeps."""
        return self.visible_to(person).exclude(pk=person.pk)

    def visible_to(self, person: Person) -> PersonQuerySet:
        """The circle of `person` and `person`: nobody else exists for them."""
        from members.models import Membership

        active = Membership.objects.active()
        mine = active.filter(person=person).values("group")
        theirs = active.filter(group__in=mine).values("person")
        return self.filter(Q(pk__in=theirs) | Q(keeper=person) | Q(pk=person.pk))

    def keys_in_circle_of(self, person: Person) -> list[int]:
        """The keys of `circle_of(person)`, read now: a page that asks more than one thing about a
        circle is quicker with a list than with the same subquery in each question."""
        return sorted(key for (key,) in self.circle_keys(person))

    def circle_keys(self, person: Person) -> models.QuerySet[Any, Any]:
        """The same before it is read: rows of one key, in no order."""
        from members.models import Membership

        active = Membership.objects.active()
        mine = active.filter(person=person).values("group")
        theirs = active.filter(group__in=mine).exclude(person=person).values_list("person")
        contacts = self.model._default_manager.filter(keeper=person).values_list("pk")
        return cast("models.QuerySet[Any, Any]", theirs.union(contacts))

    def search(self, text: str, by: Person | None = None) -> PersonQuerySet:
        """People whose name, company, profession, source, pool or event matches every word, in
        the words that everybody has for them, and the groups of `by`, who searches.

        What a word means is read now, in one query a word: then the search itself is a simple one.
        """
        from members.meanings import entries_named

        found = self
        for word in text.split()[:6]:
            meant = entries_named(word, by)
            matches = Q(name__unaccent__icontains=word) | Q(company__unaccent__icontains=word)
            matches |= Q(profession__in=meant.pop("profession"))
            for field, keys in meant.items():
                matches |= self._has(field, keys)
            found = found.filter(matches)
        return found

    def _has(self, field: str, keys: list[int]) -> Q:
        """Whether a person has one of these terms (keys) in the many-to-many `field`."""
        if not keys:
            return Q()
        relation = getattr(self.model, field)
        column = relation.rel.model._meta.model_name
        chosen = relation.through.objects.filter(person=OuterRef("pk"), **{f"{column}__in": keys})
        return Q(Exists(chosen))

    def for_list(self) -> PersonQuerySet:
        """Load what a line of a list shows."""
        return self.select_related("profession")

    def best_known_to(
        self, person: Person, professions: Iterable[Profession], most: int
    ) -> PersonQuerySet:
        """For each of these professions the `most` people whom `person` knows best.

        By their own word; who has said nothing knows contacts better than co-members, and nobody
        better than themselves. Sets `of_profession`, how many there are in all.
        """
        from members.models import Tie

        said = Tie.objects.filter(holder=person, person=OuterRef("pk")).values("closeness")
        return (
            self.filter(profession__in=professions)
            .annotate(
                known=Case(
                    When(pk=person.pk, then=Value(9)),
                    default=Coalesce(
                        Subquery(said) * 2, Case(When(keeper=None, then=Value(3)), default=Value(5))
                    ),
                ),
                of_profession=Window(Count("pk"), partition_by="profession"),
                place=Window(
                    RowNumber(), partition_by="profession", order_by=["-known", "name", "pk"]
                ),
            )
            .filter(place__lte=most)
            .select_related("profession")
            .order_by("profession", "place")
        )

    def for_form(self) -> PersonQuerySet:
        """Load what the form of one's own profile shows."""
        return self.for_list().prefetch_related("sources", "pools", "belongs", "events")

    def at_addresses(self, *people: Person) -> PersonQuerySet:
        """Everybody with the address of one of these: they themselves, and who keeps them as a
        contact may call them otherwise."""
        addresses = [person.email.lower() for person in people if person.email]
        return self.alias(address=Lower("email")).filter(address__in=addresses)

    def partners_for(self, person: Person, now: datetime) -> PersonQuerySet:
        """Who can keep an eye on a promise of `person`: co-members with an account."""
        from members.models import Membership

        active = Membership.objects.active()
        mine = active.filter(person=person).values("group")
        theirs = active.filter(group__in=mine).values("person")
        return self.reachable(now).filter(pk__in=theirs).exclude(pk=person.pk)

    def reachable(self, now: datetime) -> PersonQuerySet:
        """People with an account: those a reminder can ask."""
        return self.filter(user__is_active=True, keeper=None)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def open(self) -> DeliveryQuerySet:
        return self.filter(state__in=["due", "sending", "unsure"])

    def held(self) -> DeliveryQuerySet:
        """Not sent, because mail to the address came back."""
        return self.filter(state="skipped", reason=self.model.HELD)

    def troubled(self) -> DeliveryQuerySet:
        """What needs somebody: it came back, was given up, may or may not have gone, or is held."""
        return self.filter(state__in=["bounced", "dead", "unsure"]) | self.held()

    def to_roster_of(self, group: Group) -> DeliveryQuerySet:
        """Mail to everybody on the roster of `group`, whatever it is about."""
        return self.filter(recipient__in=group.memberships.on_roster().values("person"))

    def for_list(self) -> DeliveryQuerySet:
        """Load what a list shows, the latest first."""
        loaded = self.select_related("recipient").prefetch_related("tries")
        return loaded.order_by("-created_at", "-pk")


class InteractionQuerySet(models.QuerySet["Interaction"]):
    def of(self, person: Person) -> InteractionQuerySet:
        """Contacts that `person` had, whoever of the two noted them."""
        return self.filter(Q(person=person) | Q(other=person))

    def between(self, a: Person, b: Person) -> InteractionQuerySet:
        return self.filter(Q(person=a, other=b) | Q(person=b, other=a))

    def meetings(self) -> InteractionQuerySet:
        return self.filter(kind="met")


class WantQuerySet(models.QuerySet["Want"]):
    def current(self) -> WantQuerySet:
        return self.filter(ended_at=None)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def of(self, person: Person) -> MeetingQuerySet:
        """Meetings of the groups in which `person` is active."""
        from members.models import Group

        return self.filter(group__in=Group.objects.of(person).values("pk"))

    def taking_place(self) -> MeetingQuerySet:
        return self.filter(cancelled_at=None)

    def between(self, start: datetime, end: datetime) -> MeetingQuerySet:
        """Meetings that begin from `start` up to, not including, `end`; the first comes first."""
        return self.filter(starts_at__gte=start, starts_at__lt=end).order_by("starts_at", "pk")

    def with_me(self, person: Person) -> MeetingQuerySet:
        """Set `was_there`, whether `person` was at each."""
        from members.models import Attendance

        mine = Attendance.objects.filter(meeting=OuterRef("pk"), person=person)
        return self.annotate(was_there=Exists(mine))

    def with_how_many(self) -> MeetingQuerySet:
        """Set `people`, how many were at each."""
        return self.annotate(people=Count("attendances"))


class PauseQuerySet(models.QuerySet["Pause"]):
    def touching(self, first: date, end: date) -> PauseQuerySet:
        """Pauses that share a day with those from `first` up to, not including, `end`."""
        return self.filter(starts_on__lt=end, ends_on__gt=first)

    def on(self, day: date) -> PauseQuerySet:
        return self.filter(starts_on__lte=day, ends_on__gt=day)

    def still_to_come(self, today: date) -> PauseQuerySet:
        """Planned pauses whose first day has not come, the next first."""
        return self.filter(starts_on__gt=today).order_by("starts_on")

    def to_begin(self, now: datetime) -> PauseQuerySet:
        """Pauses that may hold today, wherever their people live, and do not stand there as
        holding."""
        yesterday, tomorrow = (now - timedelta(days=1)).date(), (now + timedelta(days=1)).date()
        waiting = Q(person__paused_until=None) | Q(person__paused_until__lte=tomorrow)
        return self.filter(waiting, starts_on__lte=tomorrow, ends_on__gt=yesterday)
