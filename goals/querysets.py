"""The reads of goals."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from goals.models import Commitment, Goal
    from members.models import Person


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
