"""Does anybody know a …? Asked of one group, answered by an introduction."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse

from introductions.querysets import RequestQuerySet
from members.models import Group, Person, Profession


class Request(models.Model):
    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="requests")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="requests")
    profession = models.ForeignKey(
        Profession, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.CharField(max_length=200)  # "an accountant who knows restaurants"
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | Q(state="closed", closed_at__isnull=False),
                name="closed_requests_have_a_date",
            ),
        ]
        indexes = [
            models.Index(
                fields=["group", "-created_at"], condition=Q(state="open"), name="req_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.text}"

    def get_absolute_url(self) -> str:
        return reverse("introductions:request", args=[self.pk])

    def is_open(self, now: datetime) -> bool:
        return self.state == self.State.OPEN and self.expires_at > now
