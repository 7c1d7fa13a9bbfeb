"""What happened lately between people: who was introduced, who gave, who did their part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db.models import F, Q

from introductions.barred import ONCE_IN, secret_among
from introductions.matcher.activity import a_month
from introductions.matcher.people import Floats, Ints
from introductions.models import FollowUp, Introduction

HALF_LIFE_DAYS = 30.0
FORGOTTEN = timedelta(days=300)  # ten half-lives: a thousandth is left
BARRED_FOR = ONCE_IN  # the same pair is not suggested again for this long

State = Introduction.State
MET = (State.MET, State.USEFUL)
COUNTS_AS_OPEN = (State.ASKING, State.MADE)  # what a person's limit is about
# Withdrawn before any mail had left.
NOBODY_WRITTEN_TO = Q(state=State.WITHDRAWN) & (Q(sends_at=None) | Q(sends_at__gt=F("ended_at")))


@dataclass(frozen=True, eq=False)
class History:
    """Arrays by row of the people asked for; pairs hold such rows, in any order."""

    received: Floats  # introductions as a party, decayed
    given: Floats  # introductions as the introducer, decayed
    done_a_month: Floats  # introductions made and follow-ups answered, as a decayed rate
    open: Ints  # introductions under way as a party
    met: Ints  # p x 2
    barred: Ints  # p x 2: introduced within the last year, under way, or not wished by one of them


def load_history(ids: Ints, now: datetime) -> History:
    """The history of the people with these keys (ascending), in three queries."""
    keys = ids.tolist()
    parties = Introduction.objects.filter(
        Q(a__in=keys) | Q(b__in=keys) | Q(introducer__in=keys),
        Q(created_at__gt=now - BARRED_FOR) | Q(state__in=[*COUNTS_AS_OPEN, *MET]),
    ).exclude(NOBODY_WRITTEN_TO)
    found = list(parties.values_list("introducer", "a", "b", "state", "created_at", "made_at"))
    people = np.array([row[:3] for row in found], dtype=np.int64).reshape(-1, 3)
    rows = _rows(people, ids)
    parties_rows = rows[:, 1:]
    both_here = (parties_rows >= 0).all(axis=1)
    weight = _weights([row[5] for row in found], now)
    is_open = np.array([row[3] in COUNTS_AS_OPEN for row in found], dtype=np.float64)
    met = np.array([row[3] in MET for row in found], dtype=np.bool_)
    recent = np.array([row[4] > now - BARRED_FOR for row in found], dtype=np.bool_)

    n = len(ids)
    given = _sums(rows[:, 0], weight, n)
    received = _sums(rows[:, 1], weight, n) + _sums(rows[:, 2], weight, n)
    under_way = _sums(rows[:, 1], is_open, n) + _sums(rows[:, 2], is_open, n)
    return History(
        received=received,
        given=given,
        done_a_month=(given + _answered(ids, now)) * a_month([(1.0, 0.0)]),
        open=under_way.astype(np.int64),
        met=parties_rows[met & both_here],
        barred=np.concatenate([parties_rows[(recent | (is_open > 0)) & both_here], _secret(ids)]),
    )


def _secret(ids: Ints) -> Ints:
    """Pairs of rows of whom one does not want to be introduced to the other."""
    pairs = [sorted(pair) for pair in secret_among(ids.tolist())]
    return _rows(np.array(pairs, dtype=np.int64).reshape(-1, 2), ids)


def _answered(ids: Ints, now: datetime) -> Floats:
    """Follow-ups that each person answered, decayed."""
    answered = FollowUp.objects.filter(
        person__in=ids.tolist(),
        state=FollowUp.State.ANSWERED,
        answered_at__gt=now - FORGOTTEN,
    )
    found = list(answered.values_list("person", "answered_at"))
    rows = _rows(np.array([person for person, _ in found], dtype=np.int64), ids)
    return _sums(rows, _weights([moment for _, moment in found], now), len(ids))


def _rows(keys: Ints, ids: Ints) -> Ints:
    """The row of each key; -1 for somebody who was not asked for."""
    if not len(ids):
        return np.full(keys.shape, -1)
    at = np.minimum(np.searchsorted(ids, keys), len(ids) - 1)
    return np.where(ids[at] == keys, at, -1)


def _weights(moments: list[datetime | None], now: datetime) -> Floats:
    """1 for now, half for each half-life since; 0 for what has not happened."""
    days = [np.inf if m is None else max(0.0, (now - m) / timedelta(days=1)) for m in moments]
    return np.exp2(-np.array(days, dtype=np.float64) / HALF_LIFE_DAYS)


def _sums(rows: Ints, weights: Floats, n: int) -> Floats:
    here = rows >= 0
    return np.bincount(rows[here], weights=weights[here], minlength=n).astype(np.float64)
