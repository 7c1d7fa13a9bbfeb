"""Worlds to plan for: groups whose members all see nearly the same, and tiny ones with oddities."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from introductions.matcher.columns import Columns, Prices

FEATURES = 500
USUAL = 0.866  # what nearly everybody is to an introducer


@dataclass(frozen=True, eq=False)
class World:
    pricing: object
    quota: np.ndarray
    limit: np.ndarray

    def arguments(self):
        return {"quota": self.quota, "limit": self.limit}

    def every_column(self):
        n, m = self.pricing.n_people, self.pricing.n_introducers
        return self.pricing.best(Prices.free(n), np.full(m, n * n))


class DensePricing:
    """Introducers are the people themselves, each among the members of their groups.

    The score of a pair is v(a, b) tau(x, a) tau(x, b): v from shared features, saturated; tau the
    same for nearly all.
    """

    def __init__(self, features, groups_of, own, seed):
        self.features, self.own, self.seed = features, own, seed
        self.n_people = self.n_introducers = len(features)
        self.calls = 0
        members = {}
        for person, groups in enumerate(groups_of):
            for group in groups:
                members.setdefault(group, []).append(person)
        circles = sorted(set(groups_of))
        self.circles = [np.unique(np.concatenate([members[g] for g in c])) for c in circles]
        number = {circle: i for i, circle in enumerate(circles)}
        self.introducers = [[] for _ in circles]
        for person, groups in enumerate(groups_of):
            self.introducers[number[groups]].append(person)
        self.pairs = [self._pairs(circle) for circle in self.circles]
        self.tau = {}

    def best(self, prices, k):
        self.calls += 1
        parts = []
        for circle, introducers, pairs in zip(
            self.circles, self.introducers, self.pairs, strict=True
        ):
            if any(k[x] for x in introducers):
                cost = self._cost(circle, pairs, prices)
                parts += [self._best(x, circle, pairs, cost, k[x]) for x in introducers if k[x]]
        parts.sort(key=lambda part: part[0])
        introducer = [np.full(len(part[1]), part[0]) for part in parts]
        return Columns(*map(_joined, (introducer, *list(zip(*parts, strict=True))[1:])))

    def _pairs(self, circle):
        i, j = np.triu_indices(len(circle), 1)
        amount = (self.features[circle] @ self.features[circle].T)[i, j]
        there = amount > 0.03
        amount = amount[there]
        return i[there], j[there], amount / (amount + 1.5)

    def _cost(self, circle, pairs, prices):
        i, j, _ = pairs
        paid = prices.person[circle]
        position = np.full(self.n_people, -1)
        position[circle] = np.arange(len(circle))
        a, b = position[prices.pair_a], position[prices.pair_b]
        here = (a >= 0) & (b >= 0)
        of_pairs = np.zeros((len(circle), len(circle)))
        of_pairs[a[here], b[here]] = prices.pair[here]
        return paid[i] + paid[j] + of_pairs[i, j]

    def _best(self, x, circle, pairs, cost, k):
        i, j, value = pairs
        tau = self._tau(x, circle)
        score = value * tau[i] * tau[j]
        worth = score - cost
        top = np.argpartition(-worth, k - 1)[:k] if k < len(worth) else np.arange(len(worth))
        top = top[worth[top] > 0]
        top = top[np.lexsort((top, -worth[top]))]
        return x, circle[i[top]], circle[j[top]], score[top]

    def _tau(self, x, circle):
        if x not in self.tau:
            rng = np.random.default_rng((self.seed, x))
            known = rng.random(len(circle)) < self.own
            self.tau[x] = np.where(known, rng.uniform(0.7, 1, len(circle)), USUAL)
            self.tau[x][circle == x] = 0.0
        return self.tau[x]


def _joined(arrays):
    return np.concatenate([np.zeros(0, dtype=np.int64), *arrays])


def world(n, *, group, own=0.05, in_two=0.1, seed=0, changed=0):
    """n people in groups of that size, some in two; `changed` of them have another profile.

    `own` is the share of others whom an introducer knows better or worse than usual.
    """
    rng = np.random.default_rng(seed)
    n_groups = max(round(n * (1 + in_two) / group), 1) if group < n else 1
    groups_of = []
    for person in range(n):
        groups = {person % n_groups}
        if rng.random() < in_two:
            groups.add(int(rng.integers(n_groups)))
        groups_of.append(tuple(sorted(groups)))
    features = _features(n, rng)
    quota, limit = rng.choice([2, 3, 4], n), rng.choice([3, 4, 5], n)
    who = rng.choice(n, changed, replace=False)
    features[who] = _features(changed, rng)
    return World(DensePricing(features, groups_of, own, seed), quota, limit)


def _features(n, rng):
    """n x FEATURES: what people have, Zipf-distributed; the rarer, the more it says."""
    how_often = 1 / np.arange(1, FEATURES + 1)
    how_often /= how_often.sum()
    features = np.zeros((n, FEATURES))
    for row in features:
        row[rng.choice(FEATURES, rng.integers(8, 18), p=how_often)] = 1
    features *= np.sqrt(-np.log(how_often) / 3)
    size = np.sqrt((features**2).sum(axis=1, keepdims=True))
    return features / np.sqrt(size)


class ListedPricing:
    """All columns written down."""

    def __init__(self, columns, n_people, n_introducers):
        self.columns, self.n_people, self.n_introducers = columns, n_people, n_introducers

    def best(self, prices, k):
        columns = self.columns
        pair = dict(zip(zip(prices.pair_a, prices.pair_b, strict=True), prices.pair, strict=True))
        of_pairs = [pair.get(p, 0.0) for p in zip(columns.a, columns.b, strict=True)]
        paid = prices.person[columns.a] + prices.person[columns.b] + np.array(of_pairs)
        worth = columns.score - paid
        order = np.lexsort((columns.b, columns.a, -worth, columns.introducer))
        order = order[worth[order] > 0]
        introducer = columns.introducer[order]
        place = np.arange(len(order)) - np.searchsorted(introducer, introducer)
        return columns.take(order[place < k[introducer]])


def tiny_world(seed):
    """Up to 8 people and 7 introducers; quotas and limits of 0, equal scores, few columns."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(0, 9)), int(rng.integers(0, 8))
    x, a, b = np.meshgrid(np.arange(m), np.arange(n), np.arange(n), indexing="ij")
    there = (a < b) & (rng.random(a.shape) < rng.choice([0.1, 0.5, 1.0]))
    introducer, a, b = x[there], a[there], b[there]
    if rng.random() < 0.5:
        score = rng.choice([0.25, 0.5, 1.0], len(a))
    else:
        of_pair = rng.random((n, n))
        score = of_pair[a, b] * rng.uniform(0.7, 1, (m, n))[introducer, a] + 0.01
    columns = Columns(introducer, a, b, score)
    quota, limit = rng.integers(0, 5, m), rng.integers(0, 6, n)
    return World(ListedPricing(columns, n, m), quota, limit)


def optimum(world, columns, *, whole=True, gap=1e-6):
    """The value of the best plan on these columns, by HiGHS; if not `whole`, in fractions too."""
    if not len(columns):
        return 0.0
    n, c = world.pricing.n_people, len(columns)
    m = world.pricing.n_introducers
    _, pair = np.unique(columns.a * n + columns.b, return_inverse=True)
    rows = np.concatenate([columns.introducer, m + columns.a, m + columns.b, m + n + pair])
    uses = csr_array((np.ones(4 * c), (rows, np.tile(np.arange(c), 4))), shape=(rows.max() + 1, c))
    room = np.concatenate([world.quota, world.limit, np.ones(pair.max() + 1)])
    answer = milp(
        -columns.score,
        constraints=LinearConstraint(uses, ub=room),
        bounds=Bounds(0, 1),
        integrality=np.full(c, int(whole)),
        options={"mip_rel_gap": gap},
    )
    assert answer.status == 0, answer.message
    return -answer.fun


def greedy_value(world, columns):
    """What taking the best score again and again is worth."""
    quota, limit, pairs, value = world.quota.copy(), world.limit.copy(), set(), 0.0
    for at in np.argsort(-columns.score, kind="stable"):
        x, a, b = columns.introducer[at], columns.a[at], columns.b[at]
        if quota[x] and limit[a] and limit[b] and (a, b) not in pairs:
            quota[x] -= 1
            limit[a] -= 1
            limit[b] -= 1
            pairs.add((a, b))
            value += columns.score[at]
    return value


def assert_keeps_the_rules(plan, world, taken=()):
    columns = plan.columns
    m, n = world.pricing.n_introducers, world.pricing.n_people
    assert (np.bincount(columns.introducer, minlength=m) <= world.quota).all()
    parties = np.concatenate([columns.a, columns.b])
    assert (np.bincount(parties, minlength=n) <= world.limit).all()
    pairs = list(zip(columns.a.tolist(), columns.b.tolist(), strict=True))
    assert len(pairs) == len(set(pairs))
    assert not set(pairs) & {tuple(sorted(pair)) for pair in taken}
    assert plan.value == columns.score.sum() or np.isclose(plan.value, columns.score.sum())
    assert 0 <= plan.certificate <= 1
    assert plan.greedy <= plan.value + 1e-9
