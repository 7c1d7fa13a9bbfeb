"""Person, anybody in somebody's circle, and User, the sign-in account of a person."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.utils import timezone

from members.models.vocabulary import Profession, ProspectPool, SourceType, TriggerEvent
from members.querysets import PersonQuerySet


def validate_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(f"{value} is not a time zone.")


class Person(models.Model):
    """One person, one profile, many groups; or, with a `keeper`, that member's private contact."""

    name = models.CharField(max_length=120)
    email = models.EmailField(null=True, blank=True)
    company = models.CharField(max_length=120, blank=True)
    profession = models.ForeignKey(
        Profession, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    about = models.TextField(max_length=600, blank=True)
    # Who sends them business, whose custom they seek, which pools they are part of themselves,
    # and the events that make their help needed.
    sources = models.ManyToManyField(SourceType, blank=True, related_name="people")
    pools = models.ManyToManyField(ProspectPool, blank=True, related_name="seekers")
    belongs = models.ManyToManyField(ProspectPool, blank=True, related_name="people")
    events = models.ManyToManyField(TriggerEvent, blank=True, related_name="people")

    events_per_month = models.PositiveSmallIntegerField(
        default=2, validators=[MaxValueValidator(60)]
    )
    open_limit = models.PositiveSmallIntegerField("open introductions at once", default=4)
    paused_until = models.DateField(null=True, blank=True)
    allows_direct = models.BooleanField("may be introduced without being asked", default=True)
    time_zone = models.CharField(max_length=60, default="UTC", validators=[validate_zone])
    keeper = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="contacts"
    )
    profile_changed_at = models.DateTimeField(default=timezone.now)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=Q(keeper=None), name="one_person_per_address"
            ),
            models.UniqueConstraint(
                "keeper", Lower("email"), condition=~Q(keeper=None), name="one_contact_per_address"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def lists(self) -> dict[str, list[str]]:
        """The names in the four lists of the profile, in one query."""
        terms = [
            getattr(self, name).order_by().values_list(Value(name), "name")
            for name in ("sources", "pools", "belongs", "events")
        ]
        found: dict[str, list[str]] = {}
        for name, term in terms[0].union(*terms[1:], all=True):
            found.setdefault(name, []).append(term)
        return {name: sorted(entries) for name, entries in found.items()}

    def is_on_pause(self, now: datetime) -> bool:
        """Whether they take a pause; it is over on the day it names, where they live."""
        return self.paused_until is not None and self.paused_until > self.today(now)

    def today(self, now: datetime) -> date:
        """The day it is where they live."""
        return now.astimezone(self.zone).date()

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def trade(self) -> str:
        """Profession and company as one line, whichever of the two is known."""
        return " · ".join(
            part for part in (self.profession and self.profession.name, self.company) if part
        )


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> models.QuerySet[User]:
        return super().get_queryset().select_related("person__profession")

    def create_user(self, person: Person, password: str | None = None) -> User:
        """Open an account for `person`, who needs an e-mail address. No password: codes only."""
        user = self.model(person=person, email=(person.email or "").lower())
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """The account a person signs in with; the e-mail address is its name."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="user")
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_user_per_address"),
        ]

    def __str__(self) -> str:
        return self.email
