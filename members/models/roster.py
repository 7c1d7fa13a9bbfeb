"""What organizers do to a roster: files between upload and import, changes that can be undone, and
pairs that are known to be two people."""

from django.db import models
from django.db.models import F, Q

from members.models.group import Group
from members.models.person import Person


class RosterChangeQuerySet(models.QuerySet["RosterChange"]):
    def being_undone(self) -> "RosterChangeQuerySet":
        """Those that a worker shall undo, or is undoing."""
        return self.filter(undo_asked_at__isnull=False, undone_at=None)


class RosterChange(models.Model):
    """Many rows changed at once by an organizer, with what they were, so that it can be undone.

    `rows` holds [model label, key, before, after] for each row: columns and values as JSON, None
    before it was made or after it was deleted (members.journal).
    """

    class Kind(models.TextChoices):
        IMPORT = "import", "Import"
        BULK = "bulk", "Change of several"
        MERGE = "merge", "Merge"
        LISTS = "lists", "Change of the lists"

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    summary = models.CharField(max_length=200)
    rows = models.JSONField(default=list)
    by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    left_alone = models.JSONField(default=list, blank=True)  # what the undoing could not put back
    # A large change is undone by a worker: since when it shall be, and why the worker did not.
    undo_asked_at = models.DateTimeField(null=True, blank=True)
    undo_asked_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undo_refused = models.CharField(max_length=200, blank=True, default="")

    objects = RosterChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["group", "-at"])]

    def __str__(self) -> str:
        return f"{self.summary} in {self.group}"

    @property
    def is_being_undone(self) -> bool:
        return self.undo_asked_at is not None and self.undone_at is None


class RosterImport(models.Model):
    class State(models.TextChoices):
        UPLOADED = "uploaded"
        QUEUED = "queued"  # confirmed; a worker imports it
        APPLIED = "applied"
        FAILED = "failed"  # all or nothing was asked for and a line could not be imported
        UNDONE = "undone"

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="roster_imports")
    uploaded_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(max_length=255)
    # The rows as they were read, until the import is over, and which column is which: the name of
    # a field of members.roster.columns.Columns to a position, or to null.
    header = models.JSONField(default=list)
    cells = models.JSONField(default=list)  # [line number, [cell, …]] for each row
    columns = models.JSONField(default=dict)
    # The checked lines (members.roster.checking.RosterLine as dictionaries) and, for each unknown
    # profession text, the slug that the organizer chose ("" for none of those offered).
    lines = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    all_or_nothing = models.BooleanField(default=False)
    report = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    change = models.OneToOneField(
        RosterChange, null=True, blank=True, on_delete=models.SET_NULL, related_name="roster_import"
    )

    def __str__(self) -> str:
        return f"{self.filename} for {self.group}"


class TwoPeople(models.Model):
    """An organizer has said that two who look alike are two people."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    said_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="two_people_in_order"),
            models.UniqueConstraint(fields=["group", "first", "second"], name="two_people_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first} and {self.second} are two people"
