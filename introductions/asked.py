"""One side's question as a page shows it: still open, answered, or not under way any more.

Whoever is asked learns nothing of the other side: a no, a silence and a change of mind all look the
same from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from introductions.forms import QuestionForm
from introductions.models import Introduction, Party
from members.models import Person


@dataclass(frozen=True)
class Question:
    """`party` is loaded with `for_question`; `data` is what was posted, if anything was."""

    party: Party
    now: datetime
    data: Any = None

    @property
    def introduction(self) -> Introduction:
        return self.party.introduction

    @property
    def introducer(self) -> Person:
        return self.introduction.introducer

    @property
    def other(self) -> Person:
        return self.party.other

    @cached_property
    def form(self) -> QuestionForm:
        return QuestionForm(
            self.data, person=self.party.person, now=self.now, auto_id=f"id_{self.party.pk}_%s"
        )

    @property
    def complaints(self) -> list[str]:
        return [str(error) for errors in self.form.errors.values() for error in errors]

    @property
    def is_open(self) -> bool:
        asking = self.introduction.state == Introduction.State.ASKING
        return asking and self.party.answer in ("", Party.Answer.NOT_NOW)

    @property
    def may_want_it_after_all(self) -> bool:
        ended = not self.introduction.made_at and self.introduction.ended_at is not None
        return ended and self.party.answer != Party.Answer.YES and not self.party.would_like_at

    @property
    def words(self) -> str:
        return answered_words(self.party)


def answered_words(party: Party) -> str:
    """What has become of the question, in words for the one who was asked."""
    introduction, other, introducer = party.introduction, party.other, party.introduction.introducer
    if introduction.made_at:
        return f"You and {other.first_name} are introduced: the mail goes to both of you."
    if party.would_like_at:
        return f"You would like it after all. {introducer.first_name} has heard of it."
    if party.answer == Party.Answer.NO:
        return (
            f"You said no, thank you. {other.first_name} is not told. "
            f"Should you change your mind, a word to {introducer.first_name} is enough."
        )
    if introduction.state != Introduction.State.ASKING:
        return "This introduction is not under way any more. There is nothing to do."
    if party.answer == Party.Answer.YES:
        return f"You said yes. As soon as {other.first_name} has, too, a mail goes to both of you."
    if party.answer == Party.Answer.NOT_NOW:
        return f"Not now, then. We will ask you again on {party.not_now_until:%-d %B}."
    return ""
