"""How well two people know each other. A contact is a Person with a keeper."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from members.models.person import Person


class Tie(models.Model):
    """What `holder` says of knowing `person`; seen by `holder` alone."""

    class Closeness(models.IntegerChoices):
        KNOW_OF = 1, "I know of them"
        KNOW = 2, "We have talked"
        KNOW_WELL = 3, "I know them well"

    holder = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="ties")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    closeness = models.PositiveSmallIntegerField(
        choices=Closeness.choices,
        default=Closeness.KNOW,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
    )
    very_active = models.BooleanField(default=False)
    last_contact_on = models.DateField(null=True, blank=True)
    every_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holder", "person"], name="one_tie_per_pair"),
            models.CheckConstraint(condition=~Q(holder=F("person")), name="no_tie_to_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.holder} – {self.person}"
