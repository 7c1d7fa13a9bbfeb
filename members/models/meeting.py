"""The meetings of a group and who was there."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from members.models.group import Group
from members.models.person import Person
from members.querysets import MeetingQuerySet, MembershipQuerySet


class MeetingSeries(models.Model):
    """Meetings that repeat. Each is a Meeting of its own, made ahead of time, so that one of them
    can be moved or cancelled; day and hour are those of the group's clocks."""

    class Repeats(models.TextChoices):
        WEEKLY = "weekly", "Every week"
        FORTNIGHTLY = "fortnightly", "Every two weeks"
        MONTHLY_WEEKDAY = "monthly_weekday", "Every month on this weekday"
        MONTHLY_LAST = "monthly_last", "Every month on the last such weekday"

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="series")
    repeats = models.CharField(max_length=16, choices=Repeats.choices)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=120)
    place = models.CharField(max_length=160, blank=True)
    minutes = models.PositiveSmallIntegerField()
    first_day = models.DateField()
    begins_at = models.TimeField()
    last_day = models.DateField(null=True, blank=True)  # none: until somebody ends it
    made_until = models.DateField(null=True, blank=True)  # meetings stand in the list up to here
    created_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.title}, {self.get_repeats_display().lower()}"


class Meeting(models.Model):
    class Kind(models.TextChoices):
        MEETING = "meeting", "Group meeting"
        EVENT = "event", "Large event"
        SEMINAR = "seminar", "Seminar"

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="meetings")
    series = models.ForeignKey(
        MeetingSeries, null=True, blank=True, on_delete=models.SET_NULL, related_name="meetings"
    )
    series_day = models.DateField(null=True, blank=True)  # which of the series, wherever moved to
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.MEETING)
    title = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(
        default=90, validators=[MinValueValidator(5), MaxValueValidator(1440)]
    )
    place = models.CharField(max_length=160, blank=True)
    created_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()  # calendars take what has changed since they looked
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=1440), name="meeting_of_at_most_a_day"
            ),
            models.UniqueConstraint(
                fields=["series", "series_day"], name="one_meeting_a_day_of_a_series"
            ),
        ]
        indexes = [models.Index(fields=["group", "starts_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> ZoneInfo:
        """Where the group is: its clocks say when a meeting begins and on which day it is."""
        return ZoneInfo(self.group.time_zone)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def day(self) -> date:
        return self.starts_at.astimezone(self.zone).date()

    def day_has_come(self, now: datetime) -> bool:
        return self.day <= now.astimezone(self.zone).date()

    def members_then(self) -> MembershipQuerySet:
        """Who was in the group on the day of the meeting, whether they still are or have left."""
        begins = datetime.combine(self.day, time(), self.zone)
        ends = datetime.combine(self.day + timedelta(days=1), time(), self.zone)
        return self.group.memberships.held_between(begins, ends)

    def guests(self) -> MembershipQuerySet:
        """Who may have come without being a member, and who did: also those who joined since."""
        came = self.group.memberships.filter(person__in=self.attendances.values("person"))
        visiting = self.group.memberships.not_members_yet() | came
        return visiting.exclude(pk__in=self.members_then().values("pk"))


class Attendance(models.Model):
    """`person` was at `meeting`, by their own word or an organizer's."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="attendances")
    noted_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="one_attendance_a_meeting"),
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.meeting}"
