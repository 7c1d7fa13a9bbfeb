"""The reads of goals."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from goals.models import Commitment, Goal, Partner
    from members.models import Person

DAY = timedelta(days=1)


class GoalQuerySet(models.QuerySet["Goal"]):
    def current(self) -> GoalQuerySet:
        return self.filter(ends_on=None)

    def on(self, day: date) -> GoalQuerySet:
        """The goal that held on `day`, a day in the person's zone."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def current(self) -> CommitmentQuerySet:
        return self.filter(ends_on=None)

    def of(self, person: Person) -> CommitmentQuerySet:
        return self.filter(person=person)

    def holding(self, first: date, end: date) -> CommitmentQuerySet:
        """Commitments that hold on a day from `first` up to, not including, `end`."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=first), starts_on__lt=end)

    def to_remind(self, now: datetime) -> CommitmentQuerySet:
        """Plans with reminders, of people with an account who are active in a group."""
        from members.models import Membership, Person

        active = Membership.objects.active().filter(person=OuterRef("person"))
        holding = self.holding((now - DAY).date(), (now + 2 * DAY).date())
        people = Person.objects.reachable(now).values("pk")
        return holding.filter(Exists(active), reminds=True, person__in=people)

    @staticmethod
    def within(first: datetime, last: datetime) -> Q:
        """An hour between these two of a wall clock, less than a day apart."""
        if first.date() == last.date():
            return Q(weekdays__contains=[first.weekday()], at__range=(first.time(), last.time()))
        evening = Q(weekdays__contains=[first.weekday()], at__gte=first.time())
        return evening | Q(weekdays__contains=[last.weekday()], at__lte=last.time())


class PartnerQuerySet(models.QuerySet["Partner"]):
    def of(self, person: Person) -> PartnerQuerySet:
        """The promise `person` shows and those `person` sees, as long as the two are active in a
        common group."""
        return self.in_a_common_group().filter(Q(person=person) | Q(partner=person))

    def in_a_common_group(self) -> PartnerQuerySet:
        from members.models import Membership

        theirs = Membership.objects.active().filter(
            person=OuterRef(OuterRef("partner")), group=OuterRef("group")
        )
        ours = Membership.objects.active().filter(Exists(theirs), person=OuterRef("person"))
        return self.filter(Exists(ours))

    def for_list(self) -> PartnerQuerySet:
        loaded = self.select_related("person__profession", "partner__profession")
        return loaded.order_by("person__name", "pk")
