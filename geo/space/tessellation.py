"""The extent cut into cells, as a valid coverage: one a settlement, or many finer ones.

Methods `voronoi` and `nearest` give each settlement one cell, that of a Voronoi diagram clipped at the border: all lines of the diagram and the outline of
the extent are noded together on a 1 mm grid and polygonised, so that neighbours share their points exactly; each face belongs to
the settlement it is nearest to. Method `kriging` lays a honeycomb (`geo.space.lattice`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from geo.crs import SNAP_M, Floats, Geometries, Projection, geodesic_area_m2, projection
from geo.errors import DataError
from geo.model import Place, digest
from geo.space.grid import settled
from geo.space.lattice import honeycomb
from geo.space.mesh import Ints, Mesh, mesh_of
from geo.space.topology import Topology, network
from geo.theatre import District, Theatre
from geo.units import M2_PER_KM2, PlaceId

Bools = npt.NDArray[np.bool_]

NUDGE_M = 100.0
"""Settlements that share one point are set this far apart, on a circle, so that each has ground of its own."""
BORDER_M = 1500.0
"""How near to the state border an edge of the outline runs along it: border and districts come from different maps, whose lines differ by up to a kilometre."""
ABEAM = 1.005
"""A point whose way to the end of the border is longer than that to the nearest point of it by no more than this factor lies beyond that end: within
6 degrees of abeam of it, so that an outline that leaves the border at a right angle does so however its corner was rounded."""
SAMPLED = 64
"""Cells whose geodesic areas are taken to see whether the CRS keeps areas; where it does, the others are measured in the plane, at a hundredth of the time."""
EQUAL_AREA = 1e-6
"""How far, relatively, geodesic and plane areas of cells differ where the CRS keeps areas: edges are straight in one and geodesics in the other."""


@dataclass(frozen=True)
class Tessellation:
    """Cells of the theatre, shape (n,): lon/lat polygons, geodesic areas in square metres, the district of each. They stay a valid coverage when written.

    `place_ids` has the settlement nearest to each cell, with one cell a settlement its own; it is empty where the theatre has no settlement.
    `settlements` are those that own ground, in the gazetteer's order, and `cell_of` the cell where each lies. `xy` (n, 2) is a point inside each
    cell, its centre where that lies inside, in metres in `crs`. `on_border` marks the cells with an edge on the state border, `on_rim` those with one on the
    rest of the outline. `cell_m2` is the area of a whole cell of the lattice, None where settlements have one cell each.
    """

    cells: Geometries
    area_m2: Floats
    place_ids: tuple[PlaceId, ...]
    districts: Ints
    digest: str
    settlements: tuple[PlaceId, ...]
    cell_of: Mapping[PlaceId, int]
    xy: Floats
    on_border: Bools
    on_rim: Bools
    mesh: Mesh
    crs: str
    cell_m2: float | None

    @property
    def neighbours(self) -> Ints:
        """Pairs of cells that share an edge, the low index first, sorted; shape (pairs, 2)."""
        return self.mesh.neighbours

    @cached_property
    def topology(self) -> Topology:
        """The cells as shared arcs."""
        found = network(self.mesh, np.arange(len(self.cells)))
        return Topology(found.lines(self.mesh.lonlat), found.left, found.right, found.rings)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Spatial index of the cells."""
        return shapely.STRtree(self.cells)

    def cell_at(self, lon: float, lat: float) -> int | None:
        """The cell that covers the point (of several, on an edge, the first), or None outside the extent."""
        found = self.tree.query(shapely.Point(lon, lat), predicate="intersects")
        return int(found.min()) if len(found) else None

    def settlement_at(self, cell: int) -> PlaceId | None:
        """The settlement that a cell is nearest to, or None where the theatre has none."""
        return self.place_ids[cell] if self.place_ids else None


def tessellate(theatre: Theatre) -> Tessellation:
    """Cut the theatre's extent into cells, by the method of its parameters.

    Raises:
        DataError: the method gives each settlement a cell, and the theatre has no settlement inside its extent.
    """
    return _lattice(theatre) if theatre.parameters.method == "kriging" else _voronoi(theatre)


def _voronoi(theatre: Theatre) -> Tessellation:
    places, homes = _settlements(theatre)
    if not places:
        raise DataError(f"Theatre {theatre.id!r} has no settlement inside its extent. Add one to gazetteer.csv, or widen districts.geojson.")
    metres = projection(theatre.crs)
    cells, owners = _cells(_sites(places, metres), _extent(theatre, metres))
    cells = _kept(settled(cells, metres), theatre)
    lonlat = metres.to_lonlat(cells)
    ids = tuple(places[i].id for i in owners)
    mesh = mesh_of(cells, lonlat)
    on_border, on_rim = _outer(mesh, len(cells), theatre, metres)
    return Tessellation(
        cells=lonlat,
        area_m2=np.array([geodesic_area_m2(cell) for cell in lonlat]),
        place_ids=ids,
        districts=homes[owners],
        digest=digest(theatre.digest, "voronoi", ids),
        settlements=ids,
        cell_of={place: cell for cell, place in enumerate(ids)},
        xy=_inner_points(cells),
        on_border=on_border,
        on_rim=on_rim,
        mesh=mesh,
        crs=theatre.crs,
        cell_m2=None,
    )


def _lattice(theatre: Theatre) -> Tessellation:
    places, _ = _settlements(theatre)
    metres = projection(theatre.crs)
    cell_m2 = theatre.parameters.cell_km2 * M2_PER_KM2
    cells = _kept(honeycomb(_extent(theatre, metres), cell_m2, metres), theatre)
    lonlat = metres.to_lonlat(cells)
    mesh = mesh_of(cells, lonlat)
    xy = _inner_points(cells)
    nearest = cKDTree(_sites(places, metres)).query(xy)[1].tolist() if places else []
    on_border, on_rim = _outer(mesh, len(cells), theatre, metres)
    return Tessellation(
        cells=lonlat,
        area_m2=_areas(cells, lonlat),
        place_ids=tuple(places[i].id for i in nearest),
        districts=_districts(xy, theatre, metres),
        digest=digest(theatre.digest, "lattice", cell_m2, [place.id for place in places]),
        settlements=tuple(place.id for place in places),
        cell_of=_cell_of(places, cells, metres),
        xy=xy,
        on_border=on_border,
        on_rim=on_rim,
        mesh=mesh,
        crs=theatre.crs,
        cell_m2=cell_m2,
    )


def _kept(cells: Geometries, theatre: Theatre) -> Geometries:
    """The cells, none of which may have vanished on the grid of positions that are written.

    Raises:
        DataError: one has.
    """
    if gone := int(shapely.is_empty(cells).sum()):
        raise DataError(f"Theatre {theatre.id!r} has {gone} cells less than 0.1 m wide. Look for settlements or outlines that nearly coincide.")
    return cells


def _extent(theatre: Theatre, metres: Projection) -> shapely.Geometry:
    return shapely.set_precision(metres.to_metres(np.array([theatre.extent], dtype=object))[0], SNAP_M)


def _sites(places: list[Place], metres: Projection) -> Floats:
    return _apart(metres.points_to_metres([p.lon for p in places], [p.lat for p in places]))


def _settlements(theatre: Theatre) -> tuple[list[Place], Ints]:
    """The settlements that own ground, with the index of their district: those inside it, or named as of it though just outside."""
    places = [p for p in theatre.gazetteer.places if p.settlement]
    covered = _first_covering(_shapes(theatre), np.array([[p.lon, p.lat] for p in places]).reshape(-1, 2)).tolist()
    homes = [home if home >= 0 else _named_home(p, theatre.districts) for p, home in zip(places, covered, strict=True)]
    found = [(p, home) for p, home in zip(places, homes, strict=True) if home is not None]
    return [p for p, _ in found], np.array([home for _, home in found], dtype=np.int64)


def _shapes(theatre: Theatre) -> Geometries:
    return np.array([district.geometry for district in theatre.districts], dtype=object)


def _first_covering(areas: Geometries, xy: Floats) -> Ints:
    """The first of some areas that covers each point, its edge included; -1 where none does."""
    found = np.full(len(xy), -1, dtype=np.int64)
    for index, area in enumerate(areas):
        shapely.prepare(area)
        rest = np.flatnonzero(found < 0)
        found[rest[shapely.intersects_xy(area, xy[rest])]] = index
    return found


def _named_home(place: Place, districts: tuple[District, ...]) -> int | None:
    named = [i for i, d in enumerate(districts) if place.raion and place.raion in {d.id, d.name}]
    near = [i for i in named if shapely.dwithin(districts[i].geometry, shapely.Point(place.lon, place.lat), _degrees(place))]
    return near[0] if near else None


def _degrees(place: Place) -> float:
    """How far outside its district a settlement may lie and still belong to it: twice the error of its position."""
    return 2.0 * place.err_km / (111.32 * math.cos(math.radians(place.lat)))


def _apart(sites: Floats) -> Floats:
    """The sites with coincident ones (to the metre) moved apart, in a way that depends on their order alone."""
    out = sites.copy()
    _, group, counts = np.unique(np.round(sites), axis=0, return_inverse=True, return_counts=True)
    for shared in np.flatnonzero(counts > 1):
        members = np.flatnonzero(group.ravel() == shared)
        angles = 2.0 * math.pi * np.arange(len(members)) / len(members)
        out[members] += NUDGE_M * np.column_stack([np.cos(angles), np.sin(angles)])
    return out


def _cells(sites: Floats, extent: shapely.Geometry) -> tuple[Geometries, Ints]:
    """The clipped Voronoi cells (in metres) and the index of the site that owns each; a site without ground has none."""
    if len(sites) == 1:
        return np.array([extent], dtype=object), np.array([0])
    edges = shapely.voronoi_polygons(shapely.multipoints(sites), extend_to=extent, only_edges=True)
    lines = shapely.union_all([edges, shapely.boundary(extent)], grid_size=SNAP_M)
    faces = np.array(shapely.get_parts(shapely.polygonize([lines])), dtype=object)
    inner = shapely.point_on_surface(faces)
    shapely.prepare(extent)
    inside = shapely.intersects(extent, inner)
    owner = shapely.STRtree(shapely.points(sites)).nearest(inner[inside])
    owners = np.unique(owner)
    merged = [shapely.coverage_union_all(faces[inside][owner == site]) for site in owners]
    return np.array(merged, dtype=object), owners


def _inner_points(cells: Geometries) -> Floats:
    """The centre of each cell, where it lies outside some other point of the cell; shape (n, 2)."""
    centres = shapely.centroid(cells)
    outside = ~shapely.contains(cells, centres)
    centres[outside] = shapely.point_on_surface(cells[outside])
    return np.asarray(shapely.get_coordinates(centres), dtype=float)


def _areas(cells: Geometries, lonlat: Geometries) -> Floats:
    """Geodesic areas in square metres of cells given in metres and in lon/lat."""
    plane = np.asarray(shapely.area(cells))
    sample = np.unique(np.linspace(0, len(cells) - 1, SAMPLED).astype(np.int64))
    measured = np.array([geodesic_area_m2(cell) for cell in lonlat[sample]])
    if np.abs(measured / plane[sample] - 1.0).max() < EQUAL_AREA:
        return plane
    return np.array([geodesic_area_m2(cell) for cell in lonlat])


def _districts(xy: Floats, theatre: Theatre, metres: Projection) -> Ints:
    """The district that covers each point (metres; of several the first), else the nearest."""
    areas = metres.to_metres(_shapes(theatre))
    found = _first_covering(areas, xy)
    away = np.flatnonzero(found < 0)
    found[away] = shapely.STRtree(areas).nearest(shapely.points(xy[away]))
    return found


def _cell_of(places: list[Place], cells: Geometries, metres: Projection) -> dict[PlaceId, int]:
    """The cell where each settlement lies (of several, on an edge, the first), else the nearest."""
    spots = shapely.points(metres.points_to_metres([p.lon for p in places], [p.lat for p in places]))
    tree = shapely.STRtree(cells)
    found = np.full(len(places), len(cells), dtype=np.int64)
    place, cell = tree.query(spots, predicate="intersects")
    np.minimum.at(found, place, cell)
    away = np.flatnonzero(found == len(cells))
    found[away] = tree.nearest(spots[away])
    return dict(zip([p.id for p in places], found.tolist(), strict=True))


def _outer(mesh: Mesh, cells: int, theatre: Theatre, metres: Projection) -> tuple[Bools, Bools]:
    """Which cells have an edge on the state border, and which on the rest of the outline."""
    ends = mesh.metres[mesh.edges[mesh.outer]]
    along = _along(shapely.points(ends.mean(axis=1)), metres.to_metres(np.array([theatre.border], dtype=object))[0])
    owner = mesh.sides[mesh.outer, 0]
    on_border, on_rim = np.zeros(cells, dtype=bool), np.zeros(cells, dtype=bool)
    on_border[owner[along]], on_rim[owner[~along]] = True, True
    return on_border, on_rim


def _along(points: Geometries, border: shapely.Geometry) -> Bools:
    """Whether points (metres) lie by the border; one beyond its end, to which nothing of it is much nearer than that end, does not."""
    ends = shapely.get_parts(shapely.boundary(shapely.line_merge(border)))
    distance = _distance(points, _steps(border), BORDER_M)
    return np.asarray((distance <= BORDER_M) & (_distance(points, ends, ABEAM * BORDER_M) > ABEAM * distance))


def _steps(line: shapely.Geometry) -> Geometries:
    """The straight pieces of a line, whose index is faster than that of the whole."""
    spots, part = shapely.get_coordinates(shapely.get_parts(line), return_index=True)
    return np.asarray(shapely.linestrings(np.stack([spots[:-1], spots[1:]], axis=1)[part[1:] == part[:-1]]), dtype=object)


def _distance(points: Geometries, things: Geometries, limit: float) -> Floats:
    """How far the nearest of things is from each point, infinite beyond a limit."""
    found = np.full(len(points), np.inf)
    (point, _), distance = shapely.STRtree(things).query_nearest(points, max_distance=limit, return_distance=True, all_matches=False)
    found[point] = distance
    return found
