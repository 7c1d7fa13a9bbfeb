"""How somebody wants to be introduced, as they say it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from members.models import Person

DATE = {"type": "date"}
MOST_AT_ONCE = 20
LONGEST_PAUSE = timedelta(days=366)


class LimitsForm(forms.ModelForm[Person]):
    """How many introductions at once, whether to be asked first, and a pause."""

    ask_first = forms.BooleanField(
        label="Ask me first",
        help_text="Nobody introduces you before you have said yes.",
        required=False,
    )

    class Meta:
        model = Person
        fields: ClassVar[list[str]] = ["open_limit", "paused_until"]
        labels: ClassVar[dict[str, str]] = {
            "open_limit": "Introductions at once",
            "paused_until": "Pause until",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "open_limit": "More than this many wait until you have met somebody.",
            "paused_until": "Until that day nobody is led to introduce you, and you get no "
            "suggestions and no reminders.",
        }
        widgets: ClassVar[dict[str, Any]] = {
            "paused_until": forms.DateInput(attrs={"type": "date"}),
        }

    def __init__(self, data: Any = None, *, instance: Person, now: datetime) -> None:
        self.today = now.astimezone(instance.zone).date()
        paused_until = instance.paused_until if instance.is_on_pause(now) else None
        initial = {"ask_first": not instance.allows_direct, "paused_until": paused_until}
        super().__init__(data, instance=instance, initial=initial)
        self.fields["open_limit"].widget.attrs.update(min=1, max=MOST_AT_ONCE)
        tomorrow, latest = self.today + timedelta(days=1), self.today + LONGEST_PAUSE
        self.fields["paused_until"].widget.attrs.update(min=str(tomorrow), max=str(latest))

    def clean_open_limit(self) -> int:
        limit = int(self.cleaned_data["open_limit"])
        if not 1 <= limit <= MOST_AT_ONCE:
            raise ValidationError(f"Between 1 and {MOST_AT_ONCE}. For none at all, take a pause.")
        return limit

    def clean_paused_until(self) -> date | None:
        until: date | None = self.cleaned_data["paused_until"]
        if until and not self.today < until <= self.today + LONGEST_PAUSE:
            raise ValidationError("Choose a day within the next year, or leave it empty.")
        return until

    def clean(self) -> None:
        super().clean()
        self.instance.allows_direct = not self.cleaned_data["ask_first"]


class DaysOffForm(forms.Form):
    """Holidays ahead, the first day and the last."""

    first = forms.DateField(label="First day", widget=forms.DateInput(attrs=DATE))
    last = forms.DateField(
        label="Last day",
        required=False,
        widget=forms.DateInput(attrs=DATE),
        help_text="Empty for a single day.",
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, auto_id="id_off_%s")
        for name in ("first", "last"):
            self.fields[name].widget.attrs["min"] = str(today)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        return {**given, "last": given.get("last") or given.get("first")}
