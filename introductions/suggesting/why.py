"""The page that says what suggestions rest on: the weights of the lenses, and what moved them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from introductions.matcher import Lens, Weights
from introductions.matcher.learning import LENSES, PLACE, Outcome, leanings, lens_weights
from introductions.matcher.people import Floats
from introductions.models import LearningReset
from introductions.suggesting.happenings import Happening, own_happenings
from introductions.suggesting.learning import Lessons
from introductions.suggesting.wording import listed
from members.models import Group, Membership, Person

A_LITTLE, CLEARLY = 0.02, 0.1  # how far from usual a weight must be for these words
TELLING = 0.02  # the leaning of a group that is worth a sentence: some 2 % of a weight
FEW = 10  # answers; with fewer the page says that they are few
LONGEST_BAR = 0.5  # the weight of a full bar, unless one is heavier

MEANING = {
    Lens.TRIGGER_EVENT: "One moment in a client’s life needs both of them.",
    Lens.SHARED_SOURCES: "The same kinds of people send business to both of them.",
    Lens.DIRECT_SOURCE: "The work of one often brings work for the other.",
    Lens.PROSPECT: "One of them could be a client of the other.",
    Lens.SHARED_POOL: "Both look for the same clients.",
    Lens.BOTH_ACTIVE: "Both go out and meet people a lot.",
}
THROUGH = {
    Lens.TRIGGER_EVENT: "through trigger events",
    Lens.SHARED_SOURCES: "through the same referral sources",
    Lens.DIRECT_SOURCE: "when one is a referral source of the other",
    Lens.PROSPECT: "when one could be a client of the other",
    Lens.SHARED_POOL: "through the same prospect pools",
    Lens.BOTH_ACTIVE: "when both are very active",
}


@dataclass(frozen=True)
class LensLine:
    """One lens: how much it counts for this person, and why."""

    lens: str
    meaning: str
    percent: float  # lengths of the bar: now, and where it stands usually
    usual_percent: float
    trend: str  # "As usual", "A little more" …
    direction: str  # "up", "down" or ""
    moved_by: list[str]  # what this person did, and what the groups found


@dataclass(frozen=True)
class GroupLine:
    group: Group
    sentence: str
    is_organizer: bool
    reset_at: datetime | None


@dataclass(frozen=True)
class Why:
    lenses: list[LensLine]
    groups: list[GroupLine]
    answers: int  # what counts of one's own
    in_all: str  # what came of them, for comparison
    few: bool
    reset_at: datetime | None


def explain_weights(person: Person, now: datetime) -> Why:
    """What `person` may see of what their suggestions rest on, in five queries."""
    lessons = Lessons([person.pk], now)
    places = list(
        Membership.objects.active()
        .filter(person=person)
        .select_related("group")
        .order_by("group__name", "group")
    )
    found = [_Found(place.group, person, lessons) for place in places]
    happened = own_happenings(person.pk, now)
    own_reset, group_resets = _resets(person, places)
    return Why(
        lenses=_lens_lines(lessons.weights()[person.pk], happened, found),
        groups=[
            GroupLine(
                place.group, group.sentence(), place.is_organizer, group_resets.get(place.group_id)
            )
            for place, group in zip(places, found, strict=True)
        ],
        answers=len(happened),
        in_all=_own(Counter(each.outcome for each in happened)),
        few=len(happened) < FEW,
        reset_at=own_reset,
    )


def _resets(
    person: Person, places: list[Membership]
) -> tuple[datetime | None, dict[int | None, datetime]]:
    """When the person, and each of the groups, last started afresh."""
    of_person = LearningReset.objects.filter(person=person)
    of_groups = LearningReset.objects.filter(group__in=[place.group_id for place in places])
    rows = list((of_person | of_groups).values_list("person_id", "group_id", "at"))
    own = next((at for key, _, at in rows if key), None)
    return own, {group: at for _, group, at in rows if group}


class _Found:
    """What others in a group found, as far as enough of them did."""

    def __init__(self, group: Group, person: Person, lessons: Lessons) -> None:
        counts, enough = lessons.of_group(group.pk, person.pk)
        self.name, self.leanings = group.name, leanings(counts)
        self.comparable = enough.sum() > 1

    def sentence(self) -> str:
        if not self.comparable:
            return (
                f"Too few answers in {self.name} yet. We compare once five others have "
                "introduced people there for more than one reason."
            )
        best, worst = LENSES[self.leanings.argmax()], LENSES[self.leanings.argmin()]
        parts = []
        if self.leanings.max() >= TELLING:
            parts.append(f"more often {THROUGH[best]}")
        if self.leanings.min() <= -TELLING:
            parts.append(f"less often {THROUGH[worst]}")
        if not parts:
            return f"In {self.name}, no reason does clearly better than the others."
        return f"In {self.name}, people meet {', and '.join(parts)}."

    def of_lens(self, lens: Lens) -> str:
        """ "more", "less", or nothing: how often people meet this way."""
        leaning = self.leanings[PLACE[lens]]
        if abs(leaning) < TELLING:
            return ""
        return "more" if leaning > 0 else "less"


# --- the lines of the lenses ---


def _lens_lines(
    weights: Weights, happened: Sequence[Happening], found: Sequence[_Found]
) -> list[LensLine]:
    """Strongest first."""
    now, usual = lens_weights(weights), lens_weights(Weights())
    longest = max(LONGEST_BAR, now.max())
    lines = [_lens_line(lens, now, usual, longest, happened, found) for lens in LENSES]
    return sorted(lines, key=lambda line: -line.percent)


def _lens_line(
    lens: Lens,
    now: Floats,
    usual: Floats,
    longest: float,
    happened: Sequence[Happening],
    found: Sequence[_Found],
) -> LensLine:
    place = PLACE[lens]
    moved = now[place] / usual[place] - 1
    outcomes = Counter(each.outcome for each in happened if lens in each.lenses)
    sentences = [_own(outcomes), _others(lens, "more", found), _others(lens, "less", found)]
    return LensLine(
        lens=lens.value,
        meaning=MEANING[lens],
        percent=round(100 * now[place] / longest, 1),
        usual_percent=round(100 * usual[place] / longest, 1),
        trend=_trend(moved),
        direction="up" if moved >= A_LITTLE else "down" if moved <= -A_LITTLE else "",
        moved_by=[sentence for sentence in sentences if sentence],
    )


def _trend(moved: float) -> str:
    if abs(moved) < A_LITTLE:
        return "As usual"
    word = "more" if moved > 0 else "less"
    return word.capitalize() if abs(moved) >= CLEARLY else f"A little {word}"


def _others(lens: Lens, word: str, found: Sequence[_Found]) -> str:
    groups = [group.name for group in found if group.of_lens(lens) == word]
    return f"Others in {listed(groups)} meet {word} often this way." if groups else ""


def _own(outcomes: Counter[Outcome]) -> str:
    """ "4 of 6 introductions led to a meeting, 2 were useful. 2 put aside: not these two." """
    met = outcomes[Outcome.MET] + outcomes[Outcome.USEFUL]
    nothing = outcomes[Outcome.DECLINED] + outcomes[Outcome.SILENT]
    made = met + nothing + outcomes[Outcome.TAKEN]
    sentences = []
    if made:
        sentences.append(_made(made, met, nothing, outcomes[Outcome.USEFUL]))
    if refused := outcomes[Outcome.REFUSED]:
        sentences.append(f"{refused} put aside: not these two.")
    return " ".join(sentences)


def _made(made: int, met: int, nothing: int, useful: int) -> str:
    introductions = "introduction" if made == 1 else "introductions"
    if not met and not nothing:
        return f"{made} {introductions} under way."
    led = f"{met} of {made} {introductions} led to a meeting"
    return f"{led}, {useful} proved useful." if useful else f"{led}."
