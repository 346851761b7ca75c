"""Ground of several kinds as one drawing: arcs between its patches, and the polygons that they bound. Whatever is taken from it matches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

from geo.crs import Floats, Geometries, on_grid, projection, rounded
from geo.space.mesh import OUTSIDE, Ints
from geo.space.patches import Patches, patches
from geo.space.smooth import Lines, smoothed
from geo.space.tessellation import Tessellation
from geo.space.topology import Network, Topology, network

TRIES = 5
"""How often points that smoothing has made cross are put back and the rest smoothed anew, before all stay where the cells have them."""
WIDER = 2
"""By how many edges the ground that is put back reaches beyond what crosses, more with each try."""


@dataclass(frozen=True)
class Drawing:
    """`network` runs between the patches; `kinds` (patches,) are their labels; `lines` are its arcs in lon/lat as they are drawn."""

    network: Network
    kinds: Ints
    lines: tuple[Floats, ...]

    @cached_property
    def polygons(self) -> Geometries:
        """A polygon (lon/lat) for each patch: a coverage that fills the extent; shape (patches,)."""
        return _polygons(self.network, self.lines)

    @property
    def sides(self) -> Ints:
        """The labels to the left and right of each arc, OUTSIDE where there is none; shape (arcs, 2)."""
        kinds = np.append(self.kinds, OUTSIDE)
        return np.column_stack([kinds[self.network.left], kinds[self.network.right]])

    def of(self, label: int) -> shapely.MultiPolygon:
        """All the ground of a label, in lon/lat."""
        return shapely.multipolygons(self.polygons[self.kinds == label])

    def topology(self) -> Topology:
        """The drawing with one face a label; a label's rings are those of all its patches."""
        rings: list[list[tuple[int, ...]]] = [[] for _ in range(int(self.kinds.max(initial=OUTSIDE)) + 1)]
        for kind, found in zip(self.kinds.tolist(), self.network.rings, strict=True):
            rings[kind] += found
        left, right = self.sides.T
        return Topology(self.lines, left, right, tuple(tuple(found) for found in rings))


def draw(tessellation: Tessellation, labels: Ints, *, smooth: bool) -> Drawing:
    """The drawing of labels, from 0, one a cell; smoothed only where cells are those of a lattice, as no others stand for more than they are."""
    found = patches(tessellation, labels)
    return draw_patches(tessellation, found, found.label, smooth=smooth)


def draw_patches(tessellation: Tessellation, found: Patches, groups: Ints, *, smooth: bool) -> Drawing:
    """The drawing of patches; `groups` (patches,) are labels that theirs divide further: arcs between groups are smoothed first, the others follow."""
    net = network(tessellation.mesh, found.of)
    plain = Drawing(net, found.label, net.lines(net.mesh.lonlat))
    if not smooth or tessellation.cell_m2 is None:
        return plain
    group = np.append(groups, OUTSIDE)
    return _smooth(plain, group[net.left] != group[net.right], tessellation.crs)


def topology_of(tessellation: Tessellation, labels: Ints, *, smooth: bool = False) -> Topology:
    """The topology in which all cells of a label are one face, its number the label; `labels` (cells,) count from 0.

    Edges between cells of one label are gone. With `smooth` the arcs of a lattice are smoothed jointly; the outline stays.
    """
    return draw(tessellation, labels, smooth=smooth).topology()


def _smooth(plain: Drawing, leading: npt.NDArray[np.bool_], crs: str) -> Drawing:
    """The drawing with as many of its arcs smoothed as can be without one crossing another."""
    found = plain.network
    still = found.mesh.on_outline.copy()
    for attempt in range(TRIES):
        lines = smoothed(found, still, leading)
        lonlat = _lonlat(lines, found, crs)
        drawn = Drawing(found, plain.kinds, tuple(np.split(lonlat, lines.starts[1:-1])))
        if _sound(drawn.polygons):
            return drawn
        guilty = _crossing(found, lines, lonlat)
        if not len(guilty):
            break
        still |= _around(found, guilty, attempt * WIDER)
    return plain


def _lonlat(lines: Lines, found: Network, crs: str) -> Floats:
    """Where the points of lines lie in lon/lat: on the grid of six decimals, those that did not move exactly where the cells have them."""
    lonlat = found.mesh.lonlat[lines.origin]
    moved = np.any(lines.xy != found.mesh.metres[lines.origin], axis=1)
    if moved.any():
        spots = np.array([shapely.multipoints(lines.xy[moved])], dtype=object)
        lonlat[moved] = on_grid(shapely.get_coordinates(projection(crs).to_lonlat(spots)))
    return lonlat


def _sound(polygons: Geometries) -> bool:
    """Whether the polygons are a valid coverage as they are written: with six decimals."""
    written = rounded(polygons)
    return bool(shapely.is_valid(written).all() and shapely.coverage_is_valid(written))


def _crossing(found: Network, lines: Lines, lonlat: Floats) -> Ints:
    """The points of the mesh around which inner arcs cross each other or the outline."""
    arc = np.repeat(np.arange(len(found)), np.diff(lines.starts))
    step = np.flatnonzero((arc[1:] == arc[:-1]) & found.inner[arc[:-1]])
    ends = np.stack([lonlat[step], lonlat[step + 1]], axis=1)
    pieces = shapely.linestrings(ends)
    guilty = []
    for tree, others in ((shapely.STRtree(pieces), ends), (found.mesh.outline, shapely.get_coordinates(found.mesh.outline.geometries).reshape(-1, 2, 2))):
        one, other = tree.query(pieces, predicate="intersects")
        joined = np.any(np.all(ends[one][:, :, None] == others[other][:, None], axis=-1), axis=(1, 2))
        guilty.append(one[~joined])
    at = step[np.unique(np.concatenate(guilty))]
    return np.unique(lines.origin[np.concatenate([at, at + 1])])


def _around(found: Network, points: Ints, edges: int) -> npt.NDArray[np.bool_]:
    """Those points of the mesh, and all of the network that is up to some edges away from them."""
    marked = np.zeros(len(found.mesh.metres), dtype=bool)
    marked[points] = True
    for _ in range(edges):
        near = marked[found.points]
        near[1:] |= marked[found.points[:-1]]
        near[:-1] |= marked[found.points[1:]]
        marked[found.points[near]] = True
    return marked


def _polygons(found: Network, lines: tuple[Floats, ...]) -> Geometries:
    """The patches as polygons, from rings that have them to their left: of each patch one is counterclockwise, its shell, and the others are holes."""
    area = _swept(found)
    return np.array([_polygon([_ring(lines, ring) for ring in sorted(rings, key=lambda ring: -_sum(area, ring))]) for rings in found.rings], dtype=object)


def _polygon(rings: list[Floats]) -> shapely.Polygon:
    return shapely.Polygon(rings[0], rings[1:])


def _ring(lines: tuple[Floats, ...], ring: tuple[int, ...]) -> Floats:
    """A ring's points, closed; each arc ends where the next begins."""
    paths = [lines[arc] if arc >= 0 else lines[~arc][::-1] for arc in ring]
    return np.concatenate([*(path[:-1] for path in paths), paths[0][:1]])


def _swept(found: Network) -> list[float]:
    """What the arcs as the cells have them add to twice the area of a ring that they are part of, in square metres."""
    x, y = (found.mesh.metres[found.points] - found.mesh.metres[found.points[:1]]).T
    cross = np.append(x[:-1] * y[1:] - x[1:] * y[:-1], 0.0)
    cross[found.starts[1:] - 1] = 0.0
    swept: list[float] = np.add.reduceat(cross, found.starts[:-1]).tolist()
    return swept


def _sum(area: list[float], ring: tuple[int, ...]) -> float:
    return sum(area[arc] if arc >= 0 else -area[~arc] for arc in ring)
