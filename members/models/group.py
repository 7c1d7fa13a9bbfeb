"""A networking group and the people's places in it."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from members.models.person import Person, validate_zone
from members.models.vocabulary import Profession
from members.querysets import GroupQuerySet, MembershipQuerySet


class Group(models.Model):
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    one_seat_per_profession = models.BooleanField(default=False)
    time_zone = models.CharField(max_length=60, default="UTC", validators=[validate_zone])
    # Moved forward whenever a profile or the roster changes: suggestions older than this are stale.
    changed_at = models.DateTimeField(default=timezone.now)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:roster", args=[self.slug])


class Membership(models.Model):
    class Role(models.TextChoices):
        MEMBER = "member", "Member"
        ORGANIZER = "organizer", "Organizer"

    class State(models.TextChoices):
        LISTED = "listed", "Not invited yet"
        INVITED = "invited", "Invited"
        ACTIVE = "active", "Active"
        LEFT = "left", "Left"

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    state = models.CharField(max_length=10, choices=State.choices, default=State.LISTED)
    # The profession whose one seat this membership holds, in groups that have such seats.
    seat = models.ForeignKey(
        Profession, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    invited_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "person"], name="one_membership_per_group"),
            models.UniqueConstraint(
                fields=["group", "seat"],
                condition=~Q(state="left"),
                name="one_seat_per_profession",
            ),
        ]
        indexes = [models.Index(fields=["person", "state"])]

    def __str__(self) -> str:
        return f"{self.person} in {self.group}"

    @property
    def since(self) -> datetime | None:
        """When the membership came to its state; nothing for who has only been listed."""
        moments = {"active": self.joined_at, "invited": self.invited_at, "left": self.left_at}
        return moments.get(self.state)

    @property
    def is_waiting(self) -> bool:
        return self.state in (self.State.LISTED, self.State.INVITED)

    @property
    def is_organizer(self) -> bool:
        return self.role == self.Role.ORGANIZER
