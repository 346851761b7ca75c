"""A coverage as arcs: each shared edge once, with the cell on either side.

An arc is a longest chain of segments between the same two cells. Rings refer to arcs by index, reversed ones as ~index, as in
TopoJSON. Exactness comes from the coverage: neighbours hold the same vertices, bit for bit.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely

from geo.crs import Floats, Geometries

Ints = npt.NDArray[np.int64]
Point = tuple[float, float]
Sides = tuple[int, int]

OUTSIDE = -1


@dataclass(frozen=True)
class Topology:
    """`arcs` are (k, 2) arrays of lon/lat; `left` and `right` the cell on each side, -1 outside; `rings` per cell, shells and holes alike."""

    arcs: tuple[Floats, ...]
    left: Ints
    right: Ints
    rings: tuple[tuple[tuple[int, ...], ...], ...]


def topology(cells: Geometries) -> Topology:
    """The arcs of a coverage whose neighbours share vertices exactly."""
    oriented = [[_points(ring) for ring in _rings(cell)] for cell in cells]
    left = _left_of(oriented)
    nodes = _nodes(left)
    book = _ArcBook(left)
    rings = tuple(tuple(book.ring(points, nodes) for points in cell) for cell in oriented)
    sides = np.array(book.sides, dtype=np.int64).reshape(-1, 2)
    return Topology(tuple(np.array(a) for a in book.arcs), sides[:, 0], sides[:, 1], rings)


def _rings(cell: shapely.Geometry) -> list[shapely.LinearRing]:
    """Shells counterclockwise and holes clockwise: the cell lies to the left of every ring."""
    polygons = shapely.get_parts(shapely.orient_polygons(cell))
    return [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]


def _points(ring: shapely.LinearRing) -> list[Point]:
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(ring)[:-1]]


def _segments(points: list[Point]) -> list[tuple[Point, Point]]:
    return list(zip(points, points[1:] + points[:1], strict=True))


def _left_of(oriented: list[list[list[Point]]]) -> dict[tuple[Point, Point], int]:
    return {segment: i for i, cell in enumerate(oriented) for points in cell for segment in _segments(points)}


def _sides(left: dict[tuple[Point, Point], int], segment: tuple[Point, Point]) -> Sides:
    return left[segment], left.get((segment[1], segment[0]), OUTSIDE)


def _nodes(left: dict[tuple[Point, Point], int]) -> set[Point]:
    """Points where arcs must end: where the pair of neighbouring cells changes."""
    pairs: dict[Point, set[frozenset[int]]] = defaultdict(set)
    for segment in left:
        pair = frozenset(_sides(left, segment))
        pairs[segment[0]].add(pair)
        pairs[segment[1]].add(pair)
    return {point for point, found in pairs.items() if len(found) > 1}


class _ArcBook:
    """Arcs met so far; a chain seen from its other side is the same arc, reversed."""

    def __init__(self, left: dict[tuple[Point, Point], int]) -> None:
        self._left = left
        self._known: dict[tuple[Point, ...], int] = {}
        self.arcs: list[list[Point]] = []
        self.sides: list[Sides] = []

    def ring(self, points: list[Point], nodes: set[Point]) -> tuple[int, ...]:
        """The arc references of a ring."""
        start = next((i for i, p in enumerate(points) if p in nodes), points.index(min(points)))
        turned = points[start:] + points[:start] + [points[start]]
        cuts = [i for i, p in enumerate(turned) if i in (0, len(turned) - 1) or p in nodes]
        return tuple(self._arc(turned[a : b + 1]) for a, b in pairwise(cuts))

    def _arc(self, chain: list[Point]) -> int:
        known = self._known.get(tuple(chain))
        if known is not None:
            return known
        index = len(self.arcs)
        self._known[tuple(chain)] = index
        self._known[tuple(reversed(chain))] = ~index
        self.arcs.append(chain)
        self.sides.append(_sides(self._left, (chain[0], chain[1])))
        return index
