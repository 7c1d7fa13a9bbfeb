"""What organizers fill in about places in their group: one line, several, the rules."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from members.forms import zone_choices
from members.forms_roster import RosterPersonForm, accept
from members.models import Group, Membership, Profession
from members.roster.addresses import clean_name
from members.roster.bulk import Deed, is_ours_to_write

State = Membership.State
HAS_PLACE = (State.LISTED, State.INVITED, State.ACTIVE)


class LineForm(RosterPersonForm):
    """One line of a roster: who it is, as long as organizers say that; role and rules of the place.

    Fields that this line does not have are left out.
    """

    role = forms.ChoiceField(choices=Membership.Role.choices)
    seat = forms.ModelChoiceField(
        Profession.objects.none(),
        to_field_name="slug",
        required=False,
        label="Seat",
        empty_label="None",
        help_text="The profession whose one seat they hold in this group.",
    )

    def __init__(self, membership: Membership, *args: Any, **kwargs: Any) -> None:
        group = membership.group
        super().__init__(group, *args, **kwargs)
        self.writes_profile = is_ours_to_write(membership)
        seated = group.one_seat_per_profession and membership.state == State.ACTIVE
        seat = cast("forms.ModelChoiceField[Profession]", self.fields["seat"])
        seat.queryset = Profession.objects.offered_in(group)
        self.fields["email"].required = bool(membership.person.email)
        if not self.writes_profile:
            for name in ("name", "email", "company", "profession"):
                del self.fields[name]
        if not seated:
            del self.fields["seat"]
        if membership.state not in HAS_PLACE:
            del self.fields["role"]
        if membership.state == State.WAITING:
            self.fields["profession"].label = "Profession, and the seat they wait for"


class BulkForm(forms.Form):
    """What to do to the lines that are ticked, or to all that match."""

    all = forms.BooleanField(required=False)
    deed = forms.ChoiceField(
        choices=[("invite", "Invite"), *Deed.choices],
        error_messages={"required": "Choose what to do first."},
    )
    profession = forms.ModelChoiceField(
        Profession.objects.none(), to_field_name="slug", required=False
    )

    def __init__(self, group: Group, *args: Any) -> None:
        super().__init__(*args)
        profession = cast("forms.ModelChoiceField[Profession]", self.fields["profession"])
        profession.queryset = Profession.objects.offered_in(group)

    @property
    def who(self) -> list[int]:
        """The keys of the lines that are ticked."""
        ticked = cast("QueryDict", self.data).getlist("who")
        return [int(key) for key in ticked if key.isascii() and key.isdigit() and len(key) < 19]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("deed") == Deed.PROFESSION and not said.get("profession"):
            raise ValidationError("Choose the profession first.")
        if not self.who and not said.get("all"):
            raise ValidationError("Tick somebody first, or “all that match”.")
        return said

    def first_error(self) -> str:
        return str(next(iter(self.errors.values()))[0])


class RulesForm(forms.ModelForm[Group]):
    class Meta:
        model = Group
        fields: ClassVar[list[str]] = [
            "name",
            "time_zone",
            "one_seat_per_profession",
            "cross_groups",
            "invitations_per_day",
        ]
        labels: ClassVar[dict[str, str]] = {
            "name": "Name of the group",
            "one_seat_per_profession": "One seat per profession",
            "cross_groups": "Introductions to other groups",
            "invitations_per_day": "Invitations a day at most",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "one_seat_per_profession": "Who comes second waits for the seat.",
            "cross_groups": "Members may be introduced to people of the introducer's other groups. "
            "Each can say no for themselves.",
            "invitations_per_day": "A mail server that gets too many at once takes them for "
            "advertising.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            choices=zone_choices,
            help_text="Meetings and days are told by this clock. Meetings to come keep their hour.",
        )

    def clean_name(self) -> str:
        return accept(clean_name, self.cleaned_data["name"])
