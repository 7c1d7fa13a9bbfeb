"""What a page says of a ring, in sentences. Words between asterisks are set in bold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from introductions.drafting import with_article
from introductions.rings.reading import Offer, Place, Ring
from introductions.suggesting.wording import listed
from members.models import Person

NUMBERS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
]

TO_CHOOSE_FROM = 2  # people of one profession that a client is told of


def in_words(count: int) -> str:
    """ "three"; figures from fifteen on."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def counted(count: int, one: str, several: str) -> str:
    return f"{in_words(count)} {one if count == 1 else several}"


def introductions_to_make(count: int) -> str:
    return counted(count, "introduction", "introductions")


def capital(text: str) -> str:
    start = 1 if text.startswith("*") else 0
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


def summary(ring: Ring, offered: int, rings: Sequence[Ring]) -> str:
    """The line below the drawing: what is to do, and whom to look for.

    rings  all rings of the same circle: a profession may be missing in several of them.
    """
    if not ring.filled:
        return "Nobody in your circle does any of this yet."
    to_do, missing = _to_do(ring, offered), _to_recruit(ring, rings)
    if ring.missing and ring.to_make and offered == ring.to_make:
        return f"{to_do}, and {missing}"
    return f"{to_do}. {capital(missing)}" if missing else f"{to_do}."


def drawing_words(ring: Ring, offers: Sequence[Offer]) -> str:
    """The drawing, for who does not see it."""
    return (
        f"{capital(ring.event.short)} calls for "
        f"{counted(ring.needed, 'profession', 'professions')}. "
        f"Your circle has {in_words(ring.filled)} of them. "
        f"{capital(counted(len(ring.met), 'pair has', 'pairs have'))} met, "
        f"{counted(len(ring.under_way), 'introduction is', 'introductions are')} under way, "
        f"and {counted(len(offers), 'pair is', 'pairs are')} worth an introduction."
    )


def between(ring: Ring, person: Person) -> str:
    """Whom somebody in the ring has met, and with whom an introduction is under way."""
    met = _names(ring, person, ring.met)
    under_way = _names(ring, person, ring.under_way)
    sentences = [
        f"Has met {listed(met)}." if met else "",
        f"Being introduced to {listed(under_way)}." if under_way else "",
    ]
    if person.pk == ring.around.me.pk:
        sentences[0] = sentences[0].replace("Has", "You have")
    return " ".join(sentence for sentence in sentences if sentence)


def label(event_short: str) -> str:
    """ "a divorce" as a heading: "Divorce"."""
    article, _, rest = event_short.partition(" ")
    return capital(rest if article in ("a", "an", "the") and rest else event_short)


def text_for_client(ring: Ring, moment: str) -> str:
    """Plain words to send to a client, whose name is not asked for."""
    entries = [_entry(place) for place in ring.places if place.person]
    if not entries:
        return ""
    opening = f"{capital(moment)}, these are people to talk to:"
    ending = f"Tell them that {ring.around.me.name} sent you."
    return "\n\n".join([opening, *entries, ending]) + "\n"


def _entry(place: Place) -> str:
    lines = [f"{place.need.profession.name}: {place.need.does}"]
    for person in place.people[:TO_CHOOSE_FROM]:
        lines.append(f"{person.name}, {person.company}" if person.company else person.name)
        lines += [person.email] if person.email else []
    return "\n".join(lines)


def _to_do(ring: Ring, offered: int) -> str:
    if offered and offered < ring.to_make:
        count = capital(introductions_to_make(ring.to_make))
        return f"*{count}* would close this ring, {in_words(offered)} to begin with"
    if ring.to_make:
        return f"*{capital(introductions_to_make(ring.to_make))} to make*"
    if ring.is_closed and len(ring.others) > 1:
        return "Everybody here is connected" if ring.missing else "This ring is closed"
    if len(ring.others) < 2:
        return "There are not yet two people to introduce"
    return "No introduction to make just now"


def _to_recruit(ring: Ring, rings: Sequence[Ring]) -> str:
    """Whom to look for, and how far they would get this ring and others."""
    if not ring.missing:
        return ""
    count = f"{counted(len(ring.missing), 'profession', 'professions')} to recruit"
    if len(ring.missing) == 1:
        (only,) = ring.missing
        also = sum(other.missing == [only] for other in rings if other.event != ring.event)
        others = f" and {counted(also, 'other', 'others')}" if also else ""
        return f"{count}: {_bold(only.short)} would complete this ring{others}."
    wanted = Counter(profession for other in rings for profession in other.missing)
    most = max(ring.missing, key=lambda profession: (wanted[profession], -profession.pk))
    elsewhere = wanted[most] - 1
    if elsewhere < 1:
        return f"{count}."
    return (
        f"{count}. {capital(_bold(most.short))} would help most: "
        f"{counted(elsewhere, 'other ring needs', 'other rings need')} one too."
    )


def _bold(noun: str) -> str:
    article, _, rest = with_article(noun).partition(" ")
    return f"{article} *{rest}*"


def _names(ring: Ring, person: Person, pairs: Iterable[tuple[int, int]]) -> list[str]:
    others = [a if b == person.pk else b for a, b in pairs if person.pk in (a, b)]
    me = ring.around.me.pk
    return ["you" if key == me else ring.people[key].first_name for key in others]
