"""From when on answers move the weights of the lenses again."""

from django.db import models
from django.db.models import Q

from members.models import Group, Person


class LearningReset(models.Model):
    """What happened up to `at` no longer teaches: one person, or one group.

    Nothing is deleted: without the row, everything counts again.
    """

    person = models.OneToOneField(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="learning_reset"
    )
    group = models.OneToOneField(
        Group, null=True, blank=True, on_delete=models.CASCADE, related_name="learning_reset"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, group__isnull=False) | Q(group=None, person__isnull=False),
                name="learning_reset_of_a_person_or_a_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.group} since {self.at:%Y-%m-%d}"
