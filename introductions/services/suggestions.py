"""What an introducer answers to a suggestion. (Computing them: introductions/suggesting/.)"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from introductions.exceptions import AlreadyAnswered
from introductions.models import Suggestion
from introductions.suggesting.matching import explain_pair
from introductions.suggesting.refreshing import refresh_stale_suggestions, refresh_suggestions_of

__all__ = [
    "explain_pair",
    "put_off",
    "refresh_stale_suggestions",
    "refresh_suggestions_of",
    "refuse",
    "restore",
]

NOT_NOW_DAYS = 60

State = Suggestion.State


def put_off(suggestion: Suggestion, *, until: date, now: datetime) -> None:
    """Take it off the list until that day. Raises AlreadyAnswered when it was taken or refused."""
    _answer(suggestion, [State.READY, State.PUT_OFF], State.PUT_OFF, until=until, now=now)


def refuse(suggestion: Suggestion, *, reason: str, now: datetime) -> None:
    """Never suggest it again, or with the reason "not now" not for two months.

    `reason` is one of Suggestion.Refusal. Raises AlreadyAnswered when it was taken.
    """
    refusal = Suggestion.Refusal(reason)
    until = None
    if refusal is Suggestion.Refusal.NOT_NOW:
        until = (now + timedelta(days=NOT_NOW_DAYS)).date()
    may_be = [State.READY, State.PUT_OFF, State.REFUSED]
    _answer(suggestion, may_be, State.REFUSED, refusal=refusal, until=until, now=now)


def restore(suggestion: Suggestion, *, now: datetime) -> None:
    """Undo a delay or a refusal. Raises AlreadyAnswered when it was taken."""
    may_be = [State.READY, State.PUT_OFF, State.REFUSED]
    _answer(suggestion, may_be, State.READY, now=now)


def _answer(
    suggestion: Suggestion,
    may_be: list[Suggestion.State],
    state: Suggestion.State,
    *,
    now: datetime,
    refusal: str = "",
    until: date | None = None,
) -> None:
    """Change the row if it is still in one of the states it `may_be` in: the UPDATE is the lock."""
    answer = {
        "state": state,
        "refusal": refusal,
        "put_off_until": until,
        "answered_at": None if state == State.READY else now,
    }
    if not Suggestion.objects.filter(pk=suggestion.pk, state__in=may_be).update(**answer):
        raise AlreadyAnswered
    for name, value in answer.items():
        setattr(suggestion, name, value)
