"""Which professions compete in one group: as a page shows it, and as a CSV file, out and in."""

from __future__ import annotations

from dataclasses import dataclass

from members.models import CompetingProfessions, Group, Profession
from members.vocabulary.editing import AS_EVERYBODY, COMPETE, DO_NOT, Edit
from members.vocabulary.files import EVERYBODYS, NO, OURS, YES, Line, as_csv, rows_of_file
from members.vocabulary.texts import Names

HEADINGS = {"One": "one", "Other": "other", "Compete": "compete", "Whose": "whose"}


@dataclass(frozen=True)
class Rivals:
    """Two professions of which somebody says whether they compete."""

    one: Profession
    other: Profession
    everybodys: bool  # everybody's list says that they do
    ours: str  # what the group says: COMPETE, DO_NOT or ""

    @property
    def compete(self) -> bool:
        return self.ours == COMPETE or (self.everybodys and self.ours != DO_NOT)


def rivals_of(group: Group) -> list[Rivals]:
    """All pairs of which everybody or the group says something, by name; two queries."""
    professions = {term.pk: term for term in Profession.objects.of_lists_of(group)}
    said: dict[tuple[int, int], dict[str, bool]] = {}
    rows = CompetingProfessions.objects.filter(group=None)
    rows |= CompetingProfessions.objects.filter(group=group)
    for first, second, whose, lifted in rows.values_list("first", "second", "group", "lifted"):
        said.setdefault((first, second), {})["ours" if whose else "everybodys"] = lifted
    found = []
    for pair, says in said.items():
        one, other = sorted((professions[key] for key in pair), key=lambda p: p.called.casefold())
        ours = {None: "", True: DO_NOT, False: COMPETE}[says.get("ours")]
        found.append(Rivals(one, other, "everybodys" in says, ours))
    return sorted(found, key=lambda pair: (pair.one.called, pair.other.called))


def write_rivals(group: Group) -> str:
    lines = [
        (
            pair.one.called,
            pair.other.called,
            YES if pair.compete else NO,
            OURS if pair.ours else EVERYBODYS,
        )
        for pair in rivals_of(group)
    ]
    return as_csv(HEADINGS, lines)


def read_rivals(group: Group, content: bytes) -> list[Line]:
    """What each line of a file would do. Raises UnreadableList."""
    names = Names(Profession.objects.of_lists_of(group))
    known = {frozenset((pair.one.pk, pair.other.pk)): pair for pair in rivals_of(group)}
    lines, seen = [], set[frozenset[int]]()
    for number, cells in rows_of_file(content, HEADINGS):
        texts = cells.get("one", ""), cells.get("other", "")
        line = Line(number, " and ".join(texts))
        lines.append(line)
        found = [names.one(text) for text in texts]
        wanted = cells.get("compete", "").casefold()
        if unknown := [text for text, one in zip(texts, found, strict=True) if one is None]:
            line.refuse(*(f"There is no profession “{text}”." for text in unknown))
            continue
        one, other = found
        if not isinstance(one, Profession) or not isinstance(other, Profession):
            raise TypeError(found)
        pair = frozenset((one.pk, other.pk))
        if len(pair) == 1:
            line.refuse("Two of the same profession compete in any case.")
        elif pair in seen:
            line.refuse("These two stand on an earlier line.")
        elif wanted not in (YES, NO):
            line.refuse(f"Say yes or no under “Compete”, not “{cells.get('compete', '')}”.")
        else:
            seen.add(pair)
            _decide(line, one, other, known.get(pair), wanted == YES)
    return lines


def _decide(
    line: Line, one: Profession, other: Profession, known: Rivals | None, wanted: bool
) -> None:
    everybodys = known is not None and known.everybodys
    if wanted == (known is not None and known.compete):
        return
    how = AS_EVERYBODY if wanted == everybodys else COMPETE if wanted else DO_NOT

    def do(edit: Edit) -> None:
        edit.compete(one, other, how)

    line.fate, line.do = "changed", do
    line.notes = ["They compete." if wanted else "They do not compete."]
