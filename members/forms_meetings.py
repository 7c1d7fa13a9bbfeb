"""What an organizer says of a meeting, by the clock of the group."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from members.forms_roster import accept
from members.models import Group, Meeting
from members.recurring import Repeats, fits, last_of_month
from members.roster.addresses import clean_name
from members.services.series import Said

YEARS_BACK, YEARS_AHEAD = 2, 3
ONE, FOLLOWING = "one", "following"
SCOPES = [(ONE, "Only this one"), (FOLLOWING, "This and the following")]
OFTEN = [
    (Repeats.WEEKLY, "Every week"),
    (Repeats.FORTNIGHTLY, "Every two weeks"),
    (Repeats.MONTHLY_WEEKDAY, "Every month, like the second Tuesday"),
    (Repeats.MONTHLY_LAST, "Every month, like the last Tuesday"),
]


def last_day_field() -> forms.DateField:
    return forms.DateField(
        label="Until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Empty: until you end it.",
        error_messages={"invalid": "This is not a day."},
    )


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

    repeats = forms.ChoiceField(
        label="Repeats", required=False, choices=[("", "Does not repeat"), *OFTEN]
    )
    until = last_day_field()
    scope = forms.ChoiceField(
        label="What changes",
        choices=SCOPES,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the following ones change, too."},
    )

    def __init__(
        self,
        group: Group,
        *args: Any,
        now: datetime,
        meeting: Meeting | None = None,
        **kwargs: Any,
    ) -> None:
        """Of a new meeting, or of one that is there: those of a series are changed alone or with
        what follows, as long as they have not begun."""
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(group.time_zone)
        self.today = now.astimezone(self.zone).date()
        self.fields["at"].help_text = f"By the clocks in {zone_name(group.time_zone)}."
        repeats = meeting is not None and meeting.series_id is not None
        if not repeats:
            del self.fields["scope"]
        elif meeting is not None and meeting.starts_at > now:
            self.fields["repeats"] = forms.ChoiceField(label="Repeats", choices=OFTEN)
        else:
            for name in ("scope", "repeats", "until"):
                del self.fields[name]

    def clean_title(self) -> str:
        title = accept(lambda text: clean_name(text, what="title"), self.cleaned_data["title"])
        if not title:
            raise ValidationError("Give the meeting a name.")
        return title

    def clean_place(self) -> str:
        place = self.cleaned_data["place"]
        return accept(lambda text: clean_name(text, what="place", limit=160), place)

    def clean_day(self) -> date:
        return in_these_years(self.cleaned_data["day"], self.today)

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        return until and in_these_years(until, self.today)

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
        if "day" in said and "repeats" in self.fields:
            self._check_repeats(said["day"], said.get("repeats", ""), said.get("until"))
        if said.get("scope") == ONE and {"repeats", "until"} & set(self.changed_data):
            self.add_error("scope", "How they repeat changes for this and the following.")
        return said

    def _check_repeats(self, day: date, repeats: str, until: date | None) -> None:
        if until and not repeats:
            self.add_error("until", "Say how it repeats, or leave this empty.")
        elif until and until < day:
            self.add_error("until", "This is before the first of them.")
        if repeats and not fits(repeats, day):
            last = last_of_month(day)
            self.add_error(
                "repeats",
                f"{day:%B} {day.day} is not the last {day:%A} of its month: "
                f"{last:%B} {last.day} is. Choose that day, or another way to repeat.",
            )

    @property
    def concerns_following(self) -> bool:
        """Whether what was said is meant for this one and those after it."""
        return self.cleaned_data.get("scope") == FOLLOWING

    @property
    def repeats_from_now_on(self) -> bool:
        """Whether what was single is to repeat."""
        return "scope" not in self.fields and bool(self.cleaned_data.get("repeats"))

    def said(self) -> dict[str, Any]:
        """What the services want to know of one meeting."""
        names = ("title", "kind", "starts_at", "minutes", "place")
        return {name: self.cleaned_data[name] for name in names}

    def said_of_series(self) -> Said:
        """What they want to know of meetings that repeat."""
        said = self.cleaned_data
        return Said(
            kind=said["kind"],
            title=said["title"],
            place=said["place"],
            minutes=said["minutes"],
            repeats=said["repeats"],
            first_day=said["day"],
            begins_at=said["at"],
            last_day=said["until"],
        )


class LastDayForm(forms.Form):
    """Until when meetings repeat."""

    until = last_day_field()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        return until and in_these_years(until, self.today)


def in_these_years(day: date, today: date) -> date:
    """`day`, unless it is so far away that it must be a slip."""
    if day.year < today.year - YEARS_BACK:
        raise ValidationError(f"This is before {today.year - YEARS_BACK}. Is the year right?")
    if day.year > today.year + YEARS_AHEAD:
        raise ValidationError(f"This is after {today.year + YEARS_AHEAD}. Is the year right?")
    return day


def initial_of(meeting: Meeting) -> dict[str, Any]:
    """The fields of the form as `meeting` has them."""
    local = meeting.starts_at.astimezone(meeting.zone)
    series = meeting.series
    return {
        "scope": ONE,
        "repeats": series.repeats if series else "",
        "until": series.last_day if series else None,
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
