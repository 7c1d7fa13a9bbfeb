"""A believable world of any size, the same one for the same size and moment."""

from benchmarks.generator.world import World, make_world

__all__ = ["World", "make_world"]
