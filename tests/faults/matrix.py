"""The faults F1-F20, as docs/reliability.md lists them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from members.deliveries.crashpoints import CRASHPOINTS
from tests.faults import clocks, dying, mailing, poison, soak, surroundings, web
from tests.faults.rounds import Round


@dataclass(frozen=True)
class Fault:
    """`share`: trials of this fault for each one that is asked for. `kills`: it ends or stops
    processes, and a run in which it did not proves nothing. `alone`: on a stage of its own, because
    time moves there for everybody."""

    name: str
    what: str
    happen: Callable[[Round], None]
    share: float = 1.0
    kills: bool = True
    alone: bool = False

    def trials(self, asked_for: int) -> int:
        return max(1, math.ceil(self.share * asked_for))


FAULTS = (
    *(
        Fault(f"F{number}", f"worker killed: {point}", dying.at(point))
        for number, point in enumerate(CRASHPOINTS, start=1)
    ),
    Fault("F11", "whole group killed", dying.whole_groups, share=0.3),
    Fault("F12", "worker asleep", dying.asleep, share=0.5),
    Fault("F13", "web process killed", web.dies, share=0.3),
    Fault("F14", "beat killed, many, away", surroundings.beats, share=0.2, alone=True),
    Fault("F15", "Valkey breaks", surroundings.valkey, share=0.3, kills=False),
    Fault("F16", "PostgreSQL breaks", surroundings.postgres, share=0.5),
    Fault("F17", "mail server misbehaves", mailing.misbehaves, share=0.3, kills=False),
    Fault("F18", "workers' clocks jump", clocks.jump, share=0.2, kills=False),
    Fault("F19", "poison", poison.among_others, share=0.3, kills=False),
    Fault("F20", "all at random", soak.everything),
)


def fault(name: str) -> Fault:
    return next(each for each in FAULTS if each.name == name)
