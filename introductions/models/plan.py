"""What was found when suggestions were planned for many people together."""

from django.db import models
from django.db.models import F, Q

ROUNDING = 1e-6  # of sums of thousands of scores


class Plan(models.Model):
    """One planning: how good it is, proved, and what the next one starts from.

    A connected part of the network is planned as a whole at first, later the groups in which
    something changed, with what others are suggested left as it is.
    """

    computed_at = models.DateTimeField()
    introducers = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    suggestions = models.PositiveIntegerField()
    # The sum of the scores; in a small circle each further one of one person counts less.
    value = models.FloatField()
    bound = models.FloatField()  # no plan under the same conditions is worth more
    greedy = models.FloatField()  # what everybody's favourites, first come first served, are worth
    # {"people": {key: price}, "pairs": [[a, b, price]]}: what it costs to use somebody's room, or
    # a pair that several would introduce; by primary keys.
    prices = models.JSONField(default=dict)
    # [{"groups", "people", "counted_at", "sources", "pools", "events": {key: rarity}}]
    rarity = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value__lte=F("bound") + ROUNDING), name="plan_within_its_bound"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.suggestions} introductions for {self.introducers} people"

    @property
    def certificate(self) -> float:
        """The proven share of the best plan's value, 0 to 1."""
        return self.value / self.bound if self.bound > 0 else 1.0
