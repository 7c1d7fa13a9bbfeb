"""What an introducer answers to a suggestion, and asking for more of them.

(Planning them: introductions/suggesting/.)
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from introductions.exceptions import AlreadyAnswered, GivenAway
from introductions.models import Suggestion, SuggestionList
from introductions.suggesting.asking import ask_for_more
from introductions.suggesting.matching import explain_pair
from introductions.suggesting.refreshing import refresh_stale_suggestions, refresh_suggestions_of
from members.models import Person
from members.services.memberships import wake_dependents

__all__ = [
    "explain_pair",
    "plan_anew",
    "put_off",
    "refresh_stale_suggestions",
    "refresh_suggestions_of",
    "refuse",
    "restore",
    "suggest_more",
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
    """Undo a delay or a refusal.

    Raises AlreadyAnswered when it was taken, GivenAway when somebody else has the pair meanwhile.
    """
    may_be = [State.READY, State.PUT_OFF, State.REFUSED]
    try:
        with transaction.atomic():
            _answer(suggestion, may_be, State.READY, now=now)
    except IntegrityError as error:
        raise GivenAway from error


@transaction.atomic
def suggest_more(person: Person, *, now: datetime, count: int = 3) -> int:
    """Give `person` the next best introductions that nobody has; returns how many.

    None while they take a pause.
    """
    if person.is_on_pause(now):
        return 0
    SuggestionList.objects.get_or_create(person=person)
    mine = SuggestionList.objects.select_for_update().get(person=person)  # two clicks, one more
    found = ask_for_more(person, mine.plan, count, now)
    SuggestionList.objects.filter(pk=mine.pk).update(more=F("more") + found, asked_at=now)
    return found


def plan_anew(person: Person, *, now: datetime) -> None:
    """Have the suggestions of `person` planned anew at once, and those of nobody else."""
    # Their list itself may be locked by whoever plans it at this moment.
    Person.objects.filter(pk=person.pk).update(profile_changed_at=now)
    transaction.on_commit(wake_dependents)


@transaction.atomic
def _answer(
    suggestion: Suggestion,
    may_be: list[Suggestion.State],
    state: Suggestion.State,
    *,
    now: datetime,
    refusal: str = "",
    until: date | None = None,
) -> None:
    """Change the row if it is still in one of the states it `may_be` in: the UPDATE is the lock.

    The next suggestions take the answer into account.
    """
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
    plan_anew(suggestion.introducer, now=now)
