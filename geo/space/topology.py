"""A coverage as arcs: each shared edge once, with the face on either side.

An arc is a longest chain of edges between the same two faces. Rings refer to arcs by index, reversed ones as ~index, as in
TopoJSON. Exactness comes from the coverage: neighbours hold the same points, bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.crs import Floats, Geometries
from geo.space.mesh import OUTSIDE, Ints, Mesh, mesh_of

Rings = tuple[tuple[tuple[int, ...], ...], ...]

__all__ = ["OUTSIDE", "Ints", "Network", "Rings", "Topology", "network", "topology"]


@dataclass(frozen=True)
class Topology:
    """`arcs` are (k, 2) arrays of lon/lat; `left` and `right` the face on each side, -1 outside; `rings` per face, shells and holes alike."""

    arcs: tuple[Floats, ...]
    left: Ints
    right: Ints
    rings: Rings


@dataclass(frozen=True)
class Network:
    """The arcs between faces as indices of the mesh's points.

    The points of arc i are points[starts[i]:starts[i + 1]], both ends included; `left` and `right` (arcs,) are faces, OUTSIDE where there is none;
    `met` (arcs, 2) says where in the cells' rings the arc begins, and where it does when seen from its right.
    """

    mesh: Mesh
    points: Ints
    starts: Ints
    left: Ints
    right: Ints
    met: Ints

    def __len__(self) -> int:
        return len(self.left)

    @cached_property
    def inner(self) -> npt.NDArray[np.bool_]:
        """Whether an arc has a face on both sides; shape (arcs,)."""
        return np.asarray((self.left != OUTSIDE) & (self.right != OUTSIDE))

    @cached_property
    def ends(self) -> Ints:
        """The first and the last point of each arc; shape (arcs, 2)."""
        return np.column_stack([self.points[self.starts[:-1]], self.points[self.starts[1:] - 1]])

    @cached_property
    def rings(self) -> Rings:
        """The rings of each face, with the face to the left; a ring's arcs by index, reversed ones as ~index."""
        return _rings(self)

    def lines(self, coordinates: Floats) -> tuple[Floats, ...]:
        """The arcs as coordinates, from those of the mesh's points, shape (points, 2)."""
        return tuple(np.split(coordinates[self.points], self.starts[1:-1]))


def topology(cells: Geometries) -> Topology:
    """The arcs of a coverage (lon/lat) whose neighbours share points exactly."""
    found = network(mesh_of(cells, cells), np.arange(len(cells)))
    return Topology(found.lines(found.mesh.lonlat), found.left, found.right, found.rings)


def network(mesh: Mesh, faces: Ints) -> Network:
    """The arcs between faces; `faces` (cells,) is the face, from 0, that each cell belongs to."""
    sides = np.append(faces, OUTSIDE)[mesh.sides]
    kept = np.flatnonzero(sides[:, 0] != sides[:, 1])
    return _Steps(mesh, mesh.edges[kept], sides[kept], mesh.met[kept]).network()


class _Steps:
    """Edges seen from both sides: step 2 i runs along edge i, step 2 i + 1 back, each with its own face to the left."""

    def __init__(self, mesh: Mesh, edges: Ints, sides: Ints, met: Ints) -> None:
        self._mesh = mesh
        self._tail = edges.ravel()
        self._head = edges[:, ::-1].ravel()
        self._face = sides.ravel()
        self._met = met.ravel()

    def network(self) -> Network:
        """The chains of edges between nodes, each once, as the cell that the rings come to first meets it."""
        node = self._nodes()
        last, to_go = self._followed(node)
        begins = np.flatnonzero(node[self._tail])
        chosen = begins[self._met[begins] < self._met[last[begins] ^ 1]]
        chosen = chosen[np.argsort(self._met[chosen])]
        points, starts = self._chained(chosen, last, to_go)
        met = self._met[np.column_stack([chosen, last[chosen] ^ 1])]
        return Network(self._mesh, points, starts, self._face[chosen], self._face[chosen ^ 1], met)

    def _chained(self, chosen: Ints, last: Ints, to_go: Ints) -> tuple[Ints, Ints]:
        """The points of the chains that begin with the chosen steps, one after the other, and where each chain starts."""
        arc_of = np.full(len(last), len(chosen), dtype=np.int64)
        arc_of[last[chosen]] = np.arange(len(chosen))
        arc = arc_of[last]
        members = np.lexsort((-to_go, arc))[: np.count_nonzero(arc < len(chosen))]
        starts = np.concatenate([[0], np.cumsum(to_go[chosen] + 2)]).astype(np.int64)
        ends = np.zeros(starts[-1], dtype=bool)
        ends[starts[1:] - 1] = True
        points = np.empty(starts[-1], dtype=np.int64)
        points[~ends], points[ends] = self._tail[members], self._head[last[chosen]]
        return points, starts

    def _nodes(self) -> npt.NDArray[np.bool_]:
        """Points where arcs must end: where more than two faces meet, and one point of each ring that has none such."""
        count = len(self._mesh.metres)
        degree = np.bincount(self._tail, minlength=count)
        node = (degree > 0) & (degree != 2)  # noqa: PLR2004 - an edge in, an edge out
        pairs = coo_array((np.ones(len(self._tail), dtype=np.int8), (self._tail, self._head)), shape=(count, count))
        group = connected_components(pairs, directed=False)[1]
        bare = (degree > 0) & ~np.isin(group, group[node])
        node[np.flatnonzero(bare)[np.unique(group[bare], return_index=True)[1]]] = True
        return np.asarray(node)

    def _followed(self, node: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
        """For every step the last one of its chain, and how many lie between: each round looks twice as far ahead."""
        steps = np.arange(len(self._tail))
        leaving = np.bincount(self._tail, weights=steps, minlength=len(node)).astype(np.int64)
        on = np.where(node[self._head], steps, leaving[self._head] - (steps ^ 1))  # of the two steps that leave a point, the one that does not turn back
        ahead = (on != steps).astype(np.int64)
        while np.any(on[on] != on):
            ahead, on = ahead + ahead[on], on[on]
        return on, ahead


def _rings(found: Network) -> Rings:
    """Each face's rings, in the order in which the cells' rings meet them."""
    faces = _faces(found)
    after = _linked(found, faces).tolist()
    rings: list[list[tuple[int, ...]]] = [[] for _ in range(int(faces.max(initial=OUTSIDE)) + 1)]
    for begin in np.argsort(found.met.ravel()).tolist():
        if after[begin] != OUTSIDE:
            rings[faces[begin]].append(_walk(after, begin))
    return tuple(tuple(ring) for ring in rings)


def _faces(found: Network) -> Ints:
    """The face to the left of each side of an arc: side 2 i is arc i, side 2 i + 1 the same reversed."""
    return np.column_stack([found.left, found.right]).ravel()


def _linked(found: Network, faces: Ints) -> Ints:
    """The side that follows each side on its face's ring; OUTSIDE where no face is.

    Where a face meets itself in a point, as squares of a chessboard do, the ring turns so that it does not run on into the other corner: each ring passes
    such a point once, and polygons stay valid.
    """
    node, angle = found.ends.ravel(), _angles(found)
    sides = np.flatnonzero(faces != OUTSIDE)
    leaving = sides[np.lexsort((angle[sides], faces[sides], node[sides]))]
    arriving = sides[np.lexsort((angle[sides ^ 1], faces[sides], node[sides ^ 1]))]
    _, first, size = np.unique(np.column_stack([node[leaving], faces[leaving]]), axis=0, return_index=True, return_counts=True)
    group = np.repeat(np.arange(len(first)), size)
    place = np.arange(len(leaving)) - first[group]
    turned = angle[leaving[first]] < angle[arriving[first] ^ 1]  # the first corner, counterclockwise from west, is entered after it is left
    after = np.full(len(faces), OUTSIDE, dtype=np.int64)
    after[arriving] = leaving[first[group] + (place + turned[group]) % size[group]]
    return after


def _angles(found: Network) -> Floats:
    """The direction in which each side sets out, in radians."""
    xy = found.mesh.metres
    begin, end = found.points[found.starts[:-1]], found.points[found.starts[1:] - 1]
    second, last_but_one = found.points[found.starts[:-1] + 1], found.points[found.starts[1:] - 2]
    steps = np.stack([xy[second] - xy[begin], xy[last_but_one] - xy[end]], axis=1).reshape(-1, 2)
    return np.arctan2(steps[:, 1], steps[:, 0])


def _walk(after: list[int], begin: int) -> tuple[int, ...]:
    """The ring from one side of an arc on; what it passes is struck out."""
    ring, side = [], begin
    while after[side] != OUTSIDE:
        ring.append(~(side >> 1) if side & 1 else side >> 1)
        after[side], side = OUTSIDE, after[side]
    return tuple(ring)
