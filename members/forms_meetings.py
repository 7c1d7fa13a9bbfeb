"""What an organizer says of a meeting, by the clock of the group."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from members.forms_roster import accept
from members.models import Group, Meeting
from members.roster.addresses import clean_name

YEARS_BACK, YEARS_AHEAD = 2, 3


class MeetingForm(forms.Form):
    title = forms.CharField(
        label="What it is called",
        max_length=120,
        strip=False,
        error_messages={"required": "Give the meeting a name."},
        widget=forms.TextInput(attrs={"placeholder": "Tuesday breakfast"}),
    )
    kind = forms.ChoiceField(label="Kind", choices=Meeting.Kind.choices)
    day = forms.DateField(
        label="Day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Say on which day.", "invalid": "This is not a day."},
    )
    at = forms.TimeField(
        label="Begins at",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": "Say at what time.",
            "invalid": "This is not a time. Write it like 7:30 or 18:00.",
        },
    )
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=5,
        max_value=1440,
        error_messages={
            "required": "Say how long it takes.",
            "invalid": "Write the minutes as a number.",
            "min_value": "A meeting takes five minutes at least.",
            "max_value": "A meeting takes a day (1440 minutes) at most.",
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "step": 5}),
    )
    place = forms.CharField(
        label="Place",
        max_length=160,
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"placeholder": "The Boathouse, back room"}),
    )

    def __init__(self, group: Group, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(group.time_zone)
        self.today = now.astimezone(self.zone).date()
        self.fields["at"].help_text = f"By the clocks in {zone_name(group.time_zone)}."

    def clean_title(self) -> str:
        title = accept(lambda text: clean_name(text, what="title"), self.cleaned_data["title"])
        if not title:
            raise ValidationError("Give the meeting a name.")
        return title

    def clean_place(self) -> str:
        place = self.cleaned_data["place"]
        return accept(lambda text: clean_name(text, what="place", limit=160), place)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day.year < self.today.year - YEARS_BACK:
            raise ValidationError(
                f"This is before {self.today.year - YEARS_BACK}. Is the year right?"
            )
        if day.year > self.today.year + YEARS_AHEAD:
            raise ValidationError(
                f"This is after {self.today.year + YEARS_AHEAD}. Is the year right?"
            )
        return day

    def clean_at(self) -> time:
        clock: time = self.cleaned_data["at"]
        return clock.replace(second=0, microsecond=0)

    def clean(self) -> dict[str, Any]:
        """Set `starts_at`, the instant; a time that the clocks skip that night is none."""
        said: dict[str, Any] = super().clean() or {}
        if "day" in said and "at" in said:
            local = datetime.combine(said["day"], said["at"], self.zone)
            said["starts_at"] = local.astimezone(UTC)
            if said["starts_at"].astimezone(self.zone).time() != said["at"]:
                self.add_error("at", "The clocks go forward on that day and skip this time.")
        return said

    def said(self) -> dict[str, Any]:
        """What the services want to know."""
        names = ("title", "kind", "starts_at", "minutes", "place")
        return {name: self.cleaned_data[name] for name in names}


def initial_of(meeting: Meeting) -> dict[str, Any]:
    """The fields of the form as `meeting` has them."""
    local = meeting.starts_at.astimezone(meeting.zone)
    return {
        "title": meeting.title,
        "kind": meeting.kind,
        "day": local.date(),
        "at": local.time(),
        "minutes": meeting.minutes,
        "place": meeting.place,
    }


def zone_name(key: str) -> str:
    """How a zone reads in a sentence: "New York"."""
    return key.rpartition("/")[2].replace("_", " ")
