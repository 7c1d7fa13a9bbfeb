"""Public libraries, given an easier task than ours.

They find, for each person, those with the greatest plain sum of the rarities of what the two share:
one number a feature, the same for both sides. No size of profiles, no sides, nobody ruled out. That
is an inner product of rows with the root of each rarity, which all of them are made for. What
they can prepare, they have prepared before the clock starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import faiss
import numpy as np
import scipy.sparse as sp
import sklearn
from numpy.typing import NDArray
from sklearn.neighbors import NearestNeighbors
from sparse_dot_topn import sp_matmul_topn

from benchmarks.matcher.features import Features
from benchmarks.matcher.machine import THREADS
from introductions.matcher.people import Floats

TopSums = Callable[[], Floats]  # n x (k + 1): the greatest sums of each, themselves among them
BLOCK = 2_000  # rows of the bare product; more no longer make it quicker
FAISS_BLOCK = 4_096  # people


def prepared(features: Features, k: int) -> Mapping[str, TopSums]:
    """Each library's search for the k best of everybody, ready to run.

    They find k + 1, since everybody is among their own best, and nobody has to take them out.
    """
    return {
        "sklearn brute": with_sklearn(features, k + 1),
        "sparse_dot_topn": with_sparse_dot_topn(features, k + 1),
        "faiss flat": with_faiss(features, k + 1),
    }


def with_sklearn(features: Features, k: int) -> TopSums:
    """The nearest in Euclidean distance, for which it has its quickest search.

    One more column lifts all rows to the same length; then the nearest has the greatest product.
    """
    rows = features.sparse.toarray()  # in double precision it is no slower, and exact
    squares = (rows**2).sum(axis=1)
    lift = np.sqrt(squares.max() - squares)[:, None]
    near = NearestNeighbors(n_neighbors=k, algorithm="brute", metric="sqeuclidean", n_jobs=THREADS)
    near.fit(np.hstack([rows, lift]))
    asked = np.hstack([rows, np.zeros_like(lift)])

    def search() -> Floats:
        with sklearn.config_context(assume_finite=True, pairwise_dist_chunk_size=512):
            distance, _ = near.kneighbors(asked)
        return np.asarray((squares[:, None] + squares.max() - distance) / 2)

    return search


def with_sparse_dot_topn(features: Features, k: int) -> TopSums:
    """The product of sparse matrices of which only the best of each row are kept."""
    rows = features.sparse  # double precision: it is quicker with it
    columns = rows.T.tocsr()

    def search() -> Floats:
        best = sp_matmul_topn(rows, columns, top_n=k, sort=True, n_threads=THREADS)
        return by_row(best, k)

    return search


def by_row(best: sp.csr_matrix, k: int) -> Floats:
    """Rows of up to k values as a table, with 0 where there are fewer."""
    table = np.zeros((best.shape[0], k))
    held = np.diff(best.indptr)
    table[np.arange(k) < held[:, None]] = best.data
    return table


def with_faiss(features: Features, k: int) -> TopSums:
    """The flat index, which compares everything, with blocks that suit these few columns."""
    rows = features.dense
    faiss.omp_set_num_threads(THREADS)
    if len(rows) > FAISS_BLOCK:  # below, its own choice is better
        faiss.cvar.distance_compute_blas_database_bs = FAISS_BLOCK
    index = faiss.IndexFlatIP(rows.shape[1])
    index.add(rows)

    def search() -> Floats:
        return np.asarray(index.search(rows, k)[0])

    return search


def bare_product(features: Features) -> Callable[[], NDArray[np.float32]]:
    """Every pair's sum by SGEMM, block by block into the same memory; nothing looks at it.

    Returns the last block.
    """
    rows = features.dense
    out = np.empty((min(BLOCK, len(rows)), len(rows)), dtype=np.float32)

    def product() -> NDArray[np.float32]:
        for begin in range(0, len(rows), BLOCK):
            block = rows[begin : begin + BLOCK]
            np.matmul(block, rows.T, out=out[: len(block)])
        return out

    return product
