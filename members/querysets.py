"""The reads of members: every question a page asks has a name here."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from members.models import Delivery, Group, Membership, Person

T = TypeVar("T", bound=models.Model)


class VocabularyQuerySet(models.QuerySet[T]):
    def search(self, text: str) -> VocabularyQuerySet[T]:
        """Entries whose name or alias contains `text`, for search-as-you-type; best first."""
        text = text.strip()
        found = self.filter(Q(name__icontains=text) | Q(aliases__icontains=text))
        return found.order_by(
            models.Case(models.When(name__istartswith=text, then=0), default=1), "name"
        )


class GroupQuerySet(models.QuerySet["Group"]):
    def of(self, person: Person) -> GroupQuerySet:
        """The groups in which `person` is active."""
        return self.filter(memberships__person=person, memberships__state="active")

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

    def for_form(self) -> PersonQuerySet:
        """Load what the form of one's own profile shows."""
        return self.for_list().prefetch_related("sources", "pools", "belongs", "events")

    def reachable(self, now: datetime) -> PersonQuerySet:
        """People with an account: those a reminder can ask."""
        return self.filter(user__is_active=True, keeper=None)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def open(self) -> DeliveryQuerySet:
        return self.filter(state__in=["due", "sending", "unsure"])
