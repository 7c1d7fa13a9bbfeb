"""Five ways to use the same hours. Each sees a `View` and returns a `Week`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Protocol

import numpy as np

from benchmarks.effect.choice import Choice
from benchmarks.effect.scoring import Scoring, trust
from benchmarks.effect.society import Society
from benchmarks.effect.view import NOBODY, Proposal, View, Week
from introductions.matcher.columns import Columns, Prices
from introductions.matcher.people import Flags, Ints
from introductions.matcher.planning import make_plan

# The plan is proven to be worth 98 % of the best; thousands of plans are made for one picture.
ROUNDS, GAP = 4, 0.02


class Policy(Protocol):
    """One group's way of doing it, with what it remembers."""

    def week(self, view: View) -> Week: ...


class Reactive:
    """People wait to be asked "do you know a ...?" and then introduce somebody they know well."""

    def __init__(self, society: Society) -> None:
        self._asked: defaultdict[int, set[int]] = defaultdict(set)
        self._need = np.full(len(society), -1)

    def week(self, view: View) -> Week:
        """Everybody who needs somebody asks people they know, one after the other."""
        week, minutes, quota = Week(), view.minutes.copy(), view.quota.copy()
        for asker in view.rng.permutation(np.flatnonzero(view.needs >= 0)).tolist():
            if view.needs[asker] != self._need[asker]:
                self._need[asker] = view.needs[asker]
                self._asked[asker].clear()
            for asked in self._whom_to_ask(view, asker):
                if min(minutes[asker], minutes[asked]) < view.assumptions.asking:
                    continue
                self._asked[asker].add(asked)
                week.asks.append((asker, asked))
                minutes[[asker, asked]] -= view.assumptions.asking
                found = best_known(view, asker, asked)
                able = quota[asked] > 0 and minutes[asked] >= view.assumptions.introducing
                if found is not None and able:
                    quota[asked] -= 1
                    minutes[asked] -= view.assumptions.introducing
                    week.proposals.append(Proposal(asked, asker, found, asked_for=True))
                    break
        return week

    def _whom_to_ask(self, view: View, asker: int) -> list[int]:
        """Those the asker knows well and has not asked about this yet, the best known first."""
        tie = np.where(view.present, view.tie[asker], 0.0)
        known = [
            other
            for other in np.argsort(-tie, kind="stable").tolist()
            if tie[other] >= view.assumptions.knows and other not in self._asked[asker]
        ]
        return known[: view.assumptions.asks]


def best_known(view: View, asker: int, asked: int) -> int | None:
    """Whom `asked` knows best of the profession that the asker needs and would be new to them."""
    fits = (view.society.people.profession == view.needs[asker]) & view.present
    fits &= (view.tie[asked] >= view.assumptions.knows) & ~view.proposed[asker]
    fits &= ~view.society.acquainted[asker]
    fits[[asker, asked]] = False
    if not fits.any():
        return None
    return int(np.argmax(np.where(fits, view.tie[asked], -1.0)))


class RandomCoffee:
    """A program draws pairs within the groups, nobody twice with the same; nobody introduces."""

    def __init__(self, society: Society) -> None:
        del society

    def week(self, view: View) -> Week:
        """As many rounds as people have time for."""
        week, room = Week(), view.room
        eligible = view.open_pairs & view.society.circle
        while pairs := list(self._round(view, eligible, room)):
            week.proposals += [Proposal(NOBODY, a, b) for a, b in pairs]
            for a, b in pairs:
                room[[a, b]] -= 1
                eligible[a, b] = eligible[b, a] = False
        return week

    def _round(self, view: View, eligible: Flags, room: Ints) -> Iterator[tuple[int, int]]:
        free = room > 0
        for person in view.rng.permutation(len(room)).tolist():
            partners = np.flatnonzero(eligible[person] & free) if free[person] else ()
            if len(partners):
                partner = int(view.rng.choice(partners))
                free[[person, partner]] = False
                yield person, partner


class PopularFirst:
    """Introducers bring people they know together with the best-connected person they know.

    As by habit, with no program: everybody remembers their own introductions only.
    """

    def __init__(self, society: Society) -> None:
        del society

    def week(self, view: View) -> Week:
        """Everybody who is willing introduces as many as they have promised."""
        week = Week()
        known_by = ((view.tie >= view.assumptions.knows) & view.present).sum(axis=1)
        own = own_introductions(view)
        for introducer in np.flatnonzero(view.quota).tolist():
            used = own[introducer]
            for _ in range(view.quota[introducer]):
                pair = self._pair(view, introducer, known_by, used)
                if pair:
                    used.add(frozenset(pair))
                    week.proposals.append(Proposal(introducer, *pair))
        return week

    def _pair(
        self, view: View, introducer: int, known_by: Ints, used: set[frozenset[int]]
    ) -> tuple[int, int] | None:
        knows = (view.tie[introducer] >= view.assumptions.knows) & view.present
        best_first = np.flatnonzero(knows)[np.argsort(-known_by[knows], kind="stable")].tolist()
        for one in view.rng.permutation(best_first).tolist():
            for popular in best_first:
                new = not view.society.acquainted[one, popular] and one != popular
                if new and frozenset((one, popular)) not in used:
                    return one, popular
        return None


def own_introductions(view: View) -> defaultdict[int, set[frozenset[int]]]:
    """For each introducer the pairs that they have introduced themselves."""
    own: defaultdict[int, set[frozenset[int]]] = defaultdict(set)
    for introducer, one, other in view.made.tolist():
        own[introducer].add(frozenset((one, other)))
    return own


class Scored:
    """What greedy lists and the plan have in common: the scores, and the record of all pairs."""

    def __init__(self, society: Society) -> None:
        self._scoring = Scoring(society)

    def columns(self, view: View) -> tuple[Ints, Choice]:
        """Who introduces this week, and what each of them can choose from."""
        scoring = self._scoring
        worth = scoring.worth(view.activity, view.given, view.received)
        worth = np.where(view.open_pairs[scoring.i, scoring.j], worth, 0.0)
        able = np.flatnonzero(worth > 0)
        i, j = scoring.i[able], scoring.j[able]
        introducers = np.flatnonzero(view.quota)
        factor = trust(view.tie[introducers], view.society.circle[introducers])
        return introducers, Choice(
            len(view.society), i, j, factor[:, i] * factor[:, j] * worth[able]
        )


class GreedyLists(Scored):
    """Everybody has the scores and the record that the plan has, and takes their own best."""

    def week(self, view: View) -> Week:
        """The first pairs of everybody's list, without knowing what the others take."""
        introducers, choice = self.columns(view)
        free = Prices.free(len(view.society))
        return proposals(introducers, choice.best(free, view.quota[introducers]))


class Planned(Scored):
    """Everybody takes what the plan of the whole group has for them."""

    def week(self, view: View) -> Week:
        """One plan for all, within what each can give and has room to receive."""
        introducers, choice = self.columns(view)
        quota = view.quota[introducers]
        plan = make_plan(choice, quota=quota, limit=view.room, rounds=ROUNDS, gap=GAP)
        return proposals(introducers, plan.columns)


def proposals(introducers: Ints, columns: Columns) -> Week:
    """The columns as what people do."""
    who = introducers[columns.introducer].tolist()
    chosen = zip(who, columns.a.tolist(), columns.b.tolist(), strict=True)
    return Week(proposals=[Proposal(x, a, b) for x, a, b in chosen])
