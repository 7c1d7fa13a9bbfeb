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

    class Rhythm(models.TextChoices):
        """How often `holder` wants to be in touch; rhythms.py has the days."""

        WEEKLY = "weekly", "Every week"
        MONTHLY = "monthly", "Every month"
        QUARTERLY = "quarterly", "Every three months"
        HALF_YEARLY = "half_yearly", "Twice a year"
        YEARLY = "yearly", "Once a year"

    class Colour(models.TextChoices):
        YELLOW = "yellow", "Due"
        RED = "red", "Overdue"

    holder = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="ties")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    closeness = models.PositiveSmallIntegerField(
        choices=Closeness.choices,
        default=Closeness.KNOW,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
    )
    very_active = models.BooleanField(default=False)
    rhythm = models.CharField(max_length=12, choices=Rhythm.choices, blank=True)
    rhythm_since = models.DateField(null=True, blank=True)  # counts where no contact is known
    # The last mail about this tie: for which colour, counted from which day.
    reminded_of = models.CharField(max_length=6, choices=Colour.choices, blank=True)
    reminded_from = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holder", "person"], name="one_tie_per_pair"),
            models.CheckConstraint(condition=~Q(holder=F("person")), name="no_tie_to_oneself"),
            models.CheckConstraint(
                condition=Q(rhythm="") | Q(rhythm_since__isnull=False),
                name="rhythms_count_from_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} – {self.person}"
