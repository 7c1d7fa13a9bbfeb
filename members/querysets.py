"""The reads of members: every question a page asks has a name here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, Lower, RowNumber

if TYPE_CHECKING:
    from members.models import (
        Delivery,
        EventNeed,
        Group,
        Interaction,
        Meeting,
        Membership,
        Pause,
        Person,
        Profession,
        TriggerEvent,
        Want,
    )

T = TypeVar("T", bound=models.Model)


class VocabularyQuerySet(models.QuerySet[T]):
    def search(self, text: str) -> VocabularyQuerySet[T]:
        """Entries whose name or alias contains `text`, for search-as-you-type; best first."""
        text = text.strip()
        found = self.filter(Q(name__icontains=text) | Q(aliases__icontains=text))
        return found.order_by(
            models.Case(models.When(name__istartswith=text, then=0), default=1), "name"
        )


class EventNeedQuerySet(models.QuerySet["EventNeed"]):
    def of(self, events: Iterable[TriggerEvent]) -> EventNeedQuerySet:
        """What each of these events needs, with the professions, in the order of the lists."""
        return self.filter(event__in=events).select_related("profession").order_by("pk")


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
        """Everybody on the roster: not those who left."""
        return self.exclude(state="left")

    def held_between(self, start: datetime, end: datetime) -> MembershipQuerySet:
        """Active for some of the time from `start` up to, not including, `end`."""
        begun = Q(joined_at=None) | Q(joined_at__lt=end)
        return self.filter(begun, Q(state="active") | Q(state="left", left_at__gt=start))

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
        from members.models import Membership

        active = Membership.objects.active()
        mine = active.filter(person=person).values("group")
        theirs = active.filter(group__in=mine).exclude(person=person).values_list("person")
        contacts = self.model._default_manager.filter(keeper=person).values_list("pk")
        return sorted(key for (key,) in theirs.union(contacts))

    def search(self, text: str) -> PersonQuerySet:
        """People whose name, company, profession, source, pool or event matches every word."""
        from members.models import Profession, ProspectPool, SourceType, TriggerEvent

        found = self
        for word in text.split()[:6]:
            named = Q(name__icontains=word) | Q(aliases__icontains=word)
            found = found.filter(
                Q(name__unaccent__icontains=word)
                | Q(company__unaccent__icontains=word)
                | Q(profession__in=Profession.objects.filter(named).values("pk"))
                | self._has("sources", SourceType.objects.filter(named))
                | self._has("pools", ProspectPool.objects.filter(named))
                | self._has("events", TriggerEvent.objects.filter(named))
            )
        return found

    def _has(self, field: str, terms: models.QuerySet[T]) -> Q:
        """Whether a person has one of `terms` in the many-to-many `field`."""
        through = getattr(self.model, field).through
        column = terms.model._meta.model_name
        chosen = through.objects.filter(
            person=OuterRef("pk"), **{f"{column}__in": terms.values("pk")}
        )
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
        return self.filter(recipient__in=group.memberships.current().values("person"))

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
