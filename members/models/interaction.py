"""Every real contact of two people, whatever its kind: one log for ties, stages and the ladder."""

from django.db import models
from django.db.models import F, Q

from members.models.person import Person
from members.querysets import InteractionQuerySet


class Interaction(models.Model):
    """`person` noted a contact with `other`. That there was one, both may know; the note, not."""

    class Kind(models.TextChoices):
        MET = "met", "Met"
        CALLED = "called", "Called"
        WROTE = "wrote", "Wrote"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="interactions")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    happened_on = models.DateField()  # the day where `person` was
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    objects = InteractionQuerySet.as_manager()

    class Meta:
        constraints = [
            # Noted twice on a day, it corrects what was noted.
            models.UniqueConstraint(
                fields=["person", "other", "happened_on", "kind"], name="one_interaction_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(person=F("other")), name="no_interaction_with_oneself"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["met", "called", "wrote"]), name="interaction_kind_is_known"
            ),
        ]
        indexes = [models.Index(fields=["other", "person", "happened_on"])]

    def __str__(self) -> str:
        return f"{self.person} {self.kind} {self.other}"
