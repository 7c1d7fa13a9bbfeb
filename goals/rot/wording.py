"""How numbers of return on time are said, and the sentence on top of the page."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from goals.models import Activity
from goals.rot.attribution import BEFORE, FEWEST_RESULTS, LEAST_MINUTES, Line
from goals.rot.months import Chosen
from goals.wording import number

TOO_FEW = "too few to say"
TOO_FEW_SHORTLY = "too few"
NO_HOURS = "–"
BEFORE_RECORDS = "Before what is recorded"
AN_HOUR_OF = {
    Activity.GROUP_MEETING.value: "group meetings",
    Activity.LARGE_EVENT.value: "large events",
    Activity.SEMINAR.value: "seminars",
    Activity.ONE_TO_ONE.value: "one-to-ones",
    Activity.INTRODUCING.value: "introducing",
    Activity.FOLLOWING_UP.value: "following up",
    Activity.SPEAKING_WRITING.value: "speaking and writing",
}
LENSES = {
    "shared_sources": "Same referral sources",
    "trigger_event": "Same trigger event",
    "both_active": "Both very active",
    "shared_pool": "Same prospect pool",
    "direct_source": "Direct referral source",
    "prospect": "A likely client",
    "": "An idea of your own",
}


def amount(value: Fraction) -> str:
    """A number of things, of which parts may belong elsewhere: "3", "2.5"."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.1f}"


def hours(minutes: Fraction | int) -> str:
    """Minutes as hours: "12.5"."""
    return amount(Fraction(round(Fraction(minutes) / 60, 1)))


def long(minutes: int) -> str:
    """ "45 min", "2 h", "1 h 30 min"."""
    whole, rest = divmod(minutes, 60)
    parts = [f"{whole} h"] if whole else []
    return " ".join([*parts, f"{rest} min"] if rest or not whole else parts)


def rate(value: Fraction | None) -> str:
    """So many an hour: one digit that means something more than none."""
    if value is None:
        return TOO_FEW
    return f"{float(value):.2f}" if value < Fraction(1, 10) else f"{float(value):.1f}"


def money(value: Fraction | Decimal) -> str:
    """ "1,234.50"; whole amounts without their two zeros."""
    return f"{float(value):,.2f}".removesuffix(".00")


def activity(key: str) -> str:
    return BEFORE_RECORDS if key == BEFORE else str(Activity(key).label)


def results(count: int) -> str:
    return f"{count} result{'' if count == 1 else 's'}"


def sentence(lines: Sequence[Line[str]], chosen: Chosen) -> str:
    """What an hour brought: the best of the activities that can be judged, and the least."""
    judged = sorted(
        (line for line in lines if line.per_hour is not None),
        key=lambda line: (-(line.per_hour or 0), line.key),
    )
    if not judged:
        return "There are too few results or hours yet to say what an hour brings."
    best, least = judged[0], judged[-1]
    said = rate(best.per_hour)
    noun = "result" if said == "1.0" else "results"
    text = f"{chosen.in_these} an hour of {AN_HOUR_OF[best.key]} brought {said} {noun}"
    if least is not best:
        text += f", an hour of {AN_HOUR_OF[least.key]} {rate(least.per_hour)}"
    return f"{text}."


def threshold() -> str:
    """From when on an hour can be judged."""
    return (
        f"From {number(FEWEST_RESULTS)} results and {number(LEAST_MINUTES // 60)} hours on "
        "there is enough to say."
    )
