"""One row for one e-mail to one recipient, and one for each try to send it."""

from django.db import models

from members.models.person import Person
from members.querysets import DeliveryQuerySet


class Delivery(models.Model):
    """An e-mail that is owed. The row is made in the transaction of what it tells about."""

    class State(models.TextChoices):
        DUE = "due", "Due"
        SENDING = "sending", "Being sent"
        UNSURE = "unsure", "Sent, answer lost"
        SENT = "sent", "Sent"
        DELIVERED = "delivered", "Arrived"  # the mail service says so
        BOUNCED = "bounced", "Refused"
        SKIPPED = "skipped", "Not sent"
        DEAD = "dead", "Given up"

    # Why a mail is skipped that can go once somebody wants the address tried again.
    HELD = "Mail to this address came back, so no more is sent there."

    recipient = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=40)  # the folder below templates/emails/
    key = models.CharField(max_length=80)  # with recipient and kind: this mail exists once
    context = models.JSONField(default=dict)

    # Fixed when the row is made, so that every try sends the same bytes.
    message_id = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField()
    # Rendered at the first try, after the re-check, and sent as it is from then on.
    to_address = models.EmailField(blank=True)
    subject = models.CharField(max_length=300, blank=True)
    message = models.BinaryField(null=True)  # forgotten once no try can need it any more
    oracle = models.CharField(max_length=12, blank=True)  # whom to ask about it: see oracles.py

    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    reason = models.CharField(max_length=200, blank=True)  # why skipped, bounced or dead
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    handed_over = models.BooleanField(default=False)  # the present try came as far as the mail
    counts_on = models.DateField(null=True, blank=True)  # the recipient's day, for the daily cap
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["recipient", "kind", "key"], name="one_delivery"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        *("due", "sending", "unsure", "sent"),
                        *("delivered", "bounced", "skipped", "dead"),
                    ]
                ),
                name="delivery_state_is_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(state__in=["due", "sending", "unsure"]),
                name="delivery_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient}"


class Attempt(models.Model):
    """Evidence: one try to hand a delivery to the mail server, or what was learnt about it later.

    Rows are only ever added.
    """

    class Outcome(models.TextChoices):
        SENT = "sent"
        LATER = "later"  # the server asked us to come back, or was not there
        REFUSED = "refused"
        UNSURE = "unsure"  # everything was handed over and no answer came
        FAILED = "failed"  # could not be rendered
        # What was found out afterwards about tries that were unsure:
        FOUND = "found"  # the mail had been taken
        ABSENT = "absent"  # it had not
        UNKNOWN = "unknown"  # nobody could say
        # What others said about the mail:
        RELEASED = "released"  # a person wants it tried again, come what may
        DELIVERED = "delivered"  # the mail service: it arrived
        BOUNCED = "bounced"  # the mail service: it came back

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    smtp_code = models.PositiveSmallIntegerField(null=True, blank=True)
    smtp_text = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.delivery}, try {self.number}: {self.outcome}"


class Suppression(models.Model):
    """An address that asked for no more mail, kept as a hash: it works at once and for good."""

    address_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.address_hash[:12]


class StoppedKind(models.Model):
    """What somebody wants no more mail about: reminders, say, but still introductions."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stopped_kinds")
    kind = models.CharField(max_length=40)  # the name of a `kinds.Topic`
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_stop_per_kind"),
        ]

    def __str__(self) -> str:
        return f"no {self.kind} to {self.person}"


class BouncingAddress(models.Model):
    """How often mail to an address came back, as a score; held from `held_at` on."""

    address_hash = models.CharField(max_length=64, unique=True)
    score = models.FloatField(default=0.0)  # 1 for a refusal for good, 0.5 for one for now
    last_on = models.DateField()  # scored once a day at most
    held_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "bouncing addresses"

    def __str__(self) -> str:
        return f"{self.address_hash[:12]}: {self.score}"
