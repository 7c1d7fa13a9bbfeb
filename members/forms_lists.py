"""What organizers fill in when they change the lists of their group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from members.models import EventNeed, Group, OurWords, Profession, TriggerEvent
from members.vocabulary import texts
from members.vocabulary.checking import TEXTS, WHAT, check_own, check_words
from members.vocabulary.kinds import Kind, kind_of
from members.vocabulary.texts import Names

MORE_NEEDS = 3  # empty lines to fill in
MOST_NEEDS = 40
DEFAULTS = ("sources", "pools", "belongs")

SHORT_HELP = {
    "professions": "After an article, as in: May I introduce you to a “family attorney”?",
    "sources": "Several of them, as in: Both hear from “past clients”.",
    "pools": "Several of them, as in: Both look for “divorcing couples”.",
    "events": "With its article, as in: “A divorce” needs both of them.",
}


def text(label: str, help_text: str = "", *, longest: int = texts.LONGEST_NAME) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.TextInput(attrs={"maxlength": longest}),
    )


class _TextsForm(forms.Form):
    """Name, phrase and other names, of whichever sort of entry."""

    name = text("Name", "As a list or a heading shows it.")
    short = text("In a sentence")
    aliases = forms.CharField(
        label="Other names",
        help_text="What people write instead, one a line: “accountant” finds CPA.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any, *, group: Group, kind: Kind, initial: dict[str, Any]) -> None:
        self.group, self.kind = group, kind
        super().__init__(data, initial=initial)
        self.fields["short"].help_text = SHORT_HELP[kind.name]
        self.names = Names(kind.model.objects.of_lists_of(group))


class EntryForm(_TextsForm):
    """An entry of the group's own: everything about it."""

    field_order = ("name", "short", "plural", "moment", "sphere", "help", "aliases")

    def __init__(self, data: Any, *, group: Group, kind: Kind, term: Any = None) -> None:
        self.term = term
        super().__init__(data, group=group, kind=kind, initial=_stored(term))
        if kind.name == "professions":
            self._add_profession_fields()
        if kind.name == "events":
            self.fields["moment"] = text(
                "The moment",
                "A clause, as in: “When a couple parts”, both are needed.",
                longest=texts.LONGEST_PHRASE,
            )
        self.order_fields(self.field_order)
        for name in ("name", *(name for name, must in TEXTS[kind.name].items() if must)):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = f"{WHAT[name]} is missing."

    def _add_profession_fields(self) -> None:
        self.fields["plural"] = text("Several of them", "As in: Both hear from “family attorneys”.")
        everybodys = Profession.objects.filter(group=None).order_by()
        spheres = {*everybodys.values_list("sphere", flat=True), "Other"}
        self.fields["sphere"] = forms.ChoiceField(
            label="Stands under",
            choices=[(sphere, sphere) for sphere in sorted(spheres)],
        )
        self.fields["help"] = text(
            "What clients get",
            "As in: they “help couples settle without a courtroom”.",
            longest=texts.LONGEST_PHRASE,
        )
        for name in DEFAULTS:
            model: Any = Profession._meta.get_field(name).related_model
            self.fields[name] = forms.ModelMultipleChoiceField(
                model.objects.offered_in(self.group), required=False
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        checked = check_own(self.kind, said, self.names, self.term.slug if self.term else "")
        for name, sentence in checked.errors.items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return {**said, **checked.fields}

    @property
    def changes_suggestions(self) -> bool:
        """Whether what is changed is more than words."""
        return self.term is not None and not set(DEFAULTS).isdisjoint(self.changed_data)


class WordsForm(_TextsForm):
    """What the group calls an entry that everybody has, and whether it is offered."""

    hidden = forms.BooleanField(
        label="Do not offer it here",
        help_text="Who has chosen it keeps it.",
        required=False,
    )

    def __init__(self, data: Any, *, group: Group, term: Any) -> None:
        self.term = term
        ours = OurWords.objects.filter(group=group, **{type(term).WORDS: term}).first()
        words = ours or OurWords()
        initial = {
            "name": words.name,
            "short": words.short,
            "aliases": "\n".join(words.aliases),
            "hidden": words.hidden,
        }
        super().__init__(data, group=group, kind=kind_of(term), initial=initial)
        for name in ("name", "short"):
            everybodys = getattr(term, name)
            self.fields[name].widget.attrs["placeholder"] = everybodys
        self.fields["name"].help_text = f"Empty: “{term.name}”, as everybody says."

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        checked = check_words(said, self.names, self.term.slug)
        for name, sentence in checked.errors.items():
            self.add_error(name, sentence)
        fields = checked.fields
        for name in ("name", "short"):
            if fields.get(name) == getattr(self.term, name):
                fields[name] = ""
        return {**said, **fields}

    @property
    def changes_suggestions(self) -> bool:
        return "hidden" in self.changed_data


def _stored(term: Any) -> dict[str, Any]:
    if term is None:
        return {}
    plain = ("name", "short", "plural", "sphere", "help", "moment")
    stored: dict[str, Any] = {name: getattr(term, name, "") for name in plain}
    stored["aliases"] = "\n".join(term.aliases)
    if isinstance(term, Profession):
        for name in DEFAULTS:
            stored[name] = [one.pk for one in getattr(term, name).all()]
    return stored


# --- what an event needs ---


@dataclass
class NeedLine:
    profession: str = ""
    does: str = ""
    error: str = ""


class NeedsForm:
    """What the group says that an event needs: lines of a profession and what it does then."""

    def __init__(self, data: QueryDict | None, *, group: Group, event: TriggerEvent | None) -> None:
        self.professions = list(Profession.objects.offered_in(group))
        stored = EventNeed.objects.filter(event=event, group=group).order_by("pk")
        known = stored.select_related("profession") if event else []
        self.before = {need.profession: need.does for need in known}
        self.said: dict[Profession, str] = {}
        if data is None:
            self.lines = [NeedLine(str(p.pk), words) for p, words in self.before.items()]
        else:
            self.lines = list(self._read(data))
        self.lines += [NeedLine() for _ in range(MORE_NEEDS)]

    @property
    def is_valid(self) -> bool:
        return not any(line.error for line in self.lines)

    @property
    def has_changed(self) -> bool:
        return self.said != self.before

    def _read(self, data: QueryDict) -> Iterable[NeedLine]:
        keys = {str(profession.pk): profession for profession in self.professions}
        keys |= {str(profession.pk): profession for profession in self.before}
        sent = zip(data.getlist("need_profession"), data.getlist("need_does"), strict=False)
        for key, words in list(sent)[:MOST_NEEDS]:
            line = NeedLine(key, words)
            profession = keys.get(key)
            if not key and not words.strip():
                continue
            if profession is None:
                line.error = "Choose the profession."
            elif profession in self.said:
                line.error = f"{profession} is here twice."
            else:
                try:
                    self.said[profession] = texts.does(words)
                except ValueError as error:
                    line.error = str(error)
            yield line


# --- who competes, and which other entry ---


class CompeteForm(forms.Form):
    one = forms.ModelChoiceField(Profession.objects.none(), label="These", empty_label="Choose one")
    other = forms.ModelChoiceField(
        Profession.objects.none(), label="and these", empty_label="Choose one"
    )
    how = forms.ChoiceField(
        choices=[("compete", "compete"), ("lifted", "do not"), ("everybody", "as everybody")]
    )

    def __init__(self, data: Any, *, group: Group) -> None:
        super().__init__(data, initial={"how": "compete"})
        for name in ("one", "other"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - as declared above
            field.queryset = Profession.objects.of_lists_of(group)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("one") and said.get("one") == said.get("other"):
            self.add_error("other", "Two of the same profession compete in any case.")
        return said


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        Profession.objects.none(), label="The other entry", empty_label="Choose one"
    )

    def __init__(self, data: Any, *, group: Group, term: Any) -> None:
        super().__init__(data)
        field = self.fields["into"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - as declared above
        field.queryset = type(term).objects.of_lists_of(group).exclude(pk=term.pk)


class ListFileForm(forms.Form):
    file = forms.FileField(
        label="A CSV file",
        error_messages={"required": "Choose a file first."},
        allow_empty_file=True,
    )
