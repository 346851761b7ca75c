"""Arcs that look drawn by hand rather than by cells, smoothed jointly: neighbours share an arc, so they still match.

Every point moves between its neighbours along the arcs, and back by a little more (Taubin's filter), which takes away the zigzag of the cells but not the
extent of what they enclose. Where three arcs meet, the point moves with all of them, or where two of them are parts of a leading line, such as the front,
along that one only, which so stays smooth. Then corners are cut. The outline never moves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array

from geo.crs import Floats
from geo.space.mesh import Ints
from geo.space.topology import Network

Bools = npt.NDArray[np.bool_]

TOWARD, BACK = 0.5, -0.51
"""Shares of the way to the middle of its neighbours that a point goes. The first alone would wear small pockets away; together they leave waves of 22 edges
and more as they are: 8 km of front where cells have half a square kilometre."""
ROUNDS = 30
"""With so many, waves of 13 edges keep 94 % of their height, of 8 edges 56 %, of 5 edges 3 %: the zigzag goes, a bend of three villages stays."""
CORNER = 0.25
"""Where a corner is cut, as a share of the way to the points on either side."""


@dataclass(frozen=True)
class Lines:
    """Arcs as coordinates in metres: those of arc i are xy[starts[i]:starts[i + 1]]; `origin` (points,) is the point of the mesh that each stems from."""

    xy: Floats
    starts: Ints
    origin: Ints


def smoothed(found: Network, still: Bools, leading: Bools) -> Lines:
    """The inner arcs of a network smoothed, the others as they are.

    `still` (points of the mesh,) marks points that keep their place, `leading` (arcs,) arcs that others follow.
    """
    moved = _relaxed(found, still, leading)
    for arc in _islands(found, still):
        span = found.points[found.starts[arc] : found.starts[arc + 1]]
        moved[span] = _as_large(moved[span], found.mesh.metres[span])
    return _cut(found, moved, still)


def _relaxed(found: Network, still: Bools, leading: Bools) -> Floats:
    """The mesh's points (metres) after the filter; only those of inner arcs move."""
    edges, leads = _edges(found, leading)
    used, local = np.unique(edges, return_inverse=True)
    xy = found.mesh.metres[used]
    middle = _middle(local.reshape(edges.shape), leads, len(used))
    free = ~still[used][:, None]
    for _ in range(ROUNDS):
        for share in (TOWARD, BACK):
            xy = xy + share * free * (middle @ xy - xy)
    moved = found.mesh.metres.copy()
    moved[used] = xy
    return moved


def _edges(found: Network, leading: Bools) -> tuple[Ints, Bools]:
    """The edges of inner arcs, from both ends, shape (2, edges x 2), and which are leading."""
    arc = np.repeat(np.arange(len(found)), np.diff(found.starts))
    step = np.flatnonzero((arc[1:] == arc[:-1]) & found.inner[arc[:-1]])
    ends = np.stack([found.points[step], found.points[step + 1]])
    return np.concatenate([ends, ends[::-1]], axis=1), np.tile(leading[arc[step]], 2)


def _middle(edges: Ints, leads: Bools, count: int) -> csr_array:
    """The matrix that takes each point to the mean of those that it shares an edge with; on a leading line, of those along it."""
    tail, head = edges
    on_line = np.bincount(tail[leads], minlength=count) == 2  # noqa: PLR2004 - an edge in, an edge out
    weight = (leads | ~on_line[tail]).astype(float)
    return coo_array((weight / np.bincount(tail, weights=weight, minlength=count)[tail], (tail, head)), shape=(count, count)).tocsr()


def _islands(found: Network, still: Bools) -> list[int]:
    """The inner arcs that are rings without a node and without a point that stays."""
    begin, end = found.ends.T
    alone = (begin == end) & (np.bincount(found.ends.ravel(), minlength=len(still))[begin] == 2) & found.inner  # noqa: PLR2004 - both its ends
    held = np.add.reduceat(still[found.points], found.starts[:-1]) > 0
    return [int(arc) for arc in np.flatnonzero(alone & ~held)]


def _as_large(ring: Floats, model: Floats) -> Floats:
    """A ring, scaled about its centre to the area of another."""
    now, wanted = abs(_area(ring)), abs(_area(model))
    centre = ring[:-1].mean(axis=0)
    return np.asarray(centre + (ring - centre) * np.sqrt(wanted / now)) if now > 0 else model


def _area(ring: Floats) -> float:
    x, y = (ring - ring[0]).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2.0)


def _cut(found: Network, moved: Floats, still: Bools) -> Lines:
    """The arcs with their corners cut; ends, and points that stay, stay corners."""
    xy = moved[found.points]
    corner = np.repeat(found.inner, np.diff(found.starts)) & ~still[found.points]
    corner[found.starts[:-1]] = corner[found.starts[1:] - 1] = False
    copies = 1 + corner
    first = (np.cumsum(copies) - copies)[corner]
    at = np.flatnonzero(corner)
    out = np.repeat(xy, copies, axis=0)
    out[first] += CORNER * (xy[at - 1] - xy[at])
    out[first + 1] += CORNER * (xy[at + 1] - xy[at])
    sizes = np.add.reduceat(copies, found.starts[:-1])
    return Lines(out, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64), np.repeat(found.points, copies))
