"""When people are asked how an introduction goes, where they or their group want it otherwise."""

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from members.models import Group, Person


class Pace(models.Model):
    """The days of the six steps of the ladder, for one person or for one group.

    A step without a day is left out. A person's own pace goes before that of a group.
    """

    person = models.OneToOneField(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="pace"
    )
    group = models.OneToOneField(
        Group, null=True, blank=True, on_delete=models.CASCADE, related_name="pace"
    )
    days = ArrayField(models.PositiveSmallIntegerField(null=True, blank=True), size=6)
    asked_at = models.TimeField(default=time(9))  # of persons alone: at which hour, where they are

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, group__isnull=False) | Q(person__isnull=False, group=None),
                name="pace_of_one",
            ),
            models.CheckConstraint(condition=Q(days__len=6), name="pace_of_six_steps"),
        ]

    def __str__(self) -> str:
        return f"Pace of {self.person or self.group}"
