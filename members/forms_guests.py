"""What an organizer says of a guest."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from members.forms_roster import accept
from members.models import Group, Profession
from members.roster.addresses import MAX_EMAIL, MAX_NAME, clean_email, clean_name


class GuestForm(forms.Form):
    """A name is enough: more can be said when they come back."""

    name = forms.CharField(
        label="Name",
        max_length=MAX_NAME,
        strip=False,
        error_messages={"required": "Say who it is."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words"}),
    )
    email = forms.CharField(
        label="E-mail address",
        max_length=MAX_EMAIL,
        required=False,
        strip=False,
        widget=forms.TextInput(
            attrs={"inputmode": "email", "autocapitalize": "none", "autocomplete": "off"}
        ),
    )
    profession = forms.ModelChoiceField(
        Profession.objects.none(), to_field_name="slug", required=False, empty_label="Not known yet"
    )

    def __init__(self, group: Group, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        profession = cast("forms.ModelChoiceField[Profession]", self.fields["profession"])
        profession.queryset = Profession.objects.offered_in(group)

    def clean_name(self) -> str:
        return accept(clean_name, self.cleaned_data["name"])

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip()
        return accept(clean_email, email) if email else ""

    def said(self) -> dict[str, Any]:
        """What the service wants to know."""
        names = ("name", "email", "profession")
        return {"company": "", **{name: self.cleaned_data[name] for name in names}}
