"""How the mail server goes wrong: by the recipient's name, or at random.

`550-17@faults.example` is refused with 550 for good; `cut-18@faults.example` has its first
conversation cut after the final dot. What is random goes wrong now and then for anybody.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class At(Enum):
    RCPT = "rcpt"
    ARCHIVE = "archive"  # the second RCPT
    DATA = "data"
    DOT = "dot"
    ALWAYS = "always"  # each reply of the conversation


@dataclass(frozen=True)
class Wrong:
    """`reply` None: no answer. `kept`: the mail is stored all the same. `cut`: hang up then."""

    at: At
    reply: str | None = None
    kept: bool = False
    cut: bool = False
    wait: float = 0.0  # seconds, before anything else happens
    for_good: bool = False  # at every try; else at the first one only
    end: str = "sent"  # the state that the delivery must reach


KINDS: Mapping[str, Wrong] = {
    "421": Wrong(At.RCPT, "421 4.3.2 closing", cut=True),
    "450": Wrong(At.RCPT, "450 4.2.1 busy"),
    "451": Wrong(At.DOT, "451 4.3.0 try again"),
    "452": Wrong(At.DOT, "452 4.2.2 full for now"),
    "550": Wrong(At.RCPT, "550 5.1.1 nobody here", for_good=True, end="bounced"),
    "552": Wrong(At.DOT, "552 5.3.4 too large", for_good=True, end="bounced"),
    "554": Wrong(At.DOT, "554 5.7.1 not wanted", for_good=True, end="bounced"),
    "slow": Wrong(At.DOT, "250 2.0.0 taken", kept=True, wait=6.0),
    "silent": Wrong(At.DOT, kept=True),
    "mute": Wrong(At.DOT),
    "cut": Wrong(At.DOT, kept=True, cut=True),
    "unkept": Wrong(At.DOT, cut=True),
    "hangup": Wrong(At.DATA, cut=True),
    "drip": Wrong(At.ALWAYS),
    "noarchive": Wrong(At.ARCHIVE, "452 4.2.2 archive is full"),
}


class Misbehaviour:
    """Chooses, for each conversation, whether something goes wrong and what."""

    def __init__(self, chances: Mapping[str, float], chance: random.Random) -> None:
        """`chances`: how probable each of KINDS is where no name asks for one."""
        self.chances = chances
        self.chance = chance
        self.had: set[str] = set()

    def towards(self, address: str) -> Wrong | None:
        """What goes wrong with this mail for `address`."""
        name = address.partition("-")[0]
        if wrong := KINDS.get(name):
            if address in self.had and not wrong.for_good:
                return None
            self.had.add(address)
            return wrong
        drawn = self.chance.random()
        for name, probability in self.chances.items():
            drawn -= probability
            if drawn < 0:
                return KINDS[name]
        return None
