"""What somebody looks for, in one line."""

from __future__ import annotations

from typing import Any

from django import forms

from introductions.forms import validate_plain
from members.models import Group, Person, Profession


class RequestForm(forms.Form):
    """The group is asked for only where there are several."""

    text = forms.CharField(
        label="Does anybody know …",
        max_length=200,
        validators=[validate_plain],
        help_text="In one line: an accountant who knows restaurants.",
    )
    profession = forms.ModelChoiceField(
        Profession.objects.all(), label="Profession", required=False, empty_label="Any"
    )
    group = forms.ModelChoiceField(Group.objects.none(), label="In which group", empty_label=None)

    def __init__(self, *args: Any, person: Person) -> None:
        super().__init__(*args)
        groups = list(Group.objects.of(person))
        self.groups = groups
        if len(groups) == 1:
            del self.fields["group"]
        else:
            field = self.fields["group"]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - as declared above
            field.queryset = Group.objects.of(person)

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())

    @property
    def chosen_group(self) -> Group:
        """Where it is asked. Only of a valid form."""
        group: Group = self.cleaned_data.get("group") or self.groups[0]
        return group
