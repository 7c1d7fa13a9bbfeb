"""An uploaded roster file between upload and confirmation."""

from django.db import models

from members.models.group import Group
from members.models.person import Person


class RosterImport(models.Model):
    class State(models.TextChoices):
        UPLOADED = "uploaded"
        APPLIED = "applied"

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="roster_imports")
    uploaded_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(max_length=255)
    # The checked lines (members.roster.checking.RosterLine as dictionaries) and, for each unknown
    # profession text, the slug that the organizer chose ("" for none of those offered).
    lines = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.filename} for {self.group}"
