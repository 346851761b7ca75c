"""Coverages whose positions may be rounded: in lon/lat with six decimals they are the valid coverage that they are in metres.

Rounding moves a point by up to 0.05 m. Where an outline runs that near to itself or to another edge, a spike is pinched off or lines cross, and a file that
is written with six decimals would hold an invalid polygon. Such places are few (one in the Kursk theatre); there the polygons around are noded anew on the
grid, together, so that neighbours still share their points.
"""

from __future__ import annotations

import numpy as np
import shapely

from geo.crs import GRID_DEG, Floats, Geometries, Projection, rounded
from geo.space.mesh import Ints

TRIES = 5
"""How often lines are noded before that is given up. Each time a line may be drawn near to a point that it was not near to before; of 1,500 pairs of
polygons that nearly coincide 16 needed a second time, none a third."""


def settled(polygons: Geometries, plane: Projection) -> Geometries:
    """Polygons (metres, a valid coverage) that stay one when their positions are rounded in lon/lat; what does so anyway is left as it is.

    One that is thinner than the grid everywhere has become empty, and its ground, less than 0.1 m wide, a neighbour's. Lines that run beside each other
    within 0.1 m in many places may leave edges that do not match to the last step of the grid (2 of 2,000 scribbles made for that); polygons stay valid.
    """
    lonlat = plane.to_lonlat(polygons)
    raw = rounded(lonlat)
    mended = shapely.remove_repeated_points(_mended(raw, lonlat))
    if np.array_equal(shapely.get_num_coordinates(mended), shapely.get_num_coordinates(raw)) and shapely.equals_exact(mended, raw).all():
        return polygons
    return _in_metres(mended, raw, polygons, plane)


def faces(lines: Geometries, grid_size: float) -> Geometries:
    """The faces between lines, noded together on a grid: polygons that are a valid coverage."""
    found: Geometries = np.zeros(0, dtype=object)
    for _ in range(TRIES):
        lines = np.array([shapely.union_all(lines, grid_size=grid_size)], dtype=object)
        found = np.array(shapely.get_parts(shapely.polygonize(lines)), dtype=object)
        if shapely.coverage_is_valid(found):
            break
    return found


def _mended(polygons: Geometries, lonlat: Geometries) -> Geometries:
    """Rounded polygons as a valid coverage; `lonlat` are the same before rounding. Should that not come about, each is at least valid by itself."""
    for _ in range(TRIES):
        broken = _broken(polygons)
        if not len(broken):
            return polygons
        polygons = _noded(polygons, lonlat, broken)
    return np.where(shapely.is_valid(polygons), polygons, shapely.set_precision(polygons, GRID_DEG))


def _broken(polygons: Geometries) -> Ints:
    """The polygons that are invalid; where all are valid, those whose edges do not match their neighbours'."""
    invalid = np.flatnonzero(~shapely.is_valid(polygons))
    if len(invalid) or shapely.coverage_is_valid(polygons):
        return invalid
    return np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(polygons)))


def _noded(polygons: Geometries, lonlat: Geometries, broken: Ints) -> Geometries:
    """The polygons with the broken ones, and those that touch them, made anew of their lines, which are noded together on the grid.

    A node on the outer edge of these may break a polygon beyond, which is then broken next.
    """
    around = np.unique(shapely.STRtree(lonlat).query(lonlat[broken], predicate="intersects")[1])
    found = faces(shapely.boundary(polygons[around]), GRID_DEG)
    owner = _owners(found, lonlat[around])
    out = polygons.copy()
    for n, polygon in enumerate(around):
        out[polygon] = shapely.coverage_union_all(found[owner == n])
    return out


def _owners(found: Geometries, lonlat: Geometries) -> Ints:
    """Which of the polygons each face belongs to; len(lonlat) for a face between them that is ground of none.

    What is left of a slit, no wider than a step of the grid, goes to the polygon beside it: a hole that touches the outline of its polygon, as such a
    rest would be, makes GEOS take a valid coverage for a broken one.
    """
    inner, tree = shapely.point_on_surface(found), shapely.STRtree(lonlat)
    owner = np.full(len(found), len(lonlat), dtype=np.int64)
    face, polygon = tree.query(inner, predicate="intersects")
    np.minimum.at(owner, face, polygon)  # a point on an edge lies in two polygons; either may have what is thinner than the grid
    slits = np.flatnonzero((owner == len(lonlat)) & shapely.is_empty(shapely.buffer(found, -GRID_DEG)))
    owner[slits] = tree.nearest(inner[slits])
    return owner


def _in_metres(mended: Geometries, raw: Geometries, polygons: Geometries, plane: Projection) -> Geometries:
    """The mended polygons in metres: where a position comes from a point of the polygons as they were, that point, else the position itself."""
    known, first = np.unique(shapely.get_coordinates(raw), axis=0, return_index=True)
    at = dict(zip(map(tuple, known.tolist()), shapely.get_coordinates(polygons)[first].tolist(), strict=True))

    def place(lonlat: Floats) -> Floats:
        found = plane.points_to_metres(lonlat[:, 0], lonlat[:, 1])
        return np.array([at.get((lon, lat), projected) for (lon, lat), projected in zip(lonlat.tolist(), found.tolist(), strict=True)]).reshape(-1, 2)

    return np.asarray(shapely.orient_polygons(shapely.transform(mended, place)), dtype=object)
