"""X introduces A to B: the introduction and its two parties."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.urls import reverse

from introductions.querysets import IntroductionQuerySet
from members.models import Person


class Introduction(models.Model):
    class Mode(models.TextChoices):
        DIRECT = "direct", "Introduced directly"
        ASKED = "asked", "Both were asked first"
        RECORDED = "recorded", "Made elsewhere"

    class State(models.TextChoices):
        ASKING = "asking", "Asking"
        MADE = "made", "Introduced"
        MET = "met", "Met"
        USEFUL = "useful", "Useful"
        DECLINED = "declined", "Declined"
        EXPIRED = "expired", "Expired"
        WITHDRAWN = "withdrawn", "Withdrawn"

    # Under way: neither ended without a meeting nor proved useful.
    OPEN = (State.ASKING, State.MADE, State.MET)

    introducer = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="introductions_made"
    )
    a = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="introductions_as_a")
    b = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="introductions_as_b")
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.DIRECT)
    state = models.CharField(max_length=10, choices=State.choices, default=State.MADE)
    reasons = models.JSONField(default=list)  # those of the suggestion, as they stood
    created_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    useful_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(a=F("b")), name="introduction_of_two"),
            models.CheckConstraint(
                condition=~Q(introducer=F("a")) & ~Q(introducer=F("b")),
                name="introduction_by_a_third_person",
            ),
            models.UniqueConstraint(
                Least("a", "b"),
                Greatest("a", "b"),
                condition=Q(state__in=["asking", "made", "met"]),
                name="one_open_introduction_per_pair",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asking", "declined", "expired", "withdrawn"])
                | Q(made_at__isnull=False),
                name="made_introductions_have_a_date",
            ),
        ]
        indexes = [
            models.Index(fields=["introducer", "-created_at"]),
            models.Index(fields=["introducer", "made_at"]),
            models.Index(fields=["a", "-made_at"]),
            models.Index(fields=["b", "-made_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.introducer} introduced {self.a} to {self.b}"

    def get_absolute_url(self) -> str:
        return reverse("introductions:detail", args=[self.pk])

    def is_party(self, person: Person) -> bool:
        return person.pk in (self.a_id, self.b_id)

    def other(self, person: Person) -> Person:
        """The party that `person`, who is the other party, was introduced to."""
        return self.b if person.pk == self.a_id else self.a


class Party(models.Model):
    """One side of an introduction and the mail that this side got."""

    class Side(models.TextChoices):
        A = "a"
        B = "b"

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="parties")
    side = models.CharField(max_length=1, choices=Side.choices)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(max_length=4000, blank=True)

    class Meta:
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(fields=["introduction", "side"], name="one_party_per_side"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, introduced"

    @property
    def person(self) -> Person:
        return self.introduction.a if self.side == self.Side.A else self.introduction.b

    @property
    def other(self) -> Person:
        return self.introduction.b if self.side == self.Side.A else self.introduction.a
