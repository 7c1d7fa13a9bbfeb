"""What a member says of a contact, and the address book that contacts come from."""

from __future__ import annotations

from typing import Any

from django import forms

from members.contacts.keeping import Said
from members.contacts.reading import MAX_BYTES, refuse_size
from members.forms_roster import accept
from members.models import Person, Profession
from members.roster.addresses import MAX_EMAIL, MAX_NAME, clean_email, clean_name


class BookForm(forms.Form):
    file = forms.FileField(
        allow_empty_file=True, error_messages={"required": "Choose a file first."}
    )

    def content(self) -> bytes:
        """The bytes of the file. Raises UnreadableContacts when there are too many."""
        file = self.cleaned_data["file"]
        refuse_size(file.size)
        return bytes(file.read(MAX_BYTES + 1))


class ContactPersonForm(forms.Form):
    name = forms.CharField(max_length=MAX_NAME, strip=False)
    email = forms.CharField(
        label="E-mail address",
        max_length=MAX_EMAIL,
        strip=False,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocapitalize": "none"}),
    )
    company = forms.CharField(max_length=MAX_NAME, required=False, strip=False)
    profession = forms.ModelChoiceField(
        Profession.objects.none(), to_field_name="slug", required=False, empty_label="Not known"
    )

    def __init__(self, *args: Any, keeper: Person, contact: Person | None = None, **more: Any):
        if contact:
            more["initial"] = {
                "name": contact.name,
                "email": contact.email or "",
                "company": contact.company,
                "profession": contact.profession.slug if contact.profession else "",
            }
        super().__init__(*args, **more)
        also = [contact.profession_id] if contact and contact.profession_id else []
        field = self.fields["profession"]
        field.queryset = Profession.objects.offered_to(keeper, also)  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return accept(clean_name, self.cleaned_data["name"])

    def clean_email(self) -> str:
        text = self.cleaned_data["email"]
        return accept(clean_email, text) if text.strip() else ""

    def clean_company(self) -> str:
        return accept(lambda text: clean_name(text, what="company"), self.cleaned_data["company"])

    def said(self) -> Said:
        return Said(**{name: self.cleaned_data[name] for name in self.fields})
