"""Several introductions at one press: each is asked for by itself, whatever becomes of the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from introductions.exceptions import AlreadyIntroduced, NotInCircle, Unavailable
from introductions.models import Introduction
from introductions.services.asking import ask, draft_questions
from members.models import Person

UNDER_WAY = "They are being introduced already."
GONE = "One of them is no longer in your circle."


@dataclass
class Asked:
    """What became of several pairs."""

    made: list[Introduction] = field(default_factory=list)
    left_out: list[tuple[Person, Person, str]] = field(default_factory=list)  # and why

    @property
    def people(self) -> set[int]:
        """The keys of those who were asked."""
        return {key for made in self.made for key in (made.a_id, made.b_id)}


def ask_pairs(introducer: Person, pairs: Iterable[tuple[Person, Person]], now: datetime) -> Asked:
    """Ask the two of each pair whether they would like to meet; leave out whom something is
    against, a limit that this very batch has reached among it."""
    asked = Asked()
    for a, b in pairs:
        letters = draft_questions(introducer, a, b, now)
        try:
            with transaction.atomic():
                made = ask(
                    introducer,
                    a=a,
                    b=b,
                    letter_a=letters.for_a,
                    letter_b=letters.for_b,
                    reasons=letters.reasons,
                    now=now,
                )
        except Unavailable as unavailable:
            asked.left_out.append((a, b, unavailable.obstacles[0]))
        except AlreadyIntroduced:
            asked.left_out.append((a, b, UNDER_WAY))
        except NotInCircle:
            asked.left_out.append((a, b, GONE))
        else:
            asked.made.append(made)
    return asked
