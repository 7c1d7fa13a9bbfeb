"""A networking group and the people's places in it."""

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
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
    # Whether members may be introduced to people of the introducer's other groups.
    cross_groups = models.BooleanField("introductions to other groups", default=True)
    invitations_per_day = models.PositiveSmallIntegerField(
        default=300, validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
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
        WAITING = "waiting", "On the waiting list"
        GUEST = "guest", "Guest"

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
    times_invited = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)  # the invitation, by a person's hand
    waiting_since = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    # Whether this member may be introduced to people of the introducer's other groups.
    cross_groups = models.BooleanField("introductions to other groups", default=True)
    # What the organizers wrote of somebody who has not joined. It is what they see: a profile that
    # another group or the person keeps is not theirs, and that there is one is not theirs to know.
    # Who waits, waits for the seat of this profession.
    said_name = models.CharField(max_length=120, blank=True, db_default="", default="")
    said_company = models.CharField(max_length=120, blank=True, db_default="", default="")
    said_profession = models.ForeignKey(
        Profession, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "person"], name="one_membership_per_group"),
            models.UniqueConstraint(
                fields=["group", "seat"],
                condition=~Q(state="left"),
                name="one_seat_per_profession",
            ),
            models.CheckConstraint(
                condition=Q(seat=None) | ~Q(state__in=["waiting", "guest"]),
                name="no_seat_before_a_place",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(waiting_since__isnull=False),
                name="waiting_since_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["person", "state"])]

    def __str__(self) -> str:
        return f"{self.person} in {self.group}"

    @property
    def since(self) -> datetime | None:
        """When the membership came to its state; nothing for who has only been listed."""
        moments = {
            "active": self.joined_at,
            "invited": self.invited_at,
            "left": self.left_at,
            "waiting": self.waiting_since,
        }
        return moments.get(self.state)

    @property
    def may_be_invited(self) -> bool:
        return self.state in (self.State.LISTED, self.State.INVITED)

    @property
    def is_organizer(self) -> bool:
        return self.role == self.Role.ORGANIZER


class MembershipEvent(models.Model):
    """One step in the history of a membership. Steps are added and never changed."""

    class Kind(models.TextChoices):
        LISTED = "listed", "Put on the roster"
        WAITING = "waiting", "Put on the waiting list"
        GUEST = "guest", "Noted as a guest"
        INVITED = "invited", "Invited"
        OPENED = "opened", "Opened the invitation"
        JOINED = "joined", "Joined"
        ORGANIZER = "organizer", "Made an organizer"
        MEMBER = "member", "No organizer any more"
        LEFT = "left", "Left"
        RETURNED = "returned", "Came back"

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["membership", "at"])]

    def __str__(self) -> str:
        return f"{self.membership}: {self.get_kind_display()}"
