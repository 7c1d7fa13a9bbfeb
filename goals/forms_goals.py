"""What a person may promise."""

from django import forms

from goals.models import Goal


class GoalForm(forms.ModelForm[Goal]):
    class Meta:
        model = Goal
        fields = ["count", "period"]
        labels = {"count": "Introductions", "period": "How often"}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["count"].widget.attrs.update(min=1, max=50, inputmode="numeric")
