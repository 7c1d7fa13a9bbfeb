"""Holidays and other pauses, dated: a promise is not broken by days on which nothing is due."""

from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q

from members.models.person import Person
from members.querysets import PauseQuerySet


class Pause(models.Model):
    """The days from `starts_on` up to, not including, `ends_on`, in the zone of the person.

    The pause that holds today also stands in `Person.paused_until`, which every question about
    introductions asks.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="pauses")
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="pause_ends_after_it_starts"
            ),
            ExclusionConstraint(
                name="pauses_do_not_overlap",
                expressions=[
                    ("person", "="),
                    (Func(F("starts_on"), F("ends_on"), function="daterange"), "&&"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.starts_on} to {self.ends_on}"

    @property
    def last(self) -> date:
        return self.ends_on - timedelta(days=1)

    @property
    def in_words(self) -> str:
        """ "24 December to 2 January", or the one day that it is."""
        first, last = f"{self.starts_on:%-d %B}", f"{self.last:%-d %B}"
        return first if first == last else f"{first} to {last}"
