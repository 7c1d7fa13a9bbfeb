"""The reads of goals."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from goals.models import Goal


class GoalQuerySet(models.QuerySet["Goal"]):
    def current(self) -> GoalQuerySet:
        return self.filter(ends_on=None)

    def on(self, day: date) -> GoalQuerySet:
        """The goal that held on `day`, a day in the person's zone."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)
