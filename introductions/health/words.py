"""What the page of a group's health says, in sentences. Words between asterisks are set in bold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from introductions.drafting import with_article
from introductions.health.coverage import Line
from introductions.health.figures import Stage
from introductions.health.following import Rate
from introductions.health.recruiting import Reason, Recruit
from introductions.health.spread import Spread, fraction, verdict
from introductions.matcher import Lens
from introductions.rings.words import capital, counted, in_words
from introductions.suggesting.wording import listed

REASONS_NAMED = 3
THROUGH = {
    Lens.SHARED_SOURCES: "through the same referral sources",
    Lens.SHARED_POOL: "through the same prospect pools",
    Lens.DIRECT_SOURCE: "where one sends the other work",
    Lens.PROSPECT: "where one could be a client of the other",
    Lens.BOTH_ACTIVE: "where both are very active",
}
STAGES = {Stage.MADE: "introduced", Stage.MET: "met", Stage.USEFUL: "useful"}


def in_the_last(months: int) -> str:
    """ "in the last six months"; "so far" for 0, all the time there was."""
    return f"in the last {in_words(months)} months" if months else "so far"


def headline(introductions: int, members: int, months: int) -> str:
    if members < 2:
        return "A group begins with its second member."
    if not introductions:
        return f"No introductions among the {in_words(members)} members {in_the_last(months)}."
    count = capital(counted(introductions, "introduction", "introductions"))
    return f"{count} among {in_words(members)} members {in_the_last(months)}."


def picture(people: int, lines: dict[Stage, int]) -> str:
    """The picture, for who does not see it."""
    total = sum(lines.values())
    if not total:
        return (
            f"{people} people, none of them introduced to another yet. The table has their names."
        )
    became = listed(f"{count} {STAGES[stage]}" for stage, count in lines.items() if count)
    pairs = counted(total, "pair was", "pairs were")
    return f"{people} people. {capital(pairs)} introduced: {became}. The table has the numbers."


def spread_words(spread: Spread) -> list[str]:
    if spread.too_few:
        return ["Too few to say: with so few introductions, chance alone makes them uneven."]
    return [
        f"A third of the members got *{fraction(spread.top_third)}* of the introductions. "
        f"{verdict(spread.gini)}",
        f"As one figure, the Gini coefficient is {spread.gini:.2f}: 0 when everybody is "
        "introduced equally often, 1 when one person gets everything.",
    ]


def met_words(rate: Rate) -> str:
    return _rate_words(rate, "led to a meeting", "three weeks old")


def useful_words(rate: Rate) -> str:
    return _rate_words(rate, "proved useful", "45 days old")


def _rate_words(rate: Rate, what: str, age: str) -> str:
    if not rate.cases:
        return f"Too few to say: none is {age} yet."
    if rate.too_few:
        verb = "is" if rate.cases == 1 else "are"
        few = f"Too few to say: only {in_words(rate.cases)} {verb} {age}"
        return f"{few}, and {in_words(rate.came)} {what}."
    return f"{rate.came} of the {rate.cases} that are {age} {what}."


def recruit_words(recruit: Recruit) -> str:
    """ "A family attorney would open 34 introductions worth making: 12 through a divorce, …" """
    article, _, noun = with_article(recruit.profession.short).partition(" ")
    worth = counted(recruit.pairs, "introduction", "introductions")
    sentence = f"{capital(article)} *{noun}* would open *{worth} worth making*"
    named = [_reason(reason) for reason in recruit.reasons[:REASONS_NAMED]]
    others = recruit.pairs - sum(reason.pairs for reason in recruit.reasons[:REASONS_NAMED])
    if others:
        named.append(f"{in_words(others)} for other reasons")
    return f"{sentence}: {', '.join(named)}."


def _reason(reason: Reason) -> str:
    through = f"through {reason.event.short}" if reason.event else THROUGH[reason.lens]
    return f"{in_words(reason.pairs)} {through}"


def covered_words(lines: Sequence[Line], what: str) -> str:
    """ "Four of 36 rings are complete." """
    complete = sum(not line.missing for line in lines)
    if not complete:
        return f"None of the {len(lines)} {what} has everybody it needs yet."
    verb = "has" if complete == 1 else "have"
    return f"{capital(in_words(complete))} of {len(lines)} {what} {verb} everybody needed."


def day_words(day: date, today: date) -> str:
    """ "3 March"; with the year where it is another one."""
    return f"{day:%-d %B}" if day.year == today.year else f"{day:%-d %B %Y}"
