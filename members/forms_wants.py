"""What somebody would like, in one line."""

from django import forms

from members.models import Currency
from members.roster.addresses import refuse_invisible


class WantForm(forms.Form):
    currency = forms.ChoiceField(choices=Currency.choices, label="What it would be")
    text = forms.CharField(
        label="In a line",
        max_length=160,
        widget=forms.TextInput(attrs={"placeholder": "therapists who see couples"}),
    )

    def clean_text(self) -> str:
        text = " ".join(self.cleaned_data["text"].split())
        try:
            refuse_invisible(text, "the line")
        except ValueError as error:
            raise forms.ValidationError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
        return text
