"""Two engines with the same answers: numpy, always there, and numba, faster for many people."""

from __future__ import annotations

from importlib.util import find_spec

from .interface import Engine, Partners, Searcher, partners
from .numpy_engine import NumpyEngine

__all__ = ["Engine", "Partners", "Searcher", "engine_for", "engine_named", "partners"]

# Below this many people numpy is quick enough not to wait for the compiler.
WORTH_COMPILING = 1_500


def engine_for(n_people: int) -> Engine:
    """The engine to find something for so many people: the fast one where it is worth its start."""
    fast = n_people >= WORTH_COMPILING and find_spec("numba") is not None
    return engine_named("numba" if fast else "numpy")


def engine_named(name: str) -> Engine:
    """ "numpy" or "numba"; raises ImportError where numba is not installed."""
    if name == "numba":
        from .numba_engine import NumbaEngine

        return NumbaEngine()
    return NumpyEngine()
