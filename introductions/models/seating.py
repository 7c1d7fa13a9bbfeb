"""Who sits with whom at a meeting."""

from django.db import models

from members.models import Meeting, Person


class TablePlan(models.Model):
    """The tables of one meeting: lists of people's keys, in rounds where people change tables."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="table_plan")
    seats_a_table = models.PositiveSmallIntegerField(default=4)
    rounds = models.JSONField(default=list)  # [[[person, …] for each table] for each round]
    # Why two of a table should talk: {"a", "b", "lens", "text"}, best first. Shown while they sit
    # together.
    reasons = models.JSONField(default=list)
    made_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Tables of {self.meeting}"
