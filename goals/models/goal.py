"""A goal is a promise to oneself; a weekly summary says what became of it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from goals.querysets import GoalQuerySet
from members.models import Person


class Promised(models.TextChoices):
    """What can be promised, and counted."""

    INTRODUCTIONS = "introductions", "Introductions"
    FOLLOW_UPS = "follow_ups", "Follow-ups"
    MEETINGS = "meetings", "Meetings"


class Goal(models.Model):
    class Period(models.TextChoices):
        DAY = "day", "a day"
        WEEK = "week", "a week"
        MONTH = "month", "a month"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="goals")
    kind = models.CharField(max_length=15, choices=Promised.choices, default=Promised.INTRODUCTIONS)
    count = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    period = models.CharField(max_length=5, choices=Period.choices, default=Period.WEEK)
    # Dated, so that past weeks stay judged by the goal they had.
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # the first day it no longer holds

    objects = GoalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(ends_on=None), name="one_current_goal"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="goal_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=Q(count__gte=1), name="goal_of_at_least_one"),
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.get_kind_display()} {self.get_period_display()}"


class WeeklySummary(models.Model):
    """What one person promised and kept in one ISO week, and the mail that says so."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="weekly_summaries")
    iso_year = models.PositiveSmallIntegerField()
    iso_week = models.PositiveSmallIntegerField()  # the week that is summed up
    # [{"kind": of Promised, "promised": 3, "kept": 2, …}]: verdict.Kept, as it stood when planned.
    promises = models.JSONField(default=list)
    planned_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "weekly summaries"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "iso_year", "iso_week"], name="one_summary_per_week"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.iso_year}-W{self.iso_week:02}"
