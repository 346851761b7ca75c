"""A coverage as points and edges: each edge once, with the cell on either side. What arcs, neighbours and outlines are read from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

from geo.crs import Floats, Geometries

Ints = npt.NDArray[np.int64]

OUTSIDE = -1


@dataclass(frozen=True)
class Mesh:
    """Points in order of x, then y; edges in the order in which the cells' rings meet them.

    `metres` and `lonlat` have shape (points, 2), in the theatre's CRS and in WGS 84; `edges` (edges, 2) are indices of points; `sides` (edges, 2) the
    cells to the left and to the right of an edge, OUTSIDE where there is none; `met` (edges, 2) says where in the rings its left and its right cell
    run along it.
    """

    metres: Floats
    lonlat: Floats
    edges: Ints
    sides: Ints
    met: Ints

    @cached_property
    def outer(self) -> npt.NDArray[np.bool_]:
        """Whether an edge lies on the outline; shape (edges,)."""
        return np.asarray(self.sides[:, 1] == OUTSIDE)

    @cached_property
    def on_outline(self) -> npt.NDArray[np.bool_]:
        """Whether a point lies on the outline; shape (points,)."""
        found = np.zeros(len(self.metres), dtype=bool)
        found[self.edges[self.outer].ravel()] = True
        return found

    @cached_property
    def outline(self) -> shapely.STRtree:
        """Spatial index of the edges on the outline, in lon/lat."""
        return shapely.STRtree(shapely.linestrings(self.lonlat[self.edges[self.outer]]))

    @cached_property
    def length_m(self) -> Floats:
        """Length of each edge in the theatre's CRS; shape (edges,)."""
        ends = self.metres[self.edges]
        return np.asarray(np.hypot(*(ends[:, 1] - ends[:, 0]).T))

    @cached_property
    def neighbours(self) -> Ints:
        """Pairs of cells that share an edge, the low index first, sorted; shape (pairs, 2)."""
        pairs = np.sort(self.sides[~self.outer], axis=1)
        width = int(pairs.max(initial=0)) + 1
        found = np.unique(pairs[:, 0] * width + pairs[:, 1])
        return np.column_stack([found // width, found % width])


def mesh_of(metres: Geometries, lonlat: Geometries) -> Mesh:
    """The mesh of cells whose neighbours share their points exactly; both arrays hold the same polygons, shape (n,), point by point."""
    turned = shapely.orient_polygons(metres)
    spots = shapely.get_coordinates(turned)
    as_given = np.array_equal(spots, shapely.get_coordinates(metres))  # to turn polygons takes longer than to see that they need not be
    degrees = shapely.get_coordinates(lonlat if as_given else shapely.orient_polygons(lonlat))
    point, first = _points(spots)
    tail, head, cell = _segments(turned, point)
    edges, sides, met = _paired(tail, head, cell, len(first))
    return Mesh(spots[first], degrees[first], edges, sides, met)


def _points(spots: Floats) -> tuple[Ints, Ints]:
    """The index of each coordinate pair among the distinct ones, and where each of these first stands."""
    order = np.lexsort((spots[:, 1], spots[:, 0]))
    ordered = spots[order]
    fresh = np.ones(len(spots), dtype=bool)
    fresh[1:] = np.any(ordered[1:] != ordered[:-1], axis=1)
    index = np.empty(len(spots), dtype=np.int64)
    index[order] = np.cumsum(fresh) - 1
    return index, order[fresh].astype(np.int64)


def _segments(cells: Geometries, point: Ints) -> tuple[Ints, Ints, Ints]:
    """The steps of all rings in order: from, to, cell. The cell lies to the left of each."""
    _, _, (ring_starts, *others) = shapely.to_ragged_array(cells)
    ends = ring_starts
    stays = np.ones(len(point), dtype=bool)
    stays[ring_starts[1:] - 1] = False  # a ring's last point is its first
    for starts in others:
        ends = ends[starts]
    tail = np.flatnonzero(stays)
    cell = np.repeat(np.arange(len(cells)), np.diff(ends))
    return point[tail], point[tail + 1], cell[tail]


def _paired(tail: Ints, head: Ints, cell: Ints, points: int) -> tuple[Ints, Ints, Ints]:
    """Steps that run along each other in opposite directions are one edge."""
    key = np.minimum(tail, head) * points + np.maximum(tail, head)
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    second = np.full(len(first), len(tail), dtype=np.int64)
    again = np.flatnonzero(first[group] != np.arange(len(tail)))
    second[group[again]] = again
    order = np.argsort(first)
    first, second = first[order], second[order]
    right = np.append(cell, OUTSIDE)[second]
    return np.column_stack([tail[first], head[first]]), np.column_stack([cell[first], right]), np.column_stack([first, second])
