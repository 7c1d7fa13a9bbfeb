"""The private address under which a person's calendar can be subscribed to."""

from django.db import models

from members.models import Person


class CalendarFeed(models.Model):
    """The address holds `nonce` and a signature of it; another nonce ends the old address."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="calendar_feed")
    nonce = models.CharField(max_length=43, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Calendar of {self.person}"
