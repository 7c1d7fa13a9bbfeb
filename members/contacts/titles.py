"""Which profession a job title means: a guess, to be confirmed by whoever knows the person.

"Realtor® | Helping families find home" holds "Realtor"; "Senior Tax Attorney at Stone & Co" holds
"tax attorney". So the title is looked through for the names of professions, the longest first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from members.roster.professions import ProfessionFinder, fold

LONGEST_NAME = 5  # words
PIECES = re.compile(r"[|,;/·•–—()\n]| - | at | @ | bei | chez ", re.IGNORECASE)
NOT_A_TRADE = {"owner", "founder", "ceo", "president", "partner", "director", "manager"}


@dataclass(frozen=True, slots=True)
class Guess:
    """`chosen` is the slug that is most likely meant, or ""; `near` are others it may be."""

    chosen: str = ""
    near: tuple[str, ...] = ()

    @property
    def offered(self) -> list[str]:
        return list(dict.fromkeys(slug for slug in (self.chosen, *self.near) if slug))


class TitleReader:
    """Guesses what titles mean; each title is looked at once."""

    def __init__(self, finder: ProfessionFinder) -> None:
        self.finder = finder
        self.known: dict[str, Guess] = {}

    def guess(self, title: str) -> Guess:
        if title not in self.known:
            self.known[title] = self.look_through(title) if title else Guess()
        return self.known[title]

    def look_through(self, title: str) -> Guess:
        pieces = [fold(piece) for piece in PIECES.split(title)]
        for piece in pieces:
            if slugs := self.named_in(piece.split()):
                return Guess(slugs[0], tuple(slugs[1:]))
        # Nothing is named; the first piece may be a word with a letter wrong.
        first = next((piece for piece in pieces if piece and piece not in NOT_A_TRADE), "")
        near = self.finder.find(first).near if 0 < len(first.split()) <= LONGEST_NAME else ()
        return Guess(near[0] if near else "", near[1:])

    def named_in(self, words: list[str]) -> list[str]:
        """The professions that the longest run of these words names, the last of equals first:
        in English what somebody is comes last."""
        for length in range(min(LONGEST_NAME, len(words)), 0, -1):
            for start in range(len(words) - length, -1, -1):
                run = " ".join(words[start : start + length])
                if run not in NOT_A_TRADE and (slugs := self.finder.exact.get(run)):
                    return sorted(slugs)
        return []
