"""Statuses become ground: cells, who holds them at an instant, polygons and front lines."""

from geo.space.allocate import Codes, Frame, allocate, codes, contested, holder, may_hold
from geo.space.coverage import coverage, dissolve
from geo.space.drawing import Drawing, draw, topology_of
from geo.space.front import front_lines
from geo.space.ground import Ground, Kriged, ground
from geo.space.naming import Part, PartKind, part_shapes, parts
from geo.space.samples import Samples
from geo.space.tessellation import Tessellation, tessellate
from geo.space.topology import Topology

__all__ = [
    "Codes",
    "Drawing",
    "Frame",
    "Ground",
    "Kriged",
    "Part",
    "PartKind",
    "Samples",
    "Tessellation",
    "Topology",
    "allocate",
    "codes",
    "contested",
    "coverage",
    "dissolve",
    "draw",
    "front_lines",
    "ground",
    "holder",
    "may_hold",
    "part_shapes",
    "parts",
    "tessellate",
    "topology_of",
]
