"""The plan behind a goal, as an if-then: on these days at this hour, so much of it."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from goals.models.goal import Promised
from goals.querysets import CommitmentQuerySet, PartnerQuerySet
from members.models import Person


class Commitment(models.Model):
    """ "Tuesday and Thursday 8:30, after coffee, one introduction", by the clock of the person."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="commitments")
    weekdays = ArrayField(models.PositiveSmallIntegerField())  # 0 is Monday
    at = models.TimeField()
    cue = models.CharField(max_length=80, blank=True)  # "after coffee"
    count = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    kind = models.CharField(max_length=15, choices=Promised.choices, default=Promised.INTRODUCTIONS)
    reminds = models.BooleanField("remind me by mail", default=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # the first day it no longer holds

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="commitment_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(weekdays__len__gte=1) & Q(weekdays__contained_by=list(range(7))),
                name="commitment_on_days_of_the_week",
            ),
            models.CheckConstraint(condition=Q(count__gte=1), name="commitment_to_something"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.count} {self.kind} at {self.at:%H:%M}"


class Partner(models.Model):
    """Somebody of a common group who sees what `person` has promised, and how it goes."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="partner")
    partner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="partner_of")
    since = models.DateTimeField()

    objects = PartnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("partner")), name="partner_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.partner} sees the promise of {self.person}"
