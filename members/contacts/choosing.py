"""What a member confirms and chooses before anything of an address book is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from members.merging.alike import plain
from members.models import ContactImport, Profession
from members.roster.professions import ProfessionFinder

from .cards import Card
from .fates import Outcome, outcomes_of
from .titles import Guess, TitleReader

FEW = 60
"""Up to so many are all ticked at first; of more, those whose profession is known."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is a “Realtor® | Helping families”? `chosen` is a slug or ""."""

    title: str
    people: int
    offered: list[Profession]
    others: list[Profession]
    chosen: str


@dataclass(frozen=True, slots=True)
class Line:
    """A card with what is to become of it."""

    outcome: Outcome
    profession: Profession | None
    chosen: bool

    @property
    def card(self) -> Card:
        return self.outcome.card


class Choice:
    """An address book that waits for its member, read once for a page."""

    def __init__(self, upload: ContactImport) -> None:
        self.upload = upload
        self.professions = {
            entry.slug: entry for entry in Profession.objects.offered_to(upload.keeper)
        }
        self.outcomes = outcomes_of(upload.keeper, map(Card.of_row, upload.lines))
        self.confirmed: dict[str, str] = upload.answers.get("professions", {})
        self.chosen: set[int] = set(upload.answers.get("chosen", []))

    def questions(self) -> list[Question]:
        """One for each title, those with a guess first, then those of many people."""
        counts = Counter(o.card.title for o in self.outcomes if o.may_come and o.card.title)
        reader = TitleReader(ProfessionFinder(self.professions.values()))
        asked = {title: reader.guess(title) for title in counts}
        order = sorted(
            counts, key=lambda title: (not asked[title].chosen, -counts[title], title.casefold())
        )
        return [self._question(title, counts[title], asked[title]) for title in order]

    def _question(self, title: str, people: int, guess: Guess) -> Question:
        offered = [self.professions[slug] for slug in guess.offered if slug in self.professions]
        chosen = self.confirmed.get(title, offered[0].slug if offered else "")
        others = [entry for slug, entry in self.professions.items() if slug not in guess.offered]
        return Question(title, people, offered, others, chosen)

    def lines(self) -> list[Line]:
        return [
            Line(outcome, self.profession_of(outcome), outcome.card.number in self.chosen)
            for outcome in self.outcomes
        ]

    def profession_of(self, outcome: Outcome) -> Profession | None:
        """What was confirmed for the title, and nothing that was only guessed."""
        return self.professions.get(self.confirmed.get(outcome.card.title, ""))

    def first_ticks(self) -> list[int]:
        """Whom to tick before the member has chosen anybody."""
        coming = [outcome for outcome in self.outcomes if outcome.may_come]
        known = [outcome for outcome in coming if self.profession_of(outcome)]
        return [o.card.number for o in (coming if len(coming) <= FEW else known)]


def matching(lines: Iterable[Line], *, text: str, profession: str) -> list[Line]:
    """The lines that match the words typed and the profession (a slug, or "none")."""
    words = plain(text).split()[:6]
    found = []
    for line in lines:
        slug = line.profession.slug if line.profession else "none"
        if profession and slug != profession:
            continue
        card = line.card
        said = plain(f"{card.name} {card.company} {card.title} {card.email}")
        if all(word in said for word in words):
            found.append(line)
    return found


def confirm(upload: ContactImport, answers: Mapping[str, str]) -> None:
    """Keep which profession each title means; slugs that are none are "not known"."""
    titles = {row[4] for row in upload.lines}
    slugs = set(Profession.objects.offered_to(upload.keeper).values_list("slug", flat=True))
    said = {title: slug if slug in slugs else "" for title, slug in answers.items()}
    confirmed = upload.answers.get("professions", {})
    confirmed |= {title: slug for title, slug in said.items() if title in titles}
    _keep(upload, professions=confirmed)


def tick(upload: ContactImport, *, ticked: Collection[int], unticked: Collection[int]) -> None:
    """Keep who is to come."""
    numbers = {row[0] for row in upload.lines}
    chosen = (set(upload.answers.get("chosen", [])) - set(unticked)) | set(ticked)
    _keep(upload, chosen=sorted(chosen & numbers))


def _keep(upload: ContactImport, **answers: object) -> None:
    upload.answers |= answers
    waiting = ContactImport.objects.filter(pk=upload.pk, state=ContactImport.State.UPLOADED)
    waiting.update(answers=upload.answers)
