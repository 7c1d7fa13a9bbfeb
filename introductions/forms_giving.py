"""What people type about giving and receiving, checked."""

from __future__ import annotations

from typing import Any

from django import forms

from introductions.forms import LetterField, validate_plain
from introductions.models import Contribution
from introductions.services.contributing import TEXT_LENGTH, THANKS_LENGTH
from members.models import Currency, Group

GAVE, RECEIVED = "gave", "received"


def words_field(**options: Any) -> forms.CharField:
    return forms.CharField(
        label="In a few words",
        max_length=TEXT_LENGTH,
        required=False,
        validators=[validate_plain],
        **options,
    )


class NoteForm(forms.Form):
    """One press: which way, and in which currency."""

    way = forms.ChoiceField(choices=[(GAVE, "I gave"), (RECEIVED, "I received")])
    currency = forms.ChoiceField(choices=Currency.choices)
    text = words_field()


class WordsForm(forms.Form):
    text = words_field()


class CorrectForm(forms.Form):
    """What it was, as its receiver says."""

    currency = forms.ChoiceField(choices=Currency.choices, label="What it was")
    text = words_field()


class ShowForm(forms.Form):
    """One of the groups of both."""

    show_to = forms.ModelChoiceField(
        Group.objects.none(), label="Show it to", to_field_name="slug", empty_label=None
    )

    def __init__(self, *args: Any, contribution: Contribution) -> None:
        super().__init__(*args)
        field = self.fields["show_to"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - as declared above
        field.queryset = Group.objects.of_both(contribution.giver, contribution.receiver)


class GivingThanksForm(ShowForm):
    """Thanks to the giver, in a word or without one, seen by nobody else unless one says so."""

    words = LetterField(
        label="In a word, if you like",
        max_length=THANKS_LENGTH,
        required=False,
        validators=[validate_plain],
    )

    field_order = ["words", "show_to"]

    def __init__(self, *args: Any, contribution: Contribution) -> None:
        super().__init__(*args, contribution=contribution)
        field = self.fields["show_to"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - as declared above
        field.required = False
        field.empty_label = f"{contribution.giver.first_name} alone"
        self.fields["words"].widget.attrs["rows"] = 3
