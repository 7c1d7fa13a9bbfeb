"""Ask the matcher about one circle."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np

from introductions.matcher import Match, Rarity, Weights, best_matches
from introductions.suggesting.learning import weights_for
from introductions.suggesting.lists import Lists, load_lists
from introductions.suggesting.population import Population, View
from introductions.suggesting.wording import Wording, word
from members.models import Person


def judge_pair(
    view: View, lists: Lists, a: int, b: int, weights: Weights | None = None
) -> Match | None:
    """What the matcher says of two rows of the circle; None when nothing speaks for the pair.

    Judged with everybody else in the circle, though only these two can be chosen; that they met or
    are barred does not matter here, unless they compete. How rare something is, is counted within
    the circle.
    """
    pair = {(min(a, b), max(a, b))} - view.competing
    only = np.zeros(len(view.people), dtype=np.bool_)
    only[[a, b]] = True
    circle = replace(view.circle, met=view.circle.met - pair, barred=view.circle.barred - pair)
    chosen = best_matches(
        replace(view.people, available=only),
        circle,
        vocabulary=view.vocabulary,
        rarity=Rarity.of(view.people, lists.vocabulary),
        weights=weights or Weights(),
        k=1,
    )
    return chosen[0] if chosen else None


def put_into_words(view: View, lists: Lists, match: Match) -> Wording:
    """The sentences of a match of this circle."""
    a, b = view.row_of(match.a), view.row_of(match.b)
    if a is None or b is None:
        raise LookupError(match)
    common = set(view.circle.groups.row(a).tolist()) & set(view.circle.groups.row(b).tolist())
    spoken = lists.said_in(view.groups[group] for group in common)
    return word(match, view.names[a], view.names[b], lists=spoken, circle_size=len(view.people))


def explain_pair(introducer: Person, a: Person, b: Person, now: datetime) -> Wording | None:
    """Why `introducer` might bring together any two people of the circle, suggested or not.

    `for_a` speaks to `a`. None when somebody is outside the circle or nothing speaks for the pair.
    """
    lists = load_lists()
    view = Population([introducer.pk], lists, now).view_of(introducer.pk)
    row_a, row_b = view.row_of(a.pk), view.row_of(b.pk)
    if row_a is None or row_b is None or row_a == row_b:
        return None
    weights = weights_for([introducer.pk], now)[introducer.pk]
    match = judge_pair(view, lists, row_a, row_b, weights)
    if match is None:
        return None
    words = put_into_words(view, lists, match)
    in_order = match.a == a.pk
    return words if in_order else replace(words, for_a=words.for_b, for_b=words.for_a)
