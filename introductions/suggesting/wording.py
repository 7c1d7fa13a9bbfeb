"""From evidence to sentences: why two people should meet, and what is in it for each.

Card sentences speak to the introducer about two people by their first names; mail sentences speak
to one of the two about the other. None of them needs to know anybody's gender.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from introductions.matcher import Evidence, Lens, Match
from introductions.suggesting.lists import Lists
from introductions.suggesting.population import Name

REASON_LENGTH = 240
TELLING = 1.6  # how much further up an event moves in a letter when we know what happens at it
# So that letters of one person do not all sound alike; the same pair keeps its own.
TAILS = (
    ", and the same client often needs you as well",
    ": a moment when people need you, too",
    ", and your help is often wanted at the same time",
)
FOR_LENGTH = 400  # as long as Suggestion.for_a and .for_b can hold


@dataclass(frozen=True)
class Wording:
    # {"lens", "text", "worth"}, strongest first; *words* are set in bold. The worth is what the
    # evidence added to the benefits: what came of an introduction is shared among its lenses by it.
    reasons: list[dict[str, Any]]
    for_a: str
    for_b: str


def word(match: Match, a: Name, b: Name, *, lists: Lists, circle_size: int) -> Wording:
    """Put a match into words. `circle_size` counts the introducer's people."""
    return Wording(
        reasons=_Reasons(match, a, b, lists, circle_size).all(),
        for_a=_Benefit(match, "a", _called(b, a), b, lists).text(),
        for_b=_Benefit(match, "b", _called(a, b), a, lists).text(),
    )


# --- for the introducer's eyes ---


class _Reasons:
    """The reasons of one match as a card shows them, at most one for each lens."""

    def __init__(self, match: Match, a: Name, b: Name, lists: Lists, circle_size: int) -> None:
        self.match, self.lists, self.circle_size = match, lists, circle_size
        self.a, self.b = a, b
        self.called = {"a": _called(a, b), "b": _called(b, a)}

    def all(self) -> list[dict[str, Any]]:
        found: dict[Lens, str] = {}
        for evidence in self.match.evidence:
            if evidence.lens not in found and (text := self._text(evidence)):
                found[evidence.lens] = text
        return [
            {"lens": str(lens), "text": text, "worth": self._worth(lens)}
            for lens, text in found.items()
        ]

    def _worth(self, lens: Lens) -> float:
        """What the lens is worth to the two together: one-sided ones may help both."""
        return round(sum(e.weight for e in self.match.evidence if e.lens is lens), 4)

    def _text(self, evidence: Evidence) -> str:
        match evidence.lens:
            case Lens.SHARED_SOURCES:
                return _shortest_list(
                    "Both hear from {}.", [self.lists.sources[i] for i in evidence.items]
                )
            case Lens.SHARED_POOL:
                return _shortest_list(
                    "Both look for {}.", [self.lists.pools[i] for i in evidence.items]
                )
            case Lens.TRIGGER_EVENT:
                return self._event(evidence.items)
            case Lens.BOTH_ACTIVE:
                return f"Both are among the most active of your {self.circle_size} people."
            case Lens.DIRECT_SOURCE:
                return self._direct(evidence)
            case Lens.PROSPECT:
                helped, other = self._sides(evidence)
                pools = [self.lists.pools[i] for i in evidence.items]
                return _shortest_list(
                    f"{helped} would like {{}} as clients, and {other} could be one.", pools
                )

    def _event(self, events: Sequence[int]) -> str:
        """The first event at which we know what both do; else the events by their names."""
        for event in events:
            does_a = self.lists.does.get((event, self.a.profession))
            does_b = self.lists.does.get((event, self.b.profession))
            if does_a and does_b:
                text = (
                    f"*{_title(self.lists.events[event].short)}*: "
                    f"{self.called['a']} {does_a}; {self.called['b']} {does_b}."
                )
                if len(text) <= REASON_LENGTH:
                    return text
        names = [self.lists.events[event].short for event in events]
        verb = "calls" if len(names) == 1 else "call"
        return _first_letter_up(_shortest_list(f"{{}} often {verb} for both of them.", names))

    def _direct(self, evidence: Evidence) -> str:
        helped, other = self._sides(evidence)
        theirs = self.lists.sources[evidence.items[0]]
        back = [
            e for e in self.match.evidence if e.lens is evidence.lens and e.helps != evidence.helps
        ]
        if back:
            ours = self.lists.sources[back[0].items[0]]
            return f"*{_first_letter_up(theirs)}* and *{ours}* send each other work."
        return f"{helped}'s work often comes from *{theirs}*, and {other} is one."

    def _sides(self, evidence: Evidence) -> tuple[str, str]:
        """The names of the one who is helped and of the other."""
        return (
            (self.called["a"], self.called["b"])
            if evidence.helps == "a"
            else (self.called["b"], self.called["a"])
        )


# --- for one of the two ---


class _Benefit:
    """What is in it for one side (`side`, "you") in meeting the other (`name`)."""

    def __init__(self, match: Match, side: str, name: str, other: Name, lists: Lists) -> None:
        self.match, self.side, self.name, self.lists = match, side, name, lists
        self.other = other

    def text(self) -> str:
        """One sentence from the strongest reason, and a second one from another lens."""
        evidence = self._ordered()
        if not evidence:
            return ""
        opening = self._opening(evidence[0])
        if len(opening) > FOR_LENGTH:
            return f"You and {self.name} could be good for each other."
        others = [e for e in evidence if e.lens is not evidence[0].lens]
        second = next((text for e in others if (text := self._addition(e))), "")
        both = f"{opening} {second}".strip()
        return both if len(both) <= FOR_LENGTH else opening

    def _ordered(self) -> list[Evidence]:
        """What helps this side first, strongest first.

        What the other does at an event says more than any list, so it leads unless it is much
        weaker. Activity comes last: it says least, and it may rest on a private mark.
        """

        def rank(evidence: Evidence) -> tuple[bool, bool, float]:
            tells = evidence.lens is Lens.TRIGGER_EVENT and self._does(evidence.items)
            weight = evidence.weight * (TELLING if tells else 1)
            for_me = evidence.helps in ("both", self.side)
            return evidence.lens is Lens.BOTH_ACTIVE, not for_me, -weight

        return sorted(self.match.evidence, key=rank)

    def _does(self, events: Sequence[int]) -> tuple[str, str] | None:
        """The moment of the first event at which we know what the other does, and what it is."""
        for event in events:
            if does := self.lists.does.get((event, self.other.profession)):
                return self.lists.events[event].moment, does
        return None

    def _opening(self, evidence: Evidence) -> str:
        name = self.name
        helps_me = evidence.helps == self.side
        match evidence.lens:
            case Lens.TRIGGER_EVENT:
                return self._event(evidence.items)
            case Lens.SHARED_SOURCES:
                return f"The same people send you and {name} business: {self._sources(evidence)}."
            case Lens.SHARED_POOL:
                return f"You and {name} both look for {self._pools(evidence)}."
            case Lens.BOTH_ACTIVE:
                return f"You and {name} both like to meet people."
            case Lens.DIRECT_SOURCE if helps_me:
                return f"Your work often comes from {self._sources(evidence)}, and {name} is one."
            case Lens.DIRECT_SOURCE:
                return f"{name}'s work often comes from {self._sources(evidence)} like you."
            case Lens.PROSPECT if helps_me:
                pools = self._pools(evidence)
                return f"You would like {pools} as clients, and {name} could be one."
            case Lens.PROSPECT:
                return f"{name} works with {self._pools(evidence)} and could be of help to you."
        return ""

    def _addition(self, evidence: Evidence) -> str:
        helps_me = evidence.helps == self.side
        match evidence.lens:
            case Lens.TRIGGER_EVENT:
                moment = self.lists.events[evidence.items[0]].moment
                return f"And {moment}, you are both needed."
            case Lens.SHARED_SOURCES:
                return f"You also both get business from {self._sources(evidence)}."
            case Lens.SHARED_POOL:
                return f"You also both look for {self._pools(evidence)}."
            case Lens.DIRECT_SOURCE if helps_me:
                return f"And {self._sources(evidence)} like {self.name} often send you work."
            case Lens.DIRECT_SOURCE:
                return f"And {self._sources(evidence)} like you often send {self.name} work."
        return ""

    def _event(self, events: Sequence[int]) -> str:
        if found := self._does(events):
            moment, does = _first_letter_up(found[0]), found[1]
            tail = TAILS[(self.match.a + self.match.b) % len(TAILS)]
            return f"{moment}, {self.name} {does}{tail}."
        moment = _first_letter_up(self.lists.events[events[0]].moment)
        return f"{moment}, the same client often needs you and {self.name}."

    def _sources(self, evidence: Evidence) -> str:
        return listed(self.lists.sources[i] for i in evidence.items[:2])

    def _pools(self, evidence: Evidence) -> str:
        return listed(self.lists.pools[i] for i in evidence.items[:2])


# --- words ---


def listed(words: Iterable[str]) -> str:
    """ "a", "a and b", "a, b and c"; "as well as" where a word has an "and" of its own."""
    *most, last = words
    if not most:
        return last
    joint = "as well as" if any(" and " in word for word in (*most, last)) else "and"
    return f"{', '.join(most)} {joint} {last}"


def _shortest_list(sentence: str, words: Sequence[str]) -> str:
    """Fill `sentence` with as many of `words`, in bold, as there is room and breath for."""
    most = 2 if any(" and " in word for word in words) else len(words)
    for count in range(most, 1, -1):
        text = sentence.format(listed(f"*{word}*" for word in words[:count]))
        if len(text) <= REASON_LENGTH:
            return text
    return sentence.format(f"*{words[0]}*")


def _called(person: Name, other: Name) -> str:
    """The first name, or the full name where the first would name both."""
    return person.full if person.first.casefold() == other.first.casefold() else person.first


def _title(short: str) -> str:
    """ "a divorce" as the head of a line: "Divorce"."""
    article, _, rest = short.partition(" ")
    return _first_letter_up(rest if article in ("a", "an", "the") and rest else short)


def _first_letter_up(text: str) -> str:
    """`text` with its first letter capital, even when that letter stands behind an asterisk."""
    start = 1 if text.startswith("*") else 0
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]
