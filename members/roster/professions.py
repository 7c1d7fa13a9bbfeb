"""Find the profession that a roster names, exactly or nearly. Nearly is only ever offered."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Protocol

NEAR = 0.45
"""How alike two texts must be, of 1, for one to be offered in place of the other."""
BESIDE = 0.5
"""How alike the others must be, as a share of the best, to be offered beside it."""
OFFERED = 3
APOSTROPHES = {"'", "\u2019"}


class Entry(Protocol):
    """What a profession needs to have; the model and plain test data both do."""

    @property
    def slug(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def short(self) -> str: ...
    @property
    def aliases(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Found:
    """The slug of the profession the text names, or up to three that it may mean, best first."""

    exact: str | None = None
    near: tuple[str, ...] = ()


class ProfessionFinder:
    """Compares texts by their trigrams, of which rare ones count for more than common ones.

    So "Acountant" is near "Accountant", while "Feng shui adviser" is not near "Financial
    adviser": advisers are many.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.exact: dict[str, set[str]] = defaultdict(set)
        for entry in entries:
            for text in (entry.name, entry.short, *entry.aliases, *our_words(entry)):
                self.exact[fold(text)].add(entry.slug)
        self.exact.pop("", None)
        self.terms = [(term, slug) for term, slugs in self.exact.items() for slug in slugs]
        self.weights = rarity(self.terms)
        self.unseen = max(self.weights.values(), default=1.0)
        self.lengths = [self.length(trigrams(term)) for term, _ in self.terms]
        self.holders: dict[str, list[int]] = defaultdict(list)
        for at, (term, _) in enumerate(self.terms):
            for trigram in trigrams(term):
                self.holders[trigram].append(at)
        self.known: dict[str, Found] = {}

    def find(self, text: str) -> Found:
        folded = fold(text)
        if folded not in self.known:
            self.known[folded] = self.look_up(folded)
        return self.known[folded]

    def look_up(self, folded: str) -> Found:
        slugs = self.exact.get(folded, set())
        if len(slugs) == 1:
            return Found(exact=next(iter(slugs)))
        if slugs:
            return Found(near=tuple(sorted(slugs)[:OFFERED]))
        likeness = self.likeness(trigrams(folded))
        best = sorted(likeness, key=lambda slug: (-likeness[slug], slug))
        least = max(NEAR, BESIDE * likeness[best[0]]) if best else NEAR
        return Found(near=tuple(slug for slug in best[:OFFERED] if likeness[slug] >= least))

    def likeness(self, asked: set[str]) -> dict[str, float]:
        """For each profession, how alike (0 to 1) its most alike term is to the trigrams."""
        shared: dict[int, float] = defaultdict(float)
        for trigram in asked:
            for at in self.holders.get(trigram, ()):
                shared[at] += self.weights[trigram] ** 2
        length = self.length(asked)
        found: dict[str, float] = {}
        for at, product in shared.items():
            slug = self.terms[at][1]
            found[slug] = max(found.get(slug, 0), product / (length * self.lengths[at]))
        return found

    def length(self, of: set[str]) -> float:
        return sqrt(sum(self.weights.get(trigram, self.unseen) ** 2 for trigram in of))


def our_words(entry: Entry) -> list[str]:
    """What the group for which the entry was read calls it besides."""
    ours = [getattr(entry, "our_name", ""), getattr(entry, "our_short", "")]
    return [*ours, *(getattr(entry, "our_aliases", None) or [])]


def fold(text: str) -> str:
    """Words in the singular, without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    dropped = APOSTROPHES | {letter for letter in plain if unicodedata.combining(letter)}
    letters = (letter for letter in plain if letter not in dropped)
    words = "".join(letter if letter.isalnum() else " " for letter in letters).split()
    return " ".join(singular(word) for word in words)


def singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def trigrams(folded: str) -> set[str]:
    """Three letters at a time of each word, its beginning and end included."""
    padded = (f"  {word} " for word in folded.split())
    return {word[at : at + 3] for word in padded for at in range(len(word) - 2)}


def rarity(terms: list[tuple[str, str]]) -> dict[str, float]:
    """A trigram's weight: the fewer professions have it, the more."""
    having: dict[str, set[str]] = defaultdict(set)
    for term, slug in terms:
        for trigram in trigrams(term):
            having[trigram].add(slug)
    count = len({slug for _, slug in terms})
    return {trigram: log(1 + count / len(slugs)) for trigram, slugs in having.items()}
