"""Which pairs are not to be introduced from here now, for reasons that are nobody's business.

Somebody does not want to be introduced to the other, or the two were asked within the year. Who
reads this must not let anybody see which of the two it was, nor whose wish.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta

from introductions.again import Asked, Said, may_be_asked_again
from introductions.models import DoNotIntroduce, Introduction, Request
from members.models import Person

ONCE_IN = timedelta(days=365)  # the same two are not asked again for this long

SAID = (
    "parties__answer",
    "parties__answered_at",
    "parties__not_now_until",
    "parties__asked_again_at",
    "parties__would_like_at",
)

Pair = frozenset[int]  # primary keys of people


def barred_among(people: Collection[int], now: datetime) -> set[Pair]:
    """Pairs of these people (primary keys) that are not to be introduced now; two queries.

    That two are being introduced already, or have met, is not looked at; nor are other names.
    """
    today = day_begun_everywhere(now)
    asked = _times_asked(people, now).items()
    again = {pair for pair, times in asked if not may_be_asked_again(times, today)}
    return secret_among(people) | again


def is_barred(a: Person, b: Person, now: datetime, *, request: Request | None = None) -> bool:
    """The same of one pair, under whatever other name somebody keeps them. Three queries.

    Also when one of the two takes a pause under another name, which nobody here needs to know of.
    What one of them has asked for counts as their wish.
    """
    selves = list(Person.objects.at_addresses(a, b))
    elsewhere = [person for person in selves if person.pk not in (a.pk, b.pk)]
    pairs = {frozenset((x, y)) for x in _keys(a, selves) for y in _keys(b, selves)}
    people = {key for pair in pairs for key in pair}
    wanted = request is not None and request.person_id in (a.pk, b.pk)
    wished_at = request.created_at if request and wanted else None
    # Everything is read whatever comes first: how long it takes must not tell which one it was.
    asked = _times_asked(people, now)
    times = [time for pair in pairs for time in asked.get(pair, [])]
    secret = not pairs.isdisjoint(secret_among(people))
    again = may_be_asked_again(times, day_begun_everywhere(now), wished_at=wished_at)
    return secret or not again or any(person.is_on_pause(now) for person in elsewhere)


def secret_among(people: Collection[int]) -> set[Pair]:
    """Pairs of these people of whom one does not want to be introduced to the other."""
    found = DoNotIntroduce.objects.among(people).values_list("person", "other")
    return {frozenset(pair) for pair in found}


def day_begun_everywhere(now: datetime) -> date:
    """A day that has come wherever somebody lives."""
    return (now - timedelta(hours=12)).date()


def _keys(person: Person, selves: list[Person]) -> list[int]:
    """All keys under which `person` is known, by their address."""
    address = (person.email or "").lower()
    return [person.pk, *(one.pk for one in selves if (one.email or "").lower() == address)]


def _times_asked(people: Collection[int], now: datetime) -> dict[Pair, list[Asked]]:
    """When pairs of these people were asked within the year without meeting, and what they said."""
    ended = (
        Introduction.objects.among(people)
        .ended_unmet()
        .filter(
            mode__in=[Introduction.Mode.ASKED, Introduction.Mode.DIRECT],
            created_at__gt=now - ONCE_IN,
        )
    )
    sides = defaultdict[tuple[Pair, int, datetime], list[Said]](list)
    for key, a, b, at, answer, *said in ended.values_list("pk", "a", "b", "created_at", *SAID):
        sides[frozenset((a, b)), key, at].append(Said(answer or "", *said))
    times = defaultdict[Pair, list[Asked]](list)
    for (pair, _, at), both in sides.items():
        times[pair].append(Asked(at, tuple(both)))
    return times
