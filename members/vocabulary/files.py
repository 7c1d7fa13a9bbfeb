"""One list as a CSV file, and back: what was written out and read in again changes nothing.

A line with a key changes that entry, one without adds an entry of the group's own. Lines that are
not there leave their entries alone. Of an entry that everybody has, a group changes its own words
alone. Nothing is written here: each line says what it would do, and does it to an Edit.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from members.models import EventNeed, Group, OurWords, Profession
from members.roster.csv_files import read_csv
from members.roster.formulas import guarded, unguarded
from members.roster.sheets import UnreadableRoster
from members.vocabulary import texts
from members.vocabulary.checking import Checking, check_own, check_words
from members.vocabulary.editing import Edit
from members.vocabulary.kinds import KINDS, Kind
from members.vocabulary.texts import Names

MOST_LINES = 2000
OURS, EVERYBODYS = "ours", "everybody's"
YES, NO = "yes", "no"

# The columns of each list: the field of an entry, and the heading.
HEADINGS = {
    "key": "Key",
    "whose": "Whose",
    "name": "Name",
    "short": "In a sentence",
    "plural": "Several of them",
    "moment": "Moment",
    "sphere": "Stands under",
    "help": "What clients get",
    "aliases": "Other names",
    "sources": "Sources",
    "pools": "Seeks",
    "belongs": "Belongs to",
    "needs": "Needs",
    "hidden": "Hidden",
}
DEFAULTS = ("sources", "pools", "belongs")
COLUMNS = {
    "professions": (
        *("key", "whose", "name", "short", "plural", "sphere", "help", "aliases"),
        *(*DEFAULTS, "hidden"),
    ),
    "sources": ("key", "whose", "name", "short", "aliases", "hidden"),
    "pools": ("key", "whose", "name", "short", "aliases", "hidden"),
    "events": ("key", "whose", "name", "short", "moment", "aliases", "needs", "hidden"),
}
OUR_WORDS = {"name", "short", "aliases", "hidden", "needs"}

Cells = dict[str, str]


class UnreadableList(Exception):
    """The file is not one of this list. The message says why."""


@dataclass
class Line:
    """One line of a file, and what it would do."""

    number: int
    name: str
    fate: str = "unchanged"  # or new, changed, refused
    notes: list[str] = field(default_factory=list)  # what differs, or is wrong
    do: Callable[[Edit], object] | None = None

    def refuse(self, *why: str) -> Line:
        self.fate, self.notes, self.do = "refused", list(why), None
        return self


# --- out ---


def write_list(kind: Kind, group: Group) -> str:
    """The list of a group as CSV."""
    book = _Book(kind, group)
    columns = COLUMNS[kind.name]
    lines = [[book.cells(term)[name] for name in columns] for term in book.terms.values()]
    return as_csv([HEADINGS[name] for name in columns], lines)


def as_csv(headings: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    """No cell of which a spreadsheet would take for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([guarded(cell) for cell in cells] for cells in lines)
    return text.getvalue()


# --- in ---


def read_list(kind: Kind, group: Group, content: bytes) -> list[Line]:
    """What each line of a file would do. Raises UnreadableList."""
    book, known = _Book(kind, group), set(COLUMNS[kind.name])
    lines, seen = [], set[str]()
    for number, cells in rows_of_file(content, {HEADINGS[name]: name for name in known}):
        line = Line(number, cells.get("name") or cells.get("key", ""))
        lines.append(line)
        key = cells.get("key", "")
        if key and key in seen:
            line.refuse(f"Its key stands on an earlier line: {key}.")
        elif key and key not in book.terms:
            line.refuse(f"There is no entry with the key {key}. Leave it empty to add one.")
        elif key:
            seen.add(key)
            book.change(line, book.terms[key], cells)
        else:
            book.add(line, cells)
    return lines


class _Book:
    """One list of one group, read once."""

    def __init__(self, kind: Kind, group: Group) -> None:
        self.kind, self.group = kind, group
        self.terms = {term.slug: term for term in kind.model.objects.of_lists_of(group)}
        words = OurWords.objects.filter(group=group).exclude(**{kind.model.WORDS: None})
        self.words = {getattr(one, f"{kind.model.WORDS}_id"): one for one in words}
        self.names = Names(self.terms.values())
        self.others: dict[str, dict[int, Any]] = {}
        self.chosen: dict[str, dict[int, list[int]]] = {}
        self.needs: dict[int, list[EventNeed]] = {}
        if kind.name == "professions":
            self._read_defaults()
        if kind.name == "events":
            self._read_needs()

    def _read_defaults(self) -> None:
        for name, list_name in (("sources", "sources"), ("pools", "pools"), ("belongs", "pools")):
            model = KINDS[list_name].model
            self.others[name] = {term.pk: term for term in model.objects.of_lists_of(self.group)}
            through = getattr(Profession, name).through
            column = f"{model._meta.model_name}_id"
            chosen: dict[int, list[int]] = {}
            for profession, key in through.objects.order_by("pk").values_list(
                "profession_id", column
            ):
                chosen.setdefault(profession, []).append(key)
            self.chosen[name] = chosen

    def _read_needs(self) -> None:
        professions = Profession.objects.of_lists_of(self.group)
        self.others["needs"] = {term.pk: term for term in professions}
        for need in EventNeed.objects.filter(group=self.group).order_by("pk"):
            self.needs.setdefault(need.event_id, []).append(need)

    # what stands there

    def cells(self, term: Any) -> Cells:
        ours = self.words.get(term.pk)
        own = term.group_id is not None
        cells = {
            "key": term.slug,
            "whose": OURS if own else EVERYBODYS,
            "name": term.called,
            "short": term.called_short,
            "aliases": "; ".join(term.aliases if own else (ours.aliases if ours else [])),
            "hidden": YES if term.is_hidden else NO,
        }
        cells |= {
            name: getattr(term, name)
            for name in ("plural", "moment", "sphere", "help")
            if hasattr(term, name)
        }
        cells |= {
            name: "; ".join(self._default_names(name, term))
            for name in DEFAULTS
            if name in self.others
        }
        if self.kind.name == "events":
            cells["needs"] = "; ".join(
                f"{self.others['needs'][need.profession_id]}: {need.does}"
                for need in self.needs.get(term.pk, [])
            )
        return cells

    def _default_names(self, name: str, term: Any) -> list[str]:
        others = self.others[name]
        found = [others[key].called for key in self.chosen[name].get(term.pk, []) if key in others]
        return sorted(found, key=str.casefold)

    # what a line would do

    def add(self, line: Line, cells: Cells) -> None:
        if not cells.get("name"):
            line.refuse("It has neither a key nor a name.")
            return
        checking, lists = self._checked_own(cells, slug="")
        if checking.errors:
            line.refuse(*checking.errors.values())
            return
        fields = checking.fields
        self.names.add(_Coming(fields["name"]), [fields["name"], *fields["aliases"]])
        needs = lists.pop("needs", None)

        def do(edit: Edit) -> None:
            term = edit.add(self.kind.model, fields | lists)
            if needs:
                edit.needs(term, needs)

        line.fate, line.do = "new", do

    def change(self, line: Line, term: Any, cells: Cells) -> None:
        stands, own = self.cells(term), term.group_id is not None
        wanted = stands | cells
        if not own:  # empty is as everybody has it
            asis = stands | {"name": term.name, "short": term.short}
            for name in set(wanted) - {"aliases", "needs", "hidden"}:
                wanted[name] = wanted[name] or asis[name]
        differing = [
            name
            for name in COLUMNS[self.kind.name]
            if name not in ("key", "whose") and _plain(wanted[name]) != _plain(stands[name])
        ]
        line.name = stands["name"]
        if not differing:
            return
        if out_of_reach := [name for name in differing if not own and name not in OUR_WORDS]:
            named = ", ".join(f"“{HEADINGS[name]}”" for name in out_of_reach)
            line.refuse(f"Everybody has this entry, and {named} cannot be changed for one group.")
            return
        if own and wanted["hidden"].casefold() == YES:
            line.refuse("An entry of your own is deleted on its page, not hidden.")
            return
        do = self._change_own(line, term, wanted) if own else self._say(line, term, wanted)
        if do:
            line.fate, line.do = "changed", do
            line.notes = [f"{HEADINGS[name]}: {wanted[name] or 'nothing'}" for name in differing]

    def _change_own(self, line: Line, term: Any, wanted: Cells) -> Callable[[Edit], None] | None:
        checking, lists = self._checked_own(wanted, term.slug)
        if checking.errors:
            line.refuse(*checking.errors.values())
            return None
        needs = lists.pop("needs", None)

        def do(edit: Edit) -> None:
            edit.change(term, checking.fields | lists)
            if needs is not None:
                edit.needs(term, needs)

        return do

    def _say(self, line: Line, term: Any, wanted: Cells) -> Callable[[Edit], None] | None:
        checking = check_words(_lines(wanted), self.names, term.slug)
        checking.take("hidden", _yes_or_no)
        if self.kind.name == "events":
            checking.take("needs", self._needs)
        if checking.errors:
            line.refuse(*checking.errors.values())
            return None
        said = checking.fields
        needs = said.pop("needs", None)
        for name in ("name", "short"):
            said[name] = "" if said[name] == getattr(term, name) else said[name]

        def do(edit: Edit) -> None:
            edit.say(term, **said)
            if needs is not None:
                edit.needs(term, needs)

        return do

    def _checked_own(self, cells: Cells, slug: str) -> tuple[Checking, dict[str, Any]]:
        checking = check_own(self.kind, _lines(cells), self.names, slug)
        lists = Checking(cells)
        for name in DEFAULTS:
            if name in self.others:
                lists.take(name, partial(self._entries, name))
        if self.kind.name == "events":
            lists.take("needs", self._needs)
        checking.errors |= lists.errors
        return checking, lists.fields

    def _entries(self, name: str, text: str) -> list[Any]:
        names = Names(self.others[name].values())
        return [_found(names, each, HEADINGS[name]) for each in _parts(text)]

    def _needs(self, text: str) -> dict[Profession, str]:
        names = Names(self.others["needs"].values())
        found: dict[Profession, str] = {}
        for each in _parts(text):
            profession, colon, words = each.partition(":")
            if not colon:
                raise ValueError(f"“{each}” is not a profession, a colon and what it does.")
            found[_found(names, profession, "Needs")] = texts.does(words)
        return found


@dataclass(frozen=True)
class _Coming:
    """An entry that an earlier line would add."""

    name: str
    slug: str = "\n"
    short: str = ""
    aliases: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


def _found(names: Names, text: str, what: str) -> Any:
    entry = names.one(text)
    if entry is None:
        raise ValueError(f"{what}: there is no entry “{text.strip()}”.")
    return entry


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _lines(cells: Mapping[str, str]) -> dict[str, str]:
    return {**cells, "aliases": "\n".join(_parts(cells.get("aliases", "")))}


def _plain(text: str) -> str:
    return "; ".join(" ".join(part.split()) for part in _parts(text))


def _yes_or_no(text: str) -> bool:
    said = {YES: True, NO: False, "": False}.get(text.strip().casefold())
    if said is None:
        raise ValueError(f"Say yes or no, not “{text}”.")
    return said


# --- reading rows ---


def rows_of_file(content: bytes, headings: Mapping[str, str]) -> Iterable[tuple[int, Cells]]:
    """The number of each line and its cells by field. Raises UnreadableList."""
    try:
        header, *rows = read_csv(content).rows
    except UnreadableRoster as error:
        raise UnreadableList(str(error)) from error
    fields = {heading.casefold(): name for heading, name in headings.items()}
    names = [fields.get(unguarded(cell).strip().casefold()) for cell in header.cells]
    if len({name for name in names if name}) < 2:
        wanted = ", ".join(headings)
        raise UnreadableList(f"The first line does not name the columns. They are: {wanted}.")
    if len(rows) > MOST_LINES:
        raise UnreadableList(f"There are more than {MOST_LINES} lines.")
    for row in rows:
        cells = zip(names, row.cells, strict=False)
        yield row.number, {name: unguarded(cell).strip() for name, cell in cells if name}
