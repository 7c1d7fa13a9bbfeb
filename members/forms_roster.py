"""What an organizer fills in about one person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from members.models import Group, Profession
from members.roster.addresses import MAX_EMAIL, MAX_NAME, clean_email, clean_name
from members.roster.checking import RosterLine


class RosterPersonForm(forms.Form):
    """One person, under the rules that lines of a file are under."""

    name = forms.CharField(max_length=MAX_NAME, strip=False)
    email = forms.CharField(
        label="E-mail address",
        max_length=MAX_EMAIL,
        strip=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocapitalize": "none"}),
    )
    company = forms.CharField(max_length=MAX_NAME, required=False, strip=False)
    profession = forms.ModelChoiceField(
        Profession.objects.none(), to_field_name="slug", required=False, empty_label="Not known yet"
    )

    def __init__(self, group: Group, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["profession"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - as declared above
        field.queryset = Profession.objects.offered_in(group)

    def clean_name(self) -> str:
        return accept(clean_name, self.cleaned_data["name"])

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        return accept(clean_email, email) if email.strip() or self.fields["email"].required else ""

    def clean_company(self) -> str:
        return accept(lambda text: clean_name(text, what="company"), self.cleaned_data["company"])

    def said(self) -> dict[str, Any]:
        """What services want to know of somebody."""
        return {
            name: self.cleaned_data[name] for name in ("name", "email", "company", "profession")
        }

    def line(self) -> RosterLine:
        said = self.cleaned_data
        profession = said["profession"]
        return RosterLine(
            number=1,
            name=said["name"],
            email=said["email"],
            company=said["company"],
            profession=profession.slug if profession else None,
        )


def accept(clean: Callable[[str], str], text: str) -> str:
    """The cleaned text, or its reason as an error of the form."""
    try:
        return clean(text)
    except ValueError as reason:
        raise ValidationError(sentence(str(reason))) from None


def sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}."
