"""The ladder after an introduction: one due step for one person."""

from django.db import models
from django.db.models import Q

from introductions.models.introduction import Introduction
from introductions.querysets import FollowUpQuerySet
from members.models import Person


class FollowUp(models.Model):
    class Step(models.IntegerChoices):
        """Days after the introduction, or after the last real contact."""

        CONNECTED = 2, "Are you in touch?"
        DATE_SET = 7, "Is there a date?"
        MET = 21, "Have you met?"
        USEFUL = 45, "Was it useful?"
        FOLLOW_THROUGH = 90, "Time to meet again?"
        STILL_IN_TOUCH = 180, "Still in touch?"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ANSWERED = "answered", "Answered"
        CLOSED = "closed", "No longer needed"

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        NOT_YET = "not_yet", "Not yet"
        MET = "met", "We met"
        LATER = "later", "Later"  # put off: the question stays open

    introduction = models.ForeignKey(
        Introduction, on_delete=models.CASCADE, related_name="follow_ups"
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="follow_ups")
    step = models.PositiveSmallIntegerField(choices=Step.choices)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["introduction", "person", "step"], name="one_follow_up_per_step"
            ),
            models.UniqueConstraint(
                fields=["introduction", "person"],
                condition=Q(state="open"),
                name="one_open_follow_up",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "due_at"], condition=Q(state="open"), name="fu_open"),
            models.Index(
                fields=["due_at"],
                condition=Q(state="open", reminded_at=None),
                name="fu_to_remind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} ({self.person})"
