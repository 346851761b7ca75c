"""How tangled outlines are, counted before anything is made of them.

What repairing, joining and clipping cost follows from that, not from the size of a file. Measured with GEOS 3.14 on
one core: repairing 300 random points by linework takes 14 s (its cost is the fourth power of the points), by
structure 0.3 s; 1,600 points by structure 25 s. A chain of 6,400 rings that touch takes 34 s to join, 20,000 nested
holes take 140 s to check, a comb of 24,000 teeth across the border 22 s to clip. At the limits below nothing that was
tried takes more than 1.5 s in all: random scribbles, stars, chains of bow ties, spikes, nested and touching holes,
combs, rings drawn many times.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from geo.crs import Floats, Geometries
from geo.errors import TooLargeError

MAX_CROSSINGS = 1_000
"""Places where edges cross or lie over each other.

A snapshot of the whole war, of 15,000 points, has up to 400, nearly all between neighbouring polygons.
"""
MAX_POINTS = 50_000
"""Points in and around the theatre. A comb of as many teeth takes 4 s to clip and measure."""
MAX_BORDER_CROSSINGS = 5_000
"""Places where edges cross that of the theatre.

A line that follows the border of Kursk, taken from another source, crosses it up to 600 times.
"""
MAX_RINGS = 1_000
"""Outlines and holes. Rings that touch cost their square."""
NEAR_EACH, NEAR_FREE = 10, 200_000
"""Pairs of edges whose boxes meet: so many for each edge, and so many more.

Maps have 1.7 an edge; a fan of 1,000 triangles has 240.
"""
_CHUNK = 1_000_000
"""Pairs that are looked at together, at most: some tens of megabytes."""

Indices = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

REMEDY = "Repair the file (in QGIS: Fix geometries), simplify it, or cut it to the theatre."


@dataclass(frozen=True, slots=True)
class Edges:
    """The edges of all rings, by their western end: `ends` (n, 4) as x0, y0, x1, y1; `ring` (n,) the ring of each."""

    ends: Floats
    ring: Indices

    @classmethod
    def of(cls, rings: Geometries) -> Edges:
        """The edges of some rings; those without length are left out."""
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        joined = (ring[1:] == ring[:-1]) & (xy[1:] != xy[:-1]).any(axis=1)
        ends = np.hstack([xy[:-1][joined], xy[1:][joined]])
        order = np.argsort(np.minimum(ends[:, 0], ends[:, 2]), kind="stable")
        return cls(ends[order], ring[1:][joined][order])


def check_tangles(polygons: Geometries, extent: shapely.Geometry) -> None:
    """Refuse polygons that would take too long to repair, join, or clip to the theatre's extent.

    Raises:
        TooLargeError: they have too many points or rings, or edges that cross each other or the extent's too often.
    """
    rings = shapely.get_rings(polygons)
    if (points := int(shapely.get_num_coordinates(rings).sum())) > MAX_POINTS:
        raise _too_many(f"{points:,} points", MAX_POINTS)
    if len(rings) > MAX_RINGS:
        raise _too_many(f"{len(rings):,} outlines and holes", MAX_RINGS)
    found = count_crossings(Edges.of(np.concatenate([rings, shapely.get_rings(extent)])), len(rings))
    if found is None:
        beside = f"more than {NEAR_EACH} edges beside each of its {points:,}"
        raise TooLargeError(f"Its outlines lie over and over each other: {beside}. {REMEDY}")
    if found.own > MAX_CROSSINGS:
        times = f"more than {MAX_CROSSINGS:,} times, which is the limit"
        raise TooLargeError(f"Its outlines cross or cover themselves or each other {times}. {REMEDY}")
    if found.border > MAX_BORDER_CROSSINGS:
        times = f"more than {MAX_BORDER_CROSSINGS:,} times, which is the limit"
        raise TooLargeError(f"Its outlines cross the edge of the theatre {times}. {REMEDY}")


def _too_many(what: str, limit: int) -> TooLargeError:
    return TooLargeError(f"It has {what} in and around the theatre; the limit is {limit:,}. {REMEDY}")


@dataclass(frozen=True, slots=True)
class Crossings:
    """In how many places edges cross, touch between their ends, or one ring takes the same way twice.

    `border`: those with an edge of the border.
    """

    own: int
    border: int


def count_crossings(edges: Edges, border_from: int) -> Crossings | None:
    """The crossings among edges, the rings from `border_from` on being the border.

    The count ends soon after a limit. None where so many edges lie close to each other that they are not compared.
    """
    count = len(edges.ring)
    lines = shapely.linestrings(edges.ends.reshape(-1, 2, 2))
    tree, weights = shapely.STRtree(lines), np.cumsum(_beside(edges.ends))
    near = own = border = start = 0
    while start < count and own <= MAX_CROSSINGS and border <= MAX_BORDER_CROSSINGS:
        done = int(weights[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(weights, done + _CHUNK, side="right")))
        a, b = tree.query(lines[start:stop])
        a = a + start
        a, b = a[a < b], b[a < b]  # each pair once
        near += len(a)
        if near > NEAR_EACH * count + NEAR_FREE:
            return None
        meet = _meet(edges, a, b)
        of_border = np.maximum(edges.ring[a], edges.ring[b]) >= border_from
        own += int((meet & ~of_border).sum())
        border += int((meet & of_border).sum())
        start = stop
    return Crossings(own, border)


def _beside(ends: Floats) -> Indices:
    """For each edge how many share its stretch from west to east: a bound on those whose boxes meet."""
    west, east = np.minimum(ends[:, 0], ends[:, 2]), np.maximum(ends[:, 0], ends[:, 2])
    begun = np.searchsorted(west, east, side="right")
    ended = np.searchsorted(np.sort(east), west, side="left")
    return np.asarray(begun - ended, dtype=np.int64)


def _meet(edges: Edges, a: Indices, b: Indices) -> Flags:
    """Whether pairs of edges, whose boxes meet, cross or touch.

    Ends that two edges share do not count, but the same edge twice in one ring does.
    """
    p, q, r, s = edges.ends[a, :2], edges.ends[a, 2:], edges.ends[b, :2], edges.ends[b, 2:]
    across = (_side(p, q, r) * _side(p, q, s) <= 0) & (_side(r, s, p) * _side(r, s, q) <= 0)
    same = ((p == r).all(axis=1) & (q == s).all(axis=1)) | ((p == s).all(axis=1) & (q == r).all(axis=1))
    shared = (p == r).all(axis=1) | (p == s).all(axis=1) | (q == r).all(axis=1) | (q == s).all(axis=1)
    found: Flags = (across & ~shared) | (same & (edges.ring[a] == edges.ring[b]))
    return found


def _side(p: Floats, q: Floats, r: Floats) -> Floats:
    """On which side of the line from p to q the points r lie, by sign; 0 on it."""
    along, across = q - p, r - p
    found: Floats = np.sign(along[:, 0] * across[:, 1] - along[:, 1] * across[:, 0])
    return found
