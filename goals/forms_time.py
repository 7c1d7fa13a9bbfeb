"""What a person says of their minutes and of money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from goals.models import Activity, Earning
from goals.money import CODE, read_amount
from goals.rot.defaults import AS_LONG_AS_THE_MEETING, DEFAULT_MINUTES
from goals.rot.rows import Spent
from goals.services.minutes import MOST_MINUTES
from introductions.forms import validate_plain
from members.models import Group, Person

NOTE_LENGTH = 120
NOT_MINUTES = f"Write whole minutes, 0 to {MOST_MINUTES}."


def minutes_field(**options: Any) -> forms.IntegerField:
    """Minutes of at most a day."""
    problems = dict.fromkeys(["invalid", "min_value", "max_value"], NOT_MINUTES)
    return forms.IntegerField(
        min_value=0,
        max_value=MOST_MINUTES,
        error_messages=problems,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "step": "any"}),
        **options,
    )


def day_field(label: str = "Day", **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day like 2026-11-28."},
        **options,
    )


def not_to_come(day: date, person: Person, now: datetime) -> date:
    """Refuse a day that has not come yet where `person` is, and one long before any record."""
    if day > now.astimezone(person.zone).date():
        raise ValidationError("This day has not come yet. Choose today or an earlier day.")
    if day.year < 2000:
        raise ValidationError("This is too long ago. Check the year.")
    return day


class MinutesForm(forms.Form):
    """How long one thing took; nothing means as long as usual, where it has a usual length."""

    minutes = minutes_field(label="Minutes", required=False)

    def __init__(self, data: Any = None, *, spent: Spent) -> None:
        super().__init__(data, initial={"minutes": spent.minutes})
        self.fields["minutes"].required = spent.usual is None


class EntryForm(forms.Form):
    """Minutes that nothing else tells of."""

    activity = forms.ChoiceField(label="What", choices=Activity.choices)
    day = day_field()
    minutes = minutes_field(label="Minutes")
    group = forms.ModelChoiceField(
        Group.objects.none(), label="In the group", required=False, empty_label="None"
    )
    note = forms.CharField(
        label="Note", max_length=NOTE_LENGTH, required=False, validators=[validate_plain]
    )

    def __init__(
        self, data: Any = None, *, person: Person, groups: Mapping[int, str], now: datetime
    ) -> None:
        today = now.astimezone(person.zone).date()
        super().__init__(data, initial={"day": today, "activity": Activity.SPEAKING_WRITING})
        self.person, self.now = person, now
        self.fields["day"].widget.attrs["max"] = str(today)
        field = self.fields["group"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - as declared above
        field.queryset = Group.objects.of(person)
        # Their names have been read already.
        field.widget.choices = [("", "None"), *groups.items()]
        if not groups:
            del self.fields["group"]

    def clean_day(self) -> date:
        return not_to_come(self.cleaned_data["day"], self.person, self.now)


class UsualForm(forms.Form):
    """One number for each activity; without one it takes as long as it takes anybody."""

    def __init__(self, data: Any = None, *, said: Mapping[str, int]) -> None:
        super().__init__(data)
        for value, label in Activity.choices:
            as_meeting = value in AS_LONG_AS_THE_MEETING
            self.fields[value] = field = minutes_field(
                label=label, required=False, initial=said.get(value)
            )
            field.widget.attrs["placeholder"] = (
                "as planned" if as_meeting else DEFAULT_MINUTES[value]
            )


class AmountField(forms.CharField):
    """An amount in the way of writing of any country."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read_amount(text)
        except ValueError:
            raise ValidationError(
                f"“{text[:30]}” is not an amount. Write it like 1,234.50 or 1.234,50."
            ) from None

    def prepare_value(self, value: Any) -> Any:
        return f"{value:.2f}" if isinstance(value, Decimal) else value


class EarningForm(forms.Form):
    amount = AmountField(
        label="Amount",
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "placeholder": "1,234.50"}),
    )
    code = forms.CharField(
        label="Currency",
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "list": "currencies",
                "placeholder": "USD",
                "autocapitalize": "characters",
                "autocomplete": "off",
            }
        ),
    )
    day = day_field()
    other = forms.ModelChoiceField(
        Person.objects.none(), label="Through", required=False, empty_label="Nobody in particular"
    )
    note = forms.CharField(
        label="Note", max_length=NOTE_LENGTH, required=False, validators=[validate_plain]
    )

    def __init__(
        self,
        data: Any = None,
        *,
        person: Person,
        now: datetime,
        code: str = "",
        earning: Earning | None = None,
    ) -> None:
        today = now.astimezone(person.zone).date()
        initial: dict[str, Any] = {"day": today, "code": code}
        if earning:
            initial = {
                "amount": earning.amount,
                "code": earning.code,
                "day": earning.earned_on,
                "other": earning.other_id,
                "note": earning.note,
            }
        super().__init__(data, initial=initial)
        self.person, self.now = person, now
        self.fields["day"].widget.attrs["max"] = str(today)
        field = self.fields["other"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - as declared above
        field.queryset = Person.objects.circle_of(person)

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip().upper()
        if not CODE.fullmatch(code):
            raise ValidationError("Write the currency as its three letters, like USD or EUR.")
        return code

    def clean_day(self) -> date:
        return not_to_come(self.cleaned_data["day"], self.person, self.now)
