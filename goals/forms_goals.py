"""What a person may promise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from goals.models import Goal, Promised
from goals.progress import Progress


class GoalForm(forms.ModelForm[Goal]):
    """So many of a kind a day, week or month. Without a kind it is introductions."""

    kind = forms.ChoiceField(label="What", choices=Promised.choices, required=False)

    class Meta:
        model = Goal
        fields = ["count", "period"]
        labels = {"count": "How many", "period": "How often"}

    def __init__(self, data: Any = None, *, kinds: Sequence[str] = (), **kwargs: Any) -> None:
        """`kinds` are those to choose from; a single one is not asked for."""
        kinds = kinds or [str((data or {}).get("kind") or Promised.INTRODUCTIONS)]
        super().__init__(data, auto_id=f"id_{'_'.join(kinds)}_%s", **kwargs)
        self.order_fields(["kind", "count", "period"])
        self.fields["count"].widget.attrs.update(min=1, max=50, inputmode="numeric")
        field = self.fields["kind"]
        if len(kinds) == 1:
            field.widget = forms.HiddenInput()
            field.initial = kinds[0]
        elif isinstance(field, forms.ChoiceField):
            field.choices = [(kind, Promised(kind).label) for kind in kinds]

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Promised.INTRODUCTIONS


def form_for(progress: Progress) -> GoalForm:
    """The form that changes the goal of `progress`."""
    goal = progress.goal
    initial = {"count": goal.count, "period": goal.period} if goal else {}
    return GoalForm(kinds=[progress.kind], initial=initial)
