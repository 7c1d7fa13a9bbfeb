"""X introduces A to B: the introduction and its two parties."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.urls import reverse

from introductions.models.request import Request
from introductions.querysets import IntroductionQuerySet, PartyQuerySet
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
    # What somebody had asked for, and got by this introduction.
    request = models.ForeignKey(
        Request, null=True, blank=True, on_delete=models.SET_NULL, related_name="introductions"
    )
    # The mail to both once both said yes, as it left.
    joint_subject = models.CharField(max_length=200, blank=True)
    joint_body = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sends_at = models.DateTimeField(null=True, blank=True)  # until then it can be undone
    expires_at = models.DateTimeField(null=True, blank=True)  # while asking: without two yeses
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
            models.CheckConstraint(
                condition=~Q(state="asking") | Q(mode="asked", expires_at__isnull=False),
                name="asking_comes_to_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["introducer", "-created_at"]),
            models.Index(fields=["introducer", "made_at"]),
            models.Index(fields=["a", "-made_at"]),
            models.Index(fields=["b", "-made_at"]),
            models.Index(
                fields=["expires_at"], condition=Q(state="asking"), name="introduction_asking"
            ),
            models.Index(fields=["a"], condition=Q(state="asking"), name="introduction_asking_a"),
            models.Index(fields=["b"], condition=Q(state="asking"), name="introduction_asking_b"),
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
    """One side of an introduction: the mail that this side got, and what came back.

    That an introduction with mode `asked` is made only after two yeses is held by a trigger
    (migration 0005).
    """

    class Side(models.TextChoices):
        A = "a"
        B = "b"

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        NOT_NOW = "not_now", "Not now"
        NO = "no", "No"

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="parties")
    side = models.CharField(max_length=1, choices=Side.choices)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(max_length=4000, blank=True)

    # Asked first: each side alone. A "not now" is asked again on the day it names.
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_again_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    not_now_until = models.DateField(null=True, blank=True)
    would_like_at = models.DateTimeField(null=True, blank=True)  # after all, whatever it was before

    thanked_at = models.DateTimeField(null=True, blank=True)
    thanks = models.CharField(max_length=300, blank=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(fields=["introduction", "side"], name="one_party_per_side"),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_at__isnull=False),
                name="answers_have_a_date",
            ),
            models.CheckConstraint(
                condition=Q(answer="not_now", not_now_until__isnull=False)
                | (~Q(answer="not_now") & Q(not_now_until=None)),
                name="not_now_names_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, introduced"

    @property
    def person(self) -> Person:
        return self.introduction.a if self.side == self.Side.A else self.introduction.b

    @property
    def other(self) -> Person:
        return self.introduction.b if self.side == self.Side.A else self.introduction.a
