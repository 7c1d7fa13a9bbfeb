"""What may be written in the lists, so that sentences made of it can be read aloud. Pure rules.

members/vocabulary/README.md says where each text is read.
"""

from __future__ import annotations

from collections.abc import Iterable

from members.roster.professions import Entry, fold, our_words

LONGEST_NAME, LONGEST_PHRASE = 120, 160
MOST_ALIASES = 30
SHORTEST_DOES, LONGEST_DOES = 2, 9  # words


def one_line(text: str, what: str, longest: int = LONGEST_NAME) -> str:
    """Without superfluous blanks. Raises ValueError with a sentence."""
    text = " ".join(text.split())
    if not all(letter.isprintable() for letter in text):
        raise ValueError(f"{what} has a character that cannot be shown.")
    if len(text) > longest:
        raise ValueError(f"{what} is longer than {longest} characters.")
    for sign, called in (("*", "an asterisk"), (";", "a semicolon")):
        if sign in text:
            raise ValueError(f"{what} has {called}. Leave it out.")
    return text


def phrase(text: str, what: str, longest: int = LONGEST_NAME) -> str:
    """Words in the middle of a sentence."""
    text = one_line(text, what, longest).rstrip(".")
    if "/" in text:
        raise ValueError(f"{what} is read in the middle of a sentence: write it without a slash.")
    return text


def does(text: str, what: str = "What they do") -> str:
    """ "settles who keeps the house" """
    text = phrase(text, what, LONGEST_PHRASE)
    words = len(text.split())
    if not SHORTEST_DOES <= words <= LONGEST_DOES:
        raise ValueError(f"{what} has {SHORTEST_DOES} to {LONGEST_DOES} words; this has {words}.")
    if ":" in text:
        raise ValueError(f"{what} is one phrase, without a colon.")
    return text


def aliases(lines: Iterable[str]) -> list[str]:
    """Other names, each once, none of them empty."""
    found: dict[str, str] = {}
    for line in lines:
        name = one_line(line, "Another name")
        if name:
            found.setdefault(name.casefold(), name)
    if len(found) > MOST_ALIASES:
        raise ValueError(f"There are more than {MOST_ALIASES} other names.")
    return list(found.values())


class Names:
    """Which names and aliases are in use in the list of one group, and by which entries."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._holders: dict[str, dict[str, Entry]] = {}
        self._exactly: dict[str, list[Entry]] = {}
        for entry in entries:
            self._exactly.setdefault(str(entry).casefold(), []).append(entry)
            self.add(entry, (entry.name, *entry.aliases, *our_words(entry)))

    def add(self, entry: Entry, names: Iterable[str]) -> None:
        """From now on, these names find `entry`."""
        for name in names:
            if folded := fold(name):
                self._holders.setdefault(folded, {})[entry.slug] = entry

    def one(self, name: str) -> Entry | None:
        """The entry that is called so, else the one that the name finds, if it is one alone."""
        found = self._exactly.get(" ".join(name.split()).casefold(), [])
        found = found or list(self._holders.get(fold(name), {}).values())
        return found[0] if len(found) == 1 else None

    def other(self, name: str, slug: str) -> Entry | None:
        """An entry that `name` finds and whose slug is not `slug`."""
        found = self._holders.get(fold(name), {})
        return next((entry for key, entry in found.items() if key != slug), None)

    def check(self, names: Iterable[str], slug: str) -> None:
        """Raises ValueError where one of the names is another entry's."""
        for name in names:
            if name and (other := self.other(name, slug)):
                raise ValueError(f"“{name}” finds “{other}” already.")
