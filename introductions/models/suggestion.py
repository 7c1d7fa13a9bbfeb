"""A pair that an introducer could bring together, with the reasons."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.urls import reverse

from introductions.models.plan import Plan
from introductions.querysets import SuggestionQuerySet
from members.models import Person


class Suggestion(models.Model):
    class State(models.TextChoices):
        READY = "ready", "Ready"
        TAKEN = "taken", "Introduced"
        PUT_OFF = "put_off", "Later"
        REFUSED = "refused", "Not a fit"

    class Refusal(models.TextChoices):
        KNOW = "know", "They know each other"
        COMPETE = "compete", "They compete"
        NOT_THESE = "not_these", "Not these two"
        NOT_NOW = "not_now", "Not now"

    class Acquaintance(models.TextChoices):
        STRANGERS = "strangers", "They have no group in common"
        CO_MEMBERS = "co-members", "Same group, no one-to-one yet"

    introducer = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="suggestions")
    a = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    b = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    fit = models.PositiveSmallIntegerField()  # 0 to 100, what the card shows
    # [{"lens": "trigger_event", "text": "*Divorce*: Marta settles …"}], strongest first;
    # what stands between asterisks is set in bold.
    reasons = models.JSONField(default=list)
    for_a = models.CharField(max_length=400, blank=True)  # what is in it for A
    for_b = models.CharField(max_length=400, blank=True)
    acquaintance = models.CharField(max_length=12, choices=Acquaintance.choices)
    known_well = models.BooleanField(default=False)  # the introducer knows both well
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    refusal = models.CharField(max_length=10, choices=Refusal.choices, blank=True)
    put_off_until = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(a__lt=F("b")), name="suggested_pair_in_order"),
            models.CheckConstraint(
                condition=~Q(introducer=F("a")) & ~Q(introducer=F("b")),
                name="suggested_by_a_third_person",
            ),
            models.UniqueConstraint(fields=["introducer", "a", "b"], name="suggested_once"),
            # Expressions, so that nobody's list is ever looked for through this index.
            models.UniqueConstraint(
                Least("a", "b"),
                Greatest("a", "b"),
                condition=Q(state__in=["ready", "put_off"]),
                name="no_pair_to_two_introducers_at_once",
            ),
        ]
        indexes = [models.Index(fields=["introducer", "state", "-score"])]

    def __str__(self) -> str:
        return f"{self.a} and {self.b}"

    def get_absolute_url(self) -> str:
        return reverse("introductions:introduce", args=[self.a_id, self.b_id])


class SuggestionList(models.Model):
    """When the suggestions of one person were last computed, and in which plan."""

    person = models.OneToOneField(
        Person, primary_key=True, on_delete=models.CASCADE, related_name="suggestion_list"
    )
    computed_at = models.DateTimeField(null=True)
    plan = models.ForeignKey(
        Plan, null=True, blank=True, on_delete=models.SET_NULL, related_name="lists"
    )
    more = models.PositiveSmallIntegerField(default=0)  # suggestions asked for, for a day
    asked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Suggestions of {self.person}"
