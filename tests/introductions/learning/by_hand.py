"""Counting as docs/learning.md tells it, in plain Python; the database must come to the same."""

import numpy as np

from introductions.matcher.learning import LENSES, PLACE, STRENGTH, UNIT, learned, with_lens_weights
from introductions.matcher.people import Weights


def shares(reasons):
    """What each of the six lenses gets of an event with these reasons; None without any."""
    known = [reason for reason in reasons if reason["lens"] in PLACE]
    worths = [reason.get("worth", 0) for reason in known]
    if not known:
        return None
    if min(worths) <= 0:
        worths = [1.0] * len(known)
    found = [0.0] * len(LENSES)
    for reason, worth in zip(known, worths, strict=True):
        found[PLACE[reason["lens"]]] += worth / sum(worths)
    return tuple(found)


def tally(events):
    """The counts, 2 x 6, of events: pairs of an outcome and its shares."""
    counts = np.zeros((2, len(LENSES)), dtype=np.int64)
    for outcome, share in events:
        strength = np.array(STRENGTH[outcome])
        counts += np.rint(UNIT * strength[:, None] * np.array(share)).astype(np.int64)
    return counts


def weights_from(counts):
    return with_lens_weights(learned(counts), Weights())
