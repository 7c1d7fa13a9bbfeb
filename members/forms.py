"""What a person may say of themselves."""

from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError

from members.models import Person, Profession, ProspectPool, SourceType, TriggerEvent
from members.querysets import keys_of_groups
from members.roster.addresses import clean_name

# The four lists of a profile: the form's field, where its entries come from, what they mean.
LISTS = {
    "sources": (SourceType, "Who sends you business", "Types of people, not names."),
    "pools": (ProspectPool, "Whose custom you seek", "The clients you would like more of."),
    "events": (TriggerEvent, "When you are needed", "Events that make somebody call you."),
    "belongs": (ProspectPool, "What you are yourself", "Somebody may look for clients like you."),
}


def zone_choices() -> list[tuple[str, str]]:
    """All zones that belong to a place, as people read them."""
    names = sorted(name for name in available_timezones() if "/" in name and "Etc/" not in name)
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


class ProfileForm(forms.ModelForm[Person]):
    refill = forms.BooleanField(
        label="Start over with this profession's usual lists", required=False
    )

    class Meta:
        model = Person
        fields: ClassVar[list[str]] = [
            "name",
            "company",
            "profession",
            "about",
            "events_per_month",
            "time_zone",
            *LISTS,
        ]
        labels: ClassVar[dict[str, str]] = {
            "about": "In your own words",
            "events_per_month": "Networking events a month",
            "time_zone": "Time zone",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "about": "One or two sentences that somebody could say about you.",
        }
        widgets: ClassVar[dict[str, Any]] = {
            "about": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            label="Time zone", choices=zone_choices, help_text="Mails come at your own hours."
        )
        self.fields["events_per_month"].widget.attrs.update(min=0, max=60)
        person, groups = self.instance, keys_of_groups(self.instance)
        self.fields["profession"] = forms.ModelChoiceField(
            Profession.objects.offered_among(groups, [person.profession_id]),
            required=False,
            empty_label="Not chosen yet",
        )
        for name, (model, *_) in LISTS.items():
            chosen = getattr(person, name).order_by().values("pk")
            field = self.fields[name]
            assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - as the model says
            field.queryset = model.objects.offered_among(groups, chosen)

    def clean_name(self) -> str:
        try:
            return clean_name(self.cleaned_data["name"])
        except ValueError as error:
            raise ValidationError(str(error)) from error


class ProfessionForm(forms.Form):
    profession = forms.ModelChoiceField(
        Profession.objects.none(), label="Your profession", empty_label="Choose one"
    )

    def __init__(self, *args: Any, person: Person) -> None:
        super().__init__(*args)
        field = self.fields["profession"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - as declared above
        field.queryset = Profession.objects.offered_to(person)
