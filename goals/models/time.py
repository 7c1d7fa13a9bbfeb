"""Minutes and money: what networking costs, and what it brings beside contributions. Private."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from introductions.models import Contribution, FollowUp, Introduction
from members.models import Attendance, Group, Interaction, Person


class Activity(models.TextChoices):
    GROUP_MEETING = "group_meeting", "Group meetings"
    LARGE_EVENT = "large_event", "Large events"
    SEMINAR = "seminar", "Seminars"
    ONE_TO_ONE = "one_to_one", "One-to-ones"
    INTRODUCING = "introducing", "Introducing"
    FOLLOWING_UP = "following_up", "Following up"
    SPEAKING_WRITING = "speaking_writing", "Speaking and writing"


class UsualMinutes(models.Model):
    """How long an activity takes this person, where nothing else was said."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="usual_minutes")
    activity = models.CharField(max_length=20, choices=Activity.choices)
    minutes = models.PositiveSmallIntegerField(validators=[MaxValueValidator(1440)])

    class Meta:
        verbose_name_plural = "usual minutes"
        constraints = [
            models.UniqueConstraint(fields=["person", "activity"], name="one_usual_length"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.activity}, {self.minutes} minutes"


SOURCES = ["introduction", "follow_up", "interaction", "attendance"]


def of_one_thing_at_most() -> Q:
    """No two of the four sources are set."""
    allowed = Q(**dict.fromkeys(SOURCES))
    for source in SOURCES:
        others = {name: None for name in SOURCES if name != source}
        allowed |= Q(**others, **{f"{source}__isnull": False})
    return allowed


class TimeEntry(models.Model):
    """Minutes somebody spent. With a source, it corrects what the application assumed for it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="time_entries")
    activity = models.CharField(max_length=20, choices=Activity.choices)
    spent_on = models.DateField()
    minutes = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(0), MaxValueValidator(1440)]
    )
    note = models.CharField(max_length=120, blank=True)
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    other = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    introduction = models.ForeignKey(
        Introduction, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    follow_up = models.ForeignKey(
        FollowUp, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    interaction = models.ForeignKey(
        Interaction, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    attendance = models.ForeignKey(
        Attendance, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "time entries"
        constraints = [
            models.CheckConstraint(condition=Q(minutes__lte=1440), name="at_most_a_day"),
            models.CheckConstraint(condition=of_one_thing_at_most(), name="time_of_one_thing"),
            *(
                models.UniqueConstraint(fields=["person", source], name=f"one_time_per_{source}")
                for source in SOURCES
            ),
        ]
        indexes = [models.Index(fields=["person", "spent_on"])]

    def __str__(self) -> str:
        return f"{self.person}: {self.minutes} minutes, {self.activity}"


class Earning(models.Model):
    """Money that came of networking, by the person's own word; nobody else ever sees it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="earnings")
    amount = models.DecimalField(max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])
    code = models.CharField("currency", max_length=3)  # ISO 4217: "USD"
    earned_on = models.DateField()
    other = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    contribution = models.ForeignKey(
        Contribution, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="earned_something"),
            models.CheckConstraint(condition=Q(code__regex="^[A-Z]{3}$"), name="currency_code"),
        ]
        indexes = [models.Index(fields=["person", "earned_on"])]

    def __str__(self) -> str:
        return f"{self.person}: {self.amount} {self.code}"
