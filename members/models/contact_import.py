"""A file of somebody's own contacts between upload and import."""

from django.db import models

from members.models.person import Person


class ContactImport(models.Model):
    class State(models.TextChoices):
        UPLOADED = "uploaded"
        APPLIED = "applied"
        UNDONE = "undone"

    keeper = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contact_imports")
    filename = models.CharField(max_length=255)
    source = models.CharField(max_length=20)  # "LinkedIn", "Google", "Outlook", "vCard", "CSV"
    # What was read of each contact (members.contacts), and for each unknown title the slug of the
    # profession that the member chose ("" for none of those offered).
    lines = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.filename} of {self.keeper}"
