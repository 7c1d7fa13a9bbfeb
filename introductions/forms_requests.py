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
        Profession.objects.none(), label="Profession", required=False, empty_label="Any"
    )
    group = forms.ModelChoiceField(Group.objects.none(), label="In which group", empty_label=None)

    def __init__(self, *args: Any, person: Person) -> None:
        super().__init__(*args)
        offered = self.fields["profession"]
        assert isinstance(offered, forms.ModelChoiceField)  # noqa: S101 - as declared above
        offered.queryset = Profession.objects.offered_to(person)
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

    def clean(self) -> dict[str, Any]:
        """A profession that one group has added is not a word of the others."""
        said = super().clean() or {}
        profession = said.get("profession")
        group = said.get("group") or (self.groups[0] if len(self.groups) == 1 else None)
        if profession and group and profession.group_id not in (None, group.pk):
            self.add_error("profession", f"{group} has no such entry. Choose another, or Any.")
        return said

    @property
    def chosen_group(self) -> Group:
        """Where it is asked. Only of a valid form."""
        group: Group = self.cleaned_data.get("group") or self.groups[0]
        return group
