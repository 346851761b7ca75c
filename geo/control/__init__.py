"""Claims become statuses: who held each place, over time."""

from geo.control.effect import Effect, effect
from geo.control.timeline import timelines

__all__ = ["Effect", "effect", "timelines"]
