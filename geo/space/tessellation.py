"""The extent cut into one cell a settlement: a Voronoi diagram clipped at the border, as a valid coverage.

All lines of the diagram and the outline of the extent are noded together on a 1 mm grid and polygonised, so that neighbours share
their vertices exactly; each face belongs to the settlement it is nearest to.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

from geo.crs import SNAP_M, Floats, Geometries, geodesic_area_m2, projection
from geo.errors import DataError
from geo.model import Place, digest
from geo.space.topology import Topology, topology
from geo.theatre import District, Theatre
from geo.units import PlaceId

Ints = npt.NDArray[np.int64]

NUDGE_M = 100.0
"""Settlements that share one point are set this far apart, on a circle, so that each has ground of its own."""


@dataclass(frozen=True)
class Tessellation:
    """Cells of the theatre: lon/lat polygons, geodesic areas in square metres, the settlement and the district of each; shapes (n,)."""

    cells: Geometries
    area_m2: Floats
    place_ids: tuple[PlaceId, ...]
    districts: Ints
    digest: str

    @cached_property
    def topology(self) -> Topology:
        """The cells as shared arcs."""
        return topology(self.cells)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Spatial index of the cells."""
        return shapely.STRtree(self.cells)

    def cell_at(self, lon: float, lat: float) -> int | None:
        """The cell that covers the point (of several, on an edge, the first), or None outside the extent."""
        found = self.tree.query(shapely.Point(lon, lat), predicate="intersects")
        return int(found.min()) if len(found) else None


def tessellate(theatre: Theatre) -> Tessellation:
    """Cut the theatre's extent into the Voronoi cells of its settlements.

    Raises:
        DataError: the theatre has no settlement inside its extent.
    """
    places, homes = _settlements(theatre)
    metres = projection(theatre.crs)
    sites = _apart(metres.points_to_metres([p.lon for p in places], [p.lat for p in places]))
    extent = shapely.set_precision(metres.to_metres(np.array([theatre.extent], dtype=object))[0], SNAP_M)
    cells, owners = _cells(sites, extent)
    lonlat = metres.to_lonlat(cells)
    area = np.array([geodesic_area_m2(cell) for cell in lonlat])
    ids = tuple(places[i].id for i in owners)
    return Tessellation(lonlat, area, ids, homes[owners], digest(theatre.digest, "voronoi", ids))


def _settlements(theatre: Theatre) -> tuple[list[Place], Ints]:
    """The settlements that own ground, with the index of their district: those inside it, or named as of it though just outside."""
    tree = shapely.STRtree([d.geometry for d in theatre.districts])
    found = [(p, home) for p in theatre.gazetteer.places if p.settlement and (home := _home(p, tree, theatre.districts)) is not None]
    if not found:
        raise DataError(f"Theatre {theatre.id!r} has no settlement inside its extent. Add one to gazetteer.csv, or widen districts.geojson.")
    return [p for p, _ in found], np.array([home for _, home in found])


def _home(place: Place, tree: shapely.STRtree, districts: tuple[District, ...]) -> int | None:
    point = shapely.Point(place.lon, place.lat)
    inside = tree.query(point, predicate="intersects")
    if len(inside):
        return int(inside.min())
    named = [i for i, d in enumerate(districts) if place.raion and place.raion in {d.id, d.name}]
    near = [i for i in named if shapely.dwithin(districts[i].geometry, point, _degrees(place))]
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
    """The clipped cells (in metres) and the index of the site that owns each; a site without ground has none."""
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
