"""What an organizer fills in: a file with a roster, or one person."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError

from members.models import Profession
from members.roster.addresses import MAX_EMAIL, MAX_NAME, clean_email, clean_name
from members.roster.checking import RosterLine
from members.roster.reading import MAX_BYTES, refuse_size


class RosterFileForm(forms.Form):
    file = forms.FileField(
        allow_empty_file=True, error_messages={"required": "Choose a file first."}
    )

    def content(self) -> bytes:
        """The bytes of the file. Raises UnreadableRoster when there are too many."""
        file = self.cleaned_data["file"]
        refuse_size(file.size)
        return bytes(file.read(MAX_BYTES + 1))


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
        Profession.objects.all(), to_field_name="slug", required=False, empty_label="Not known yet"
    )

    def clean_name(self) -> str:
        return accept(clean_name, self.cleaned_data["name"])

    def clean_email(self) -> str:
        return accept(clean_email, self.cleaned_data["email"])

    def clean_company(self) -> str:
        return accept(lambda text: clean_name(text, what="company"), self.cleaned_data["company"])

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
