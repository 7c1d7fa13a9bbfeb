"""What somebody did for somebody: the ledger of giving and receiving."""

from django.db import models
from django.db.models import F, Q

from introductions.models.introduction import Introduction
from introductions.querysets import ContributionQuerySet
from members.models import Currency, Group, Person


class Contribution(models.Model):
    class State(models.TextChoices):
        NOTED = "noted", "Noted"  # by one of the two
        CONFIRMED = "confirmed", "Confirmed"  # by the receiver
        REFUSED = "refused", "Not so"  # the receiver says it was nothing of the kind

    giver = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="given")
    receiver = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="received")
    currency = models.CharField(max_length=12, choices=Currency.choices)
    text = models.CharField(max_length=200, blank=True)
    happened_on = models.DateField()
    # Nobody, where the application knows it: an introduction that became useful.
    logged_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    introduction = models.ForeignKey(
        Introduction, null=True, blank=True, on_delete=models.CASCADE, related_name="contributions"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.NOTED)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)  # confirmed or refused

    thanked_at = models.DateTimeField(null=True, blank=True)
    thanks = models.CharField(max_length=300, blank=True)
    # The group of both that the receiver shows the thanks to.
    thanks_shown_to = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ContributionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="given_to_another"),
            models.CheckConstraint(
                condition=Q(logged_by=None) | Q(logged_by=F("giver")) | Q(logged_by=F("receiver")),
                name="logged_by_one_of_the_two",
            ),
            models.CheckConstraint(
                condition=Q(logged_by__isnull=False) | Q(introduction__isnull=False),
                name="logged_by_nobody_only_for_introductions",
            ),
            models.CheckConstraint(
                condition=Q(state="noted", settled_at=None)
                | Q(state__in=["confirmed", "refused"], settled_at__isnull=False),
                name="settled_contributions_have_a_date",
            ),
            models.UniqueConstraint(
                fields=["introduction", "giver", "receiver"],
                condition=Q(introduction__isnull=False),
                name="one_contribution_of_an_introduction",
            ),
        ]
        indexes = [
            models.Index(fields=["giver", "receiver", "happened_on"]),
            models.Index(fields=["receiver", "happened_on"]),
            models.Index(
                fields=["thanks_shown_to", "-thanked_at"],
                condition=Q(thanks_shown_to__isnull=False),
                name="contribution_thanks",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_currency_display()}, {self.giver} for {self.receiver}"
