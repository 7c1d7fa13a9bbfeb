"""The people of suggestions and introductions, asked for once for all of them.

A page that shows several of both says what it shows, and each person is read once: PostgreSQL takes
longer to plan a query that joins three people to each row than to find them by their keys.
"""

from __future__ import annotations

from collections.abc import Iterable

from introductions.models import Introduction, Suggestion
from members.models import Person
from members.together import Given, GivenKeys, Together

PEOPLE = Together(
    lambda: {
        "people": Person.objects.for_list().filter(pk__in=GivenKeys("people")),
        "visible": Person.objects.visible_to(Given("person"))
        .filter(pk__in=GivenKeys("people"))
        .values_list("pk"),
    }
)


def load_people(
    person: Person, suggestions: Iterable[Suggestion], introductions: Iterable[Introduction]
) -> set[int]:
    """Load everybody in these rows with their professions; one query.

    The keys of those of them whom `person` sees: the circle, and `person`.
    """
    rows = [*suggestions, *introductions]
    sides = [(row, side) for row in rows for side in ("a", "b")]
    sides += [(row, "introducer") for row in rows if isinstance(row, Introduction)]
    keys = sorted({getattr(row, f"{side}_id") for row, side in sides})
    found = PEOPLE.ask(person=person.pk, people=keys)
    people = {one.pk: one for one in found["people"]}
    for row, side in sides:
        setattr(row, side, people[getattr(row, f"{side}_id")])
    return {key for (key,) in found["visible"]}
