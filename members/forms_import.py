"""What an organizer fills in to bring a list: the file, and which of its columns is which."""

from __future__ import annotations

from typing import Any

from django import forms

from members.roster.columns import Columns, letters
from members.roster.sheets import MAX_BYTES, Sheet, refuse_size

LABELS = {
    "name": "Name",
    "email": "E-mail address",
    "first_name": "First name",
    "last_name": "Last name",
    "company": "Company",
    "profession": "Profession",
}
SHOWN = 24  # letters of a sample


class RosterFileForm(forms.Form):
    file = forms.FileField(
        allow_empty_file=True, error_messages={"required": "Choose a file first."}
    )

    def content(self) -> bytes:
        """The bytes of the file. Raises UnreadableRoster when there are too many."""
        file = self.cleaned_data["file"]
        refuse_size(file.size)
        return bytes(file.read(MAX_BYTES + 1))


class ColumnsForm(forms.Form):
    """For each thing that we keep of a person, the column of the file that holds it."""

    def __init__(self, sheet: Sheet, columns: Columns, data: Any = None) -> None:
        super().__init__(data, initial={n: str(at) for n, at in columns.as_dict().items()})
        self.sheet = sheet
        choices = [("", "Not in this file"), *self.options()]
        for name, label in LABELS.items():
            self.fields[name] = forms.ChoiceField(choices=choices, required=False, label=label)

    def options(self) -> list[tuple[str, str]]:
        return [(str(at), self.described(at)) for at in range(len(self.sheet.header))]

    def described(self, at: int) -> str:
        """A heading with what stands below it."""
        heading = self.sheet.header[at]
        title = shortened(heading) if heading else f"Column {letters(at)}"
        if heading and self.sheet.header.count(heading) > 1:
            title += f" ({letters(at)})"
        samples = ", ".join(map(shortened, self.sheet.samples(at)))
        return f"{title}: {samples}" if samples else f"{title} (empty)"

    def lines(self) -> list[tuple[forms.BoundField, list[str]]]:
        """Each field with samples of the column that is chosen for it."""
        return [(self[name], self.samples_of(self[name].value())) for name in LABELS]

    def samples_of(self, choice: Any) -> list[str]:
        known = {str(at) for at in range(len(self.sheet.header))}
        return self.sheet.samples(int(choice)) if choice in known else []

    def clean(self) -> dict[str, Any]:
        chosen = self.chosen()
        for name, at in chosen.items():
            earlier = [LABELS[other] for other, same in chosen.items() if same == at]
            if earlier[0] != LABELS[name]:
                self.add_error(name, f"This column is chosen for “{earlier[0]}” already.")
        missing = Columns(**chosen).missing
        if "e-mail address" in missing:
            self.add_error("email", "People are known by their address, so this column is needed.")
        if "name" in missing:
            self.add_error("name", "Choose the column with the names, or those with their halves.")
        return self.cleaned_data

    def chosen(self) -> dict[str, int]:
        said = self.cleaned_data
        return {name: int(said[name]) for name in LABELS if said.get(name)}

    def columns(self) -> Columns:
        return Columns(**self.chosen())


def shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"
