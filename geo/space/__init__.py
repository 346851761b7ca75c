"""Statuses become ground: cells, who holds them at an instant, polygons and front lines."""

from geo.space.allocate import Frame, allocate, cell_states
from geo.space.coverage import coverage, dissolve
from geo.space.front import front_lines
from geo.space.spread import followers, spread
from geo.space.tessellation import Tessellation, tessellate
from geo.space.topology import Topology

__all__ = ["Frame", "Tessellation", "Topology", "allocate", "cell_states", "coverage", "dissolve", "followers", "front_lines", "spread", "tessellate"]
