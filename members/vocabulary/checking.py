"""What is said of an entry, by a form or a line of a file: cleaned, or refused field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from members.vocabulary import texts
from members.vocabulary.kinds import Kind
from members.vocabulary.texts import Names

Raw = Mapping[str, str]
Errors = dict[str, str]  # by field, as sentences

WHAT = {
    "name": "The name",
    "short": "How it reads in a sentence",
    "plural": "How several of them are called",
    "help": "What clients get",
    "moment": "The moment",
}
# The texts of an entry of a group's own besides its name, and whether there must be one.
TEXTS: dict[str, dict[str, bool]] = {
    "professions": {"short": True, "plural": True, "help": False},
    "sources": {"short": True},
    "pools": {"short": True},
    "events": {"short": True, "moment": True},
}


class Checking:
    """Collects what is good and what is wrong with one entry."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.fields: dict[str, Any] = {}
        self.errors: Errors = {}

    def take(self, name: str, clean: Callable[[str], Any], *, required: bool = False) -> None:
        text = self.raw.get(name, "")
        try:
            value = clean(text)
            if required and not value:
                raise ValueError(f"{WHAT.get(name, name.capitalize())} is missing.")
        except ValueError as error:
            self.errors[name] = str(error)
        else:
            self.fields[name] = value

    def free(self, names: Names, slug: str) -> None:
        """Name and aliases must find nothing else."""
        for field in ("name", "aliases"):
            said = self.fields.get(field) or []
            try:
                names.check([said] if isinstance(said, str) else said, slug)
            except ValueError as error:
                self.errors.setdefault(field, str(error))


def check_own(kind: Kind, raw: Raw, names: Names, slug: str = "") -> Checking:
    """The texts of an entry of the group's own; `slug` is its own, where it is there already."""
    checking = Checking(raw)
    checking.take("name", lambda text: texts.one_line(text, WHAT["name"]), required=True)
    for name, required in TEXTS[kind.name].items():
        longest = texts.LONGEST_PHRASE if name in ("help", "moment") else texts.LONGEST_NAME
        checking.take(name, _phrase(name, longest), required=required)
    if kind.name == "professions":
        checking.take("sphere", lambda text: texts.one_line(text, "The heading", 60) or "Other")
    checking.take("aliases", lambda text: texts.aliases(text.splitlines()))
    checking.free(names, slug)
    return checking


def check_words(raw: Raw, names: Names, slug: str) -> Checking:
    """What the group calls an entry that everybody has; empty is as everybody does."""
    checking = Checking(raw)
    checking.take("name", lambda text: texts.one_line(text, WHAT["name"]))
    checking.take("short", _phrase("short", texts.LONGEST_NAME))
    checking.take("aliases", lambda text: texts.aliases(text.splitlines()))
    checking.free(names, slug)
    return checking


def _phrase(name: str, longest: int) -> Callable[[str], str]:
    return lambda text: texts.phrase(text, WHAT[name], longest)
