"""What people say of contacts, and of when they want to be asked; checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from introductions import ladder
from introductions.forms import validate_one_line, validate_plain
from introductions.ladder import RUNGS
from introductions.services.following_up import LONGEST_DELAY
from members.models import Interaction, Person, Tie
from members.services.interactions import NOTE_LENGTH, check_day, earliest_day

HOURS = range(5, 23)
HELP = {
    ladder.CONNECTED: "Asks both sides.",
    ladder.DATE_SET: "Asks both, and whoever introduced them whether they have met.",
    ladder.MET: "Asks all three.",
    ladder.USEFUL: "Asks all three, once the two have met.",
    ladder.FOLLOW_THROUGH: "Asks both, once it was useful.",
    ladder.STILL_IN_TOUCH: "Asks both a last time.",
}


class PutOffToForm(forms.Form):
    """A day to be asked again on."""

    on = forms.DateField(
        label="Ask me again on",
        error_messages={"required": "Choose a day.", "invalid": "Choose a day."},
    )

    def __init__(self, data: Any, *, person: Person, now: datetime) -> None:
        super().__init__(data)
        self.today = now.astimezone(person.zone).date()

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if not 1 <= (on - self.today).days <= LONGEST_DELAY:
            last = self.today + timedelta(days=LONGEST_DELAY)
            raise ValidationError(f"Choose a day from tomorrow to {last:%-d %B}.")
        return on


class ContactForm(forms.Form):
    """One contact: its kind, by the button that was pressed, and the day and a note if wanted."""

    kind = forms.ChoiceField(
        choices=Interaction.Kind.choices,
        error_messages={
            "required": "Say whether you met, called or wrote.",
            "invalid_choice": "Say whether you met, called or wrote.",
        },
    )
    on = forms.DateField(
        label="Day",
        required=False,
        help_text="Today, if you leave it empty.",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Choose a day."},
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=NOTE_LENGTH,
        help_text="Only you see it.",
        validators=[validate_one_line, validate_plain],
    )

    def __init__(self, data: Any = None, *, person: Person, now: datetime) -> None:
        super().__init__(data, auto_id="contact_%s")
        self.person, self.now = person, now
        self.today = now.astimezone(person.zone).date()
        earliest = earliest_day(person, now)
        self.fields["on"].widget.attrs |= {
            "min": earliest.isoformat(),
            "max": self.today.isoformat(),
        }

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"] or self.today
        try:
            check_day(self.person, on, self.now)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        return on


class RhythmForm(forms.Form):
    rhythm = forms.ChoiceField(
        label="Stay in touch",
        choices=[("", "No reminders"), *Tie.Rhythm.choices],
        required=False,
    )


class PaceForm(forms.Form):
    """The days of the six questions, each of which can be left out, and for a person the hour."""

    def __init__(
        self, data: Any = None, *, days: Sequence[int | None], asked_at: time | None = None
    ) -> None:
        super().__init__(data)
        for rung, day in zip(RUNGS, days, strict=True):
            self.fields[f"day_{rung}"] = forms.IntegerField(
                label=ladder.NAMES[rung],
                help_text=HELP[rung],
                required=False,
                initial=day,
                widget=forms.NumberInput(attrs={"min": 1, "max": ladder.LATEST_DAY}),
                error_messages={"invalid": "Type a whole number of days."},
            )
        if asked_at is not None:
            hours = sorted({time(hour) for hour in HOURS} | {asked_at})
            self.fields["asked_at"] = forms.TypedChoiceField(
                label="At which hour",
                choices=[(f"{hour:%H:%M}", f"{hour:%-H:%M}") for hour in hours],
                coerce=time.fromisoformat,
                initial=f"{asked_at:%H:%M}",
                help_text="Where you are. Everything that is due comes in one mail.",
            )

    @property
    def day_fields(self) -> list[forms.BoundField]:
        return [self[f"day_{rung}"] for rung in RUNGS]

    @property
    def days(self) -> list[int | None]:
        return [self.cleaned_data.get(f"day_{rung}") for rung in RUNGS]

    @property
    def days_changed(self) -> bool:
        return any(name.startswith("day_") for name in self.changed_data)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if any(name.startswith("day_") for name in self.errors):
            return given
        for place, fault in ladder.faults_of(self.days):
            self.add_error(f"day_{RUNGS[place]}", fault)
        if not any(day is not None for day in self.days):
            self.add_error(None, "Keep at least one question. Mail about them can be switched off.")
        return given
