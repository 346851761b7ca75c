"""The extent cut into hexagons of one area: a honeycomb in the theatre's CRS, clipped by the outline, as a valid coverage.

Corners of the honeycomb are whole numbers of half widths and half sides, so neighbours share them bit for bit, and where it lies depends on nothing but
the CRS and the area of a cell. Only hexagons that meet the outline are noded with it, on the same 1 mm grid.
"""

from __future__ import annotations

import math
from base64 import b64decode, b64encode
from collections import defaultdict
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from geo.compiled import code, recall
from geo.crs import SNAP_M, Floats, Geometries, Projection
from geo.model import digest
from geo.space.grid import settled
from geo.space.mesh import Ints, Mesh, mesh_of

CORNERS = np.array([(0, 2), (-1, 1), (-1, -1), (0, -2), (1, -1), (1, 1)], dtype=np.int64)
"""Corners of a hexagon from its centre, counterclockwise, in half widths and half sides."""
SLIVER = 0.1
"""What the outline leaves of a hexagon is a cell of its own from this share of it on; less would be a speck on the map and in the numbers."""
KEPT_FROM = 4000
"""Cells from which on a lattice is kept between runs: that many take about a tenth of a second to make."""
MARGIN_M = 0.01
"""A hexagon this near to the outline is noded with it: far more than rounding to the grid moves a line."""


@dataclass(frozen=True)
class Honeycomb:
    """Hexagons of `cell_m2` square metres, two corners to the north and south; a centre is given in half widths and half sides, shape (n, 2)."""

    cell_m2: float

    @property
    def side_m(self) -> float:
        """Length of a side, which is also the radius of the circle through the corners."""
        return math.sqrt(self.cell_m2 * 2.0 / (3.0 * math.sqrt(3.0)))

    def metres(self, steps: Ints) -> Floats:
        """Points given in half widths and half sides, in metres on the grid; shape (..., 2)."""
        return snapped(steps * np.array([math.sqrt(3.0) * self.side_m / 2.0, self.side_m / 2.0]))

    def centres(self, bounds: tuple[float, float, float, float]) -> Ints:
        """The hexagons whose centres lie within a hexagon of the bounds (metres), by rows from the south."""
        half = self.side_m / 2.0
        west, south, east, north = bounds
        rows = np.arange(math.floor(south / (3 * half)) - 1, math.ceil(north / (3 * half)) + 2)
        columns = np.arange(math.floor(west / (math.sqrt(3.0) * 2 * half)) - 2, math.ceil(east / (math.sqrt(3.0) * 2 * half)) + 2)
        row, column = (found.ravel() for found in np.meshgrid(rows, columns, indexing="ij"))
        return np.column_stack([2 * column + row % 2, 3 * row])

    def hexagons(self, centres: Ints) -> Geometries:
        """The hexagons as polygons in metres."""
        return np.asarray(shapely.polygons(self.metres(centres[:, None, :] + np.vstack([CORNERS, CORNERS[:1]]))), dtype=object)


def snapped(metres: Floats) -> Floats:
    """Coordinates on the grid, rounded as the noding rounds them."""
    return np.asarray(np.round(metres * (1.0 / SNAP_M)) / (1.0 / SNAP_M))


def honeycomb(extent: shapely.Geometry, cell_m2: float, plane: Projection) -> Geometries:
    """The hexagons of an extent (metres of `plane`, on the grid), clipped by it, as polygons; by rows from the south, each from the west.

    What is hardly a cell has become part of a neighbour, and all may be rounded in lon/lat (`geo.space.grid`). A large lattice is kept between runs.
    """
    if shapely.area(extent) < KEPT_FROM * cell_m2:
        return _made(extent, cell_m2, plane)
    here = [str(Path(__file__).with_name(name)) for name in ("lattice.py", "grid.py", "mesh.py")]
    source = digest(shapely.to_wkb(extent).hex(), cell_m2, plane.definition, shapely.geos_version_string, code(*here))
    return recall("lattice", source, lambda: _made(extent, cell_m2, plane), dump=_dumped, load=_loaded)


def _dumped(cells: Geometries) -> str:
    return b64encode(shapely.to_wkb(shapely.geometrycollections(cells))).decode()


def _loaded(stored: str) -> Geometries:
    return np.asarray(shapely.get_parts(shapely.from_wkb(b64decode(stored))), dtype=object)


def _made(extent: shapely.Geometry, cell_m2: float, plane: Projection) -> Geometries:
    cells = _pieces(Honeycomb(cell_m2), extent)
    into = joined(mesh_of(cells, cells), shapely.area(cells), SLIVER * cell_m2)
    for host in np.unique(into[into != np.arange(len(into))]):
        cells[host] = shapely.coverage_union_all(cells[into == host])
    return settled(np.asarray(shapely.orient_polygons(cells[np.unique(into)]), dtype=object), plane)


def _pieces(comb: Honeycomb, extent: shapely.Geometry) -> Geometries:
    outline = shapely.STRtree(_segments(extent))
    whole, rim = _met(comb, extent, outline)
    faces, home = _clipped(comb, whole, rim, extent, outline)
    cells = np.concatenate([comb.hexagons(whole), faces])
    centres = np.concatenate([whole, rim[home]])
    spots = shapely.get_coordinates(shapely.centroid(cells))
    return np.asarray(cells[np.lexsort((spots[:, 1], spots[:, 0], centres[:, 0], centres[:, 1]))], dtype=object)


def joined(mesh: Mesh, area_m2: Floats, least_m2: float) -> Ints:
    """The cell that each cell becomes part of when those below an area join the neighbour they share the longest edge with, the smallest first."""
    small = np.flatnonzero(area_m2 < least_m2).tolist()
    shared = _shared(mesh, area_m2 < least_m2)
    size = dict(enumerate(area_m2.tolist()))
    into = np.arange(len(area_m2))
    queue = [(size[cell], cell) for cell in small]
    heapify(queue)
    while queue:
        area, cell = heappop(queue)
        if area != size.get(cell) or area >= least_m2 or not shared[cell]:
            continue  # it has grown since, or stands alone
        host = max(shared[cell], key=lambda other: (round(shared[cell][other], 3), -other))
        _join(shared, cell, host)
        size[host] += size.pop(cell)
        into[into == cell] = host
        heappush(queue, (size[host], host))
    return into


Shared = dict[int, dict[int, float]]
"""Metres of edge that a cell shares with each neighbour."""


def _shared(mesh: Mesh, small: npt.NDArray[np.bool_]) -> Shared:
    """What small cells share with others, seen from both sides."""
    found: Shared = defaultdict(dict)
    of_small = ~mesh.outer & np.any(small[mesh.sides], axis=1)
    for (a, b), length in zip(mesh.sides[of_small].tolist(), mesh.length_m[of_small].tolist(), strict=True):
        found[a][b] = found[b][a] = found[a].get(b, 0.0) + length
    return found


def _join(shared: Shared, cell: int, host: int) -> None:
    for other, length in shared.pop(cell).items():
        del shared[other][cell]
        if other != host:
            shared[host][other] = shared[other][host] = shared[host].get(other, 0.0) + length


def _met(comb: Honeycomb, extent: shapely.Geometry, outline: shapely.STRtree) -> tuple[Ints, Ints]:
    """The hexagons inside the extent, and those that its outline runs through, touches or nearly touches."""
    centres = comb.centres(shapely.bounds(extent))
    spots = comb.metres(centres)
    near = np.unique(outline.query(shapely.points(spots), predicate="dwithin", distance=comb.side_m + MARGIN_M)[0])
    met = near[np.unique(outline.query(comb.hexagons(centres[near]), predicate="dwithin", distance=MARGIN_M)[0])]
    shapely.prepare(extent)
    inside = shapely.contains_xy(extent, spots)
    inside[met] = False
    return centres[inside], centres[met]


def _segments(extent: shapely.Geometry) -> Geometries:
    rings = shapely.get_rings(shapely.get_parts(extent))
    spots, ring = shapely.get_coordinates(rings, return_index=True)
    goes_on = ring[1:] == ring[:-1]
    return np.asarray(shapely.linestrings(np.stack([spots[:-1], spots[1:]], axis=1)[goes_on]), dtype=object)


def _clipped(comb: Honeycomb, whole: Ints, rim: Ints, extent: shapely.Geometry, outline: shapely.STRtree) -> tuple[Geometries, Ints]:
    """What the outline leaves of the hexagons at the rim, as polygons, and which of these hexagons each is from."""
    sides = shapely.linestrings(comb.metres(_sides(rim)))
    cut = np.zeros(len(sides), dtype=bool)
    cut[outline.query(sides, predicate="dwithin", distance=MARGIN_M)[0]] = True
    noded = shapely.union_all([shapely.multilinestrings(sides[cut]), shapely.boundary(extent)], grid_size=SNAP_M)
    faces = np.array(shapely.get_parts(shapely.polygonize([noded, *sides[~cut]])), dtype=object)
    inner = shapely.point_on_surface(faces)
    shapely.prepare(extent)
    home = cKDTree(comb.metres(np.concatenate([rim, whole]))).query(shapely.get_coordinates(inner))[1]  # a point's hexagon is that of the nearest centre
    kept = shapely.intersects(extent, inner) & (home < len(rim))
    return faces[kept], home[kept].astype(np.int64)


def _sides(centres: Ints) -> Ints:
    """The sides of hexagons, each once; shape (sides, 2, 2)."""
    corners = centres[:, None, :] + CORNERS
    sides = np.stack([corners, np.roll(corners, -1, axis=1)], axis=2).reshape(-1, 2, 2)
    turned = (sides[:, 0, 0] > sides[:, 1, 0]) | ((sides[:, 0, 0] == sides[:, 1, 0]) & (sides[:, 0, 1] > sides[:, 1, 1]))
    sides[turned] = sides[turned][:, ::-1]
    return np.unique(sides.reshape(-1, 4), axis=0).reshape(-1, 2, 2)
