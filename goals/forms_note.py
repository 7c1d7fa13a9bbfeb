"""What somebody notes in passing: who, what, and little else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from goals.forms_time import day_field, minutes_field
from goals.models import Activity
from goals.services.noting import GIVING, What
from introductions.forms import validate_plain
from members.models import Currency, Person

WORDS_LENGTH = 120
A_YEAR = timedelta(days=366)
WHENS = [("today", "Today"), ("yesterday", "Yesterday"), ("other", "Another day")]


class NoteForm(forms.Form):
    """`other`, who it was, is found by the view."""

    what = forms.ChoiceField(choices=What.choices, error_messages={"required": "Say what it was."})
    minutes = minutes_field(label="Minutes", required=False)
    when = forms.ChoiceField(choices=WHENS, required=False)
    day = day_field(required=False)
    words = forms.CharField(
        label="A few words", max_length=WORDS_LENGTH, required=False, validators=[validate_plain]
    )
    currency = forms.ChoiceField(choices=Currency.choices, required=False)
    activity = forms.ChoiceField(choices=Activity.choices, required=False)

    def __init__(self, data: Any = None, *, person: Person, now: datetime) -> None:
        self.today = now.astimezone(person.zone).date()
        super().__init__(data, initial={"when": "today", "activity": Activity.ONE_TO_ONE})
        self.fields["day"].widget.attrs.update(max=str(self.today), min=str(self.today - A_YEAR))
        self.fields["words"].widget.attrs["placeholder"] = "What you want to remember"

    @property
    def on(self) -> date:
        """The day it was. Only of a valid form."""
        when = self.cleaned_data["when"]
        if when == "other":
            day: date = self.cleaned_data["day"]
            return day
        return self.today - timedelta(days=1) if when == "yesterday" else self.today

    @property
    def lacks_currency(self) -> bool:
        """Whether it remains to be said what was given. Only of a valid form."""
        return self.cleaned_data["what"] in GIVING and not self.cleaned_data["currency"]

    def clean_activity(self) -> str:
        return self.cleaned_data["activity"] or Activity.ONE_TO_ONE

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day and not self.today - A_YEAR <= day <= self.today:
            raise ValidationError("Choose today, or an earlier day within the last year.")
        return day

    def clean(self) -> None:
        super().clean()
        when, what = self.cleaned_data.get("when"), self.cleaned_data.get("what")
        if when == "other" and self._is_missing("day"):
            self.add_error("day", "Say which day.")
        if what == What.MINUTES and self._is_missing("minutes"):
            self.add_error("minutes", "Choose how many minutes.")

    def _is_missing(self, name: str) -> bool:
        return name not in self.errors and self.cleaned_data.get(name) is None
