"""A link in a mail that answers one question of one person once, without signing in."""

from datetime import datetime

from django.db import models

from members.models.person import Person


class MailLink(models.Model):
    """Only the hash of the link's token is kept: who reads the database cannot answer."""

    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256, hexadecimal
    purpose = models.CharField(max_length=20)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mail_links")
    about = models.PositiveBigIntegerField()  # the key of what is answered; `purpose` says of which
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"])]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.person}"

    def is_usable(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at
