"""How the tables of a meeting are to be planned, and who moves where."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django import forms
from django.http import QueryDict

from introductions.seating.coming import Expected
from introductions.seating.looking import ORDINALS, Round
from introductions.services.seating import MOST_PEOPLE, ROUNDS, SEATS

ROUNDS_SAID = ("One", "Two, with other people", "Three, each with other people")


def choices_of(form: forms.Form, name: str) -> forms.ChoiceField:
    return cast(forms.ChoiceField, form.fields[name])


class TablesForm(forms.Form):
    """Who comes, how many sit at a table, how often they change tables."""

    seats = forms.TypedChoiceField(
        label="Seats at a table",
        coerce=int,
        choices=[(count, str(count)) for count in SEATS],
        initial=4,
    )
    rounds = forms.TypedChoiceField(
        label="Rounds", coerce=int, choices=list(zip(ROUNDS, ROUNDS_SAID, strict=True)), initial=1
    )
    person = forms.TypedMultipleChoiceField(
        label="Who comes",
        coerce=int,
        error_messages={"required": "Choose who comes: two people at least."},
    )

    def __init__(self, expected: Expected, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "person").choices = [(key, key) for key in expected.keys]
        self.expected = expected

    @property
    def ticked(self) -> set[int]:
        """Who stands ticked: what was sent, else who is expected."""
        if not self.is_bound:
            return set(self.expected.ticked)
        sent = cast(QueryDict, self.data).getlist("person")
        return {key for key in self.expected.keys if str(key) in sent}

    def clean_person(self) -> list[int]:
        people: list[int] = self.cleaned_data["person"]
        if len(people) < 2:
            raise forms.ValidationError("Choose who comes: two people at least.")
        if len(people) > MOST_PEOPLE:
            raise forms.ValidationError(f"Tables are planned for {MOST_PEOPLE} people at most.")
        return people


class MoveForm(forms.Form):
    """One person to another table, by hand."""

    person = forms.TypedChoiceField(label="Who", coerce=int)
    in_round = forms.TypedChoiceField(label="In which round", coerce=int, required=False)
    to = forms.TypedChoiceField(label="To table", coerce=int)
    made_at = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, rounds: list[Round], made_at: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["made_at"].initial = made_at.isoformat()
        self.names = {seat.key: seat.name for table in rounds[0].tables for seat in table.seats}
        by_name = sorted(self.names.items(), key=lambda each: each[1].casefold())
        choices_of(self, "person").choices = by_name
        numbers = [table.number for table in rounds[0].tables]
        choices_of(self, "to").choices = [(number - 1, str(number)) for number in numbers]
        if len(rounds) > 1:
            names = [(each.number, ORDINALS[each.number]) for each in rounds]
            choices_of(self, "in_round").choices = names
        else:
            del self.fields["in_round"]

    def clean_made_at(self) -> datetime:
        try:
            return datetime.fromisoformat(self.cleaned_data["made_at"])
        except ValueError:
            raise forms.ValidationError("Reload the page and try again.") from None

    @property
    def who(self) -> str:
        """The name of whoever is moved."""
        return self.names[self.cleaned_data["person"]]

    def said(self) -> dict[str, Any]:
        """What the service wants to know."""
        said = self.cleaned_data
        return {
            "person": said["person"],
            "to": said["to"],
            "in_round": said.get("in_round") or 0,
            "made_at": said["made_at"],
        }
