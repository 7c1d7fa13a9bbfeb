"""F19: mails that cannot be built or are not taken. The others go on."""

from __future__ import annotations

import random

from tests.faults.dying import WORKERS
from tests.faults.plan import Entry, domain
from tests.faults.rounds import MAILS, Round

# What is wrong with the mail, and the state in which it must end. {} is the mail's number.
POISON: list[dict[str, str]] = [
    {"kind": "fault_huge", "end": "bounced"},  # the mail server takes no mail as large as that
    {"kind": "fault_template", "end": "dead"},
    {"kind": "fault_nul", "end": "dead"},
    {"subject": "a bell\x07", "end": "dead"},
    {"subject": "a tab\x0bof the vertical sort", "end": "sent"},  # is like any other blank
    {"subject": "two\r\nBcc: lines@elsewhere.example", "end": "sent"},
    {"address": "", "end": "skipped"},
    {"address": "no one-{}@elsewhere.example", "end": "dead"},
]


def among_others(round: Round) -> None:
    """Each kind of poison `trials` times, between mails that are in order."""
    good = {"address": f"any-{{}}@{domain(round.name)}"}
    mails = [good | mail for mail in [*POISON * round.trials, *[{}] * MAILS * round.trials]]
    random.Random(round.seed).shuffle(mails)
    round.owe([entry(round.name, number, **mail) for number, mail in enumerate(mails)])
    round.breaks += len(POISON) * round.trials
    round.stage.workers.run(WORKERS)
    round.wait_until_quiet()


def entry(name: str, number: int, *, address: str, **mail: str) -> Entry:
    """One mail; what is not poisoned about it is as for any other."""
    return Entry(f"{name}-{number}", address.format(number), **mail)
