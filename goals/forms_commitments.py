"""The plan behind a promise, as its if-then is filled in."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from goals.models import Commitment
from goals.wording import WEEKDAYS


class CommitmentForm(forms.ModelForm[Commitment]):
    """When it is these days at this hour, after that cue: so many of a kind."""

    weekdays = forms.TypedMultipleChoiceField(
        label="When it is",
        choices=[(day, name) for day, name in enumerate(WEEKDAYS)],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose one day at least."},
    )

    class Meta:
        model = Commitment
        fields: ClassVar[list[str]] = ["weekdays", "at", "cue", "count", "kind", "reminds"]
        labels: ClassVar[dict[str, str]] = {
            "at": "At",
            "cue": "Right after, or where",
            "count": "How many",
            "kind": "What",
            "reminds": "Remind me by mail",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "cue": "What you do anyway carries what you want to do: “after coffee”.",
            "reminds": "At that hour, with everything ready. Not when it is done already.",
        }
        widgets: ClassVar[dict[str, Any]] = {
            "at": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "cue": forms.TextInput(attrs={"placeholder": "after coffee"}),
        }

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["count"].widget.attrs.update(min=1, max=10, inputmode="numeric")

    def clean_cue(self) -> str:
        """As it reads in the middle of a sentence."""
        return str(self.cleaned_data["cue"]).strip().strip(",.;:").strip()

    def clean_weekdays(self) -> list[int]:
        days = sorted(set(self.cleaned_data["weekdays"]))
        if not days:
            raise ValidationError("Choose one day at least.")
        return days
