"""What people type about introductions, checked."""

import unicodedata
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from introductions.drafting import SUBJECT_LENGTH, Draft, Letter
from introductions.ladder import Answer
from introductions.models import FollowUp, Party
from introductions.services.asking import LONGEST_NOT_NOW
from introductions.services.following_up import LONGEST_DELAY
from introductions.services.thanking import THANKS_LENGTH
from members.models import Person, Tie

BODY_LENGTH = 4000
USUAL_NOT_NOW = timedelta(days=28)
# Characters that show nothing, or turn the direction of what follows: never meant in a letter.
INVISIBLE = {"Cc", "Cs", "Zl", "Zp"}
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def validate_plain(text: str) -> None:
    """Refuse control characters. Line breaks and tabs are the letter's own affair."""
    for character in text:
        if character in "\n\t":
            continue
        if unicodedata.category(character) in INVISIBLE or character in TURNING:
            raise ValidationError("There is an invisible character in this text. Type it again.")


def validate_one_line(text: str) -> None:
    if any(character in text for character in "\n\r\t"):
        raise ValidationError("The subject has to be one line.")


class LetterField(forms.CharField):
    """Text of several lines; whatever the browser ends lines with becomes a plain line break."""

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class IntroductionForm(forms.Form):
    """Both letters of an introduction: a subject and a text for each side."""

    subject_a = forms.CharField(max_length=SUBJECT_LENGTH)
    body_a = LetterField(max_length=BODY_LENGTH, validators=[validate_plain])
    subject_b = forms.CharField(max_length=SUBJECT_LENGTH)
    body_b = LetterField(max_length=BODY_LENGTH, validators=[validate_plain])

    def __init__(self, *args: object, a: Person, b: Person, drafted: Draft) -> None:
        data = args[0] if args else None
        initial = {
            "subject_a": drafted.for_a.subject,
            "body_a": drafted.for_a.body,
            "subject_b": drafted.for_b.subject,
            "body_b": drafted.for_b.body,
        }
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        for side, person in (("a", a), ("b", b)):
            subject, body = self.fields[f"subject_{side}"], self.fields[f"body_{side}"]
            subject.error_messages["required"] = "Give this mail a subject."
            body.error_messages["required"] = f"Write a few words to {person.first_name}."
            subject.label, body.label = "Subject", f"Letter to {person.first_name}"
            subject.validators += [validate_one_line, validate_plain]
            body.widget.attrs["rows"] = 15

    @property
    def letter_a(self) -> Letter:
        return Letter(self.cleaned_data["subject_a"], self.cleaned_data["body_a"])

    @property
    def letter_b(self) -> Letter:
        return Letter(self.cleaned_data["subject_b"], self.cleaned_data["body_b"])


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        choices=[choice for choice in FollowUp.Answer.choices if choice[0] != "later"]
    )

    @property
    def answer_given(self) -> Answer:
        return self.cleaned_data["answer"]  # type: ignore[no-any-return]


class QuestionForm(forms.Form):
    """May I introduce you? Yes, not now until a day, or no."""

    answer = forms.ChoiceField(choices=Party.Answer.choices)
    until = forms.DateField(
        label="Ask me again on", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(
        self, data: Any = None, *, person: Person, now: datetime, auto_id: str = "id_%s"
    ) -> None:
        self.today = now.astimezone(person.zone).date()
        usual = {"until": self.today + USUAL_NOT_NOW}
        super().__init__(data, initial=usual, auto_id=auto_id)
        self.fields["until"].required = data is None or data.get("answer") == Party.Answer.NOT_NOW
        self.fields["until"].error_messages["required"] = (
            "Say when you would like to be asked again."
        )
        first, last = self.today + timedelta(days=1), self.today + timedelta(days=LONGEST_NOT_NOW)
        self.fields["until"].widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        until = given.get("until")
        if given.get("answer") != Party.Answer.NOT_NOW:
            return given | {"until": None}
        if until and not self.today < until <= self.today + timedelta(days=LONGEST_NOT_NOW):
            self.add_error("until", "Choose a day from tomorrow to half a year ahead.")
        return given


class ThanksForm(forms.Form):
    words = LetterField(
        label="In a word, if you like",
        max_length=THANKS_LENGTH,
        required=False,
        validators=[validate_plain],
    )


class PutOffForm(forms.Form):
    days = forms.IntegerField(min_value=1, max_value=LONGEST_DELAY)


class ClosenessForm(forms.Form):
    closeness = forms.TypedChoiceField(
        choices=Tie.Closeness.choices, coerce=int, label="How well you know each other"
    )
