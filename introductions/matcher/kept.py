"""Everybody's best partners, kept up to date while people edit their profiles."""

from __future__ import annotations

import numpy as np

from .engines.interface import Engine, Partners
from .people import Flags, Floats, Ints, Weights
from .profiles import Profiles
from .scores import Stance


class KeptLists:
    """The lists of m people, the same after each edit as those of a search for everybody.

    An edit changes the scores of one person only. So that person's list is made anew, and those
    in which they stand, since somebody unknown may have to take their place; into any other list
    they are put where they are good enough by now.
    """

    def __init__(
        self,
        engine: Engine,
        profiles: Profiles,
        stance: Stance,
        weights: Weights,
        *,
        k: int = 10,
        threads: int = 1,
    ) -> None:
        self.profiles = profiles
        self._k, self._threads = k, threads
        self._searcher = engine.searcher(profiles, stance, weights)
        self.lists: Partners = self._searcher.partners(k, threads=threads)  # m x k

    def change(self, position: int, profiles: Profiles) -> None:
        """From now on use `profiles`, which differ from those before in this one person."""
        self.profiles = profiles
        self._searcher.change(position, profiles)
        scores = self._searcher.scores_of(position)
        anew = (self.lists.partner == position).any(axis=1)
        anew[position] = True
        self._search_again(np.flatnonzero(anew))
        self._insert(position, scores, np.flatnonzero(self._beats_last(position, scores) & ~anew))

    def _search_again(self, rows: Ints) -> None:
        """Make the lists of r people anew."""
        found = self._searcher.partners(self._k, rows, self._threads)
        self.lists.partner[rows], self.lists.score[rows] = found.partner, found.score

    def _beats_last(self, position: int, scores: Floats) -> Flags:
        """m: whose last one is worth less than the edited person, by their m scores, or as much
        with a larger id."""
        last, ids = self.lists.score[:, -1], self.profiles.ids
        larger_id = ids[self.lists.partner[:, -1]] > ids[position]
        equal = (scores == last) & larger_id & (scores > 0)
        return np.asarray((scores > last) | equal)

    def _insert(self, position: int, scores: Floats, rows: Ints) -> None:
        """Put the edited person into the lists of r people, and the last ones out."""
        partner = np.column_stack([self.lists.partner[rows], np.full(len(rows), position)])
        score = np.column_stack([self.lists.score[rows], scores[rows]])
        ids = np.where(partner >= 0, self.profiles.ids[partner], np.iinfo(np.int64).max)
        order = np.lexsort((ids, -score), axis=1)[:, : self._k]
        self.lists.partner[rows] = np.take_along_axis(partner, order, axis=1)
        self.lists.score[rows] = np.take_along_axis(score, order, axis=1)
