"""What became of suggestions and introductions, counted by the database; docs/learning.md says how.

For thousands of introducers these are hundreds of thousands of rows, and their sums are few. The
counts are whole millionths, so that the order in which rows are read changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from introductions.matcher.learning import LENSES, PLACE, STRENGTH, UNIT, Outcome

REMEMBERED = timedelta(days=730)
SILENT_AFTER = timedelta(days=60)  # as in services.following_up, where the forgotten are ended

# `at` is when it came to this outcome. A suggestion that was taken counts as the introduction that
# it became, and nowhere else; other refusals than "not these two" say nothing about the reasons.
HAPPENED = """
happened AS (
    SELECT introducer_id, a_id, b_id, reasons, 'refused' AS outcome, answered_at AS at
    FROM introductions_suggestion
    WHERE introducer_id = ANY(%(people)s::bigint[]) AND state = 'refused' AND refusal = 'not_these'
  UNION ALL
    SELECT introducer_id, a_id, b_id, reasons,
        CASE
            WHEN state IN ('useful', 'met', 'declined') THEN state
            WHEN state = 'expired' AND made_at IS NULL THEN 'declined'
            WHEN state = 'expired' OR began <= %(silent)s THEN 'silent'
            ELSE 'taken'
        END,
        CASE
            WHEN state = 'useful' THEN coalesce(useful_at, began)
            WHEN state = 'met' THEN coalesce(met_at, began)
            WHEN state IN ('declined', 'expired') THEN coalesce(ended_at, began)
            WHEN began <= %(silent)s THEN began + %(patience)s
            ELSE began
        END
    FROM (
        SELECT *, coalesce(made_at, created_at) AS began FROM introductions_introduction
        WHERE introducer_id = ANY(%(people)s::bigint[]) AND state <> 'withdrawn'
    ) AS introduction
)"""

# An event is shared among its lenses by what each was worth; equally where a worth is not known.
COUNTED = """
strength (outcome, success, failure) AS (
    SELECT * FROM unnest(%(outcomes)s::text[], %(successes)s::float[], %(failures)s::float[])
),
counted AS (
    SELECT introducer_id, a_id, b_id, at, lens,
        round(%(unit)s * success * share)::bigint AS successes,
        round(%(unit)s * failure * share)::bigint AS failures
    FROM happened
    JOIN strength USING (outcome)
    CROSS JOIN LATERAL (
        SELECT lens, CASE
            WHEN min(worth) OVER () > 0 THEN worth / sum(worth) OVER ()
            ELSE 1.0 / count(*) OVER ()
        END AS share
        FROM (
            SELECT reason ->> 'lens' AS lens, CASE jsonb_typeof(reason -> 'worth')
                WHEN 'number' THEN (reason ->> 'worth')::float
                ELSE 0
            END AS worth
            FROM jsonb_array_elements(reasons) AS reason
        ) AS reason
        WHERE lens = ANY(%(lenses)s::text[])
    ) AS part
    WHERE at > %(since)s
)"""

# First everybody's own, with 0 for the group; then what all three were members of when it was read.
SUMMED = f"""
WITH {HAPPENED}, {COUNTED}
SELECT 0 AS group_id, introducer_id, lens, sum(successes)::bigint, sum(failures)::bigint
FROM counted
LEFT JOIN introductions_learningreset AS reset ON reset.person_id = introducer_id
WHERE introducer_id = ANY(%(introducers)s::bigint[]) AND (reset.at IS NULL OR counted.at > reset.at)
GROUP BY introducer_id, lens
UNION ALL
SELECT seat.group_id, introducer_id, lens, sum(successes)::bigint, sum(failures)::bigint
FROM counted
JOIN members_membership AS seat ON seat.person_id = introducer_id AND seat.state = 'active'
JOIN members_membership AS seat_a
    ON seat_a.person_id = a_id AND seat_a.group_id = seat.group_id AND seat_a.state = 'active'
JOIN members_membership AS seat_b
    ON seat_b.person_id = b_id AND seat_b.group_id = seat.group_id AND seat_b.state = 'active'
LEFT JOIN introductions_learningreset AS reset ON reset.group_id = seat.group_id
WHERE seat.group_id = ANY(%(groups)s::bigint[]) AND (reset.at IS NULL OR counted.at > reset.at)
GROUP BY seat.group_id, introducer_id, lens
"""  # noqa: S608 - put together from the constants above

OWN = f"""
WITH {HAPPENED}
SELECT outcome, reasons
FROM happened
LEFT JOIN introductions_learningreset AS reset ON reset.person_id = introducer_id
WHERE happened.at > %(since)s AND (reset.at IS NULL OR happened.at > reset.at)
"""  # noqa: S608


@dataclass(frozen=True)
class Happening:
    """One thing that happened to one introducer."""

    outcome: Outcome
    lenses: frozenset[str]


def own_happenings(introducer: int, now: datetime) -> list[Happening]:
    """What counts of the answers and introductions of one person, in no order."""
    with connection.cursor() as cursor:
        cursor.execute(OWN, _moments(now) | {"people": [introducer]})
        rows = cursor.fetchall()
    found = []
    for outcome, reasons in rows:
        lenses = frozenset(reason.get("lens") for reason in json.loads(reasons)) & frozenset(PLACE)
        if lenses:
            found.append(Happening(Outcome(outcome), lenses))
    return found


def summed(
    people: Sequence[int], introducers: Sequence[int], groups: Sequence[int], now: datetime
) -> list[tuple[int, int, str, int, int]]:
    """(group, introducer, lens, successes, failures) in millionths; group 0 is everybody's own.

    Own for `introducers`, within each of `groups` for all `people`, who must hold the introducers.
    """
    outcomes = list(STRENGTH)
    values = _moments(now) | {
        "people": list(people),
        "introducers": list(introducers),
        "groups": list(groups),
        "lenses": [lens.value for lens in LENSES],
        "unit": UNIT,
        "outcomes": [outcome.value for outcome in outcomes],
        "successes": [STRENGTH[outcome][0] for outcome in outcomes],
        "failures": [STRENGTH[outcome][1] for outcome in outcomes],
    }
    with connection.cursor() as cursor:
        cursor.execute(SUMMED, values)
        return list(cursor.fetchall())


def _moments(now: datetime) -> dict[str, Any]:
    return {
        "since": now - REMEMBERED,
        "silent": now - SILENT_AFTER,
        "patience": SILENT_AFTER,
    }
