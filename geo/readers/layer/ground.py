"""Shapes become ground: in longitude and latitude, near the theatre, and valid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import WGS84, Geometries, geodesic_area_m2
from geo.errors import InputError
from geo.readers.layer.drawing import MAX_RINGS, MAX_VERTICES, Drawing, too_large
from geo.readers.layer.tangles import check_tangles
from geo.theatre import Theatre
from geo.units import M2_PER_KM2

COLLECTIONS = frozenset({"MultiPolygon", "GeometryCollection"})


@dataclass(frozen=True, slots=True)
class Repair:
    """How many of the shapes near the theatre were invalid and were made valid.

    `change_km2`: by how much that changed their area (WGS 84).
    """

    shapes: int
    invalid: int
    change_km2: float


def lonlat(drawing: Drawing) -> Geometries:
    """The grounds of a drawing in lon/lat, as they are drawn.

    Raises:
        TooLargeError: they have too many points or rings.
        InputError: their CRS leads nowhere.
    """
    grounds = np.array([shape.ground for shape in drawing.shapes], dtype=object)
    if (points := int(shapely.get_num_coordinates(grounds).sum())) > MAX_VERTICES:
        raise too_large("The layer", points, MAX_VERTICES, "points")
    if (rings := len(shapely.get_rings(grounds))) > MAX_RINGS:
        raise too_large("The layer", rings, MAX_RINGS, "rings")
    if drawing.crs is None or not len(grounds):
        return grounds
    try:
        turned = np.asarray(gpd.GeoSeries(grounds, crs=drawing.crs).to_crs(WGS84).to_numpy(), dtype=object)
    except (RuntimeError, ValueError) as fault:  # pyproj's errors are RuntimeErrors
        raise InputError(f"The file's CRS {str(drawing.crs)[:80]!r} cannot be used: {str(fault)[:160]}. Write the file in longitude and latitude.") from None
    if not np.isfinite(shapely.get_coordinates(turned)).all():
        raise InputError(f"In the file's CRS, {str(drawing.crs)[:80]}, its coordinates are nowhere on Earth. Write the file in longitude and latitude.")
    return turned


def near(grounds: Geometries, theatre: Theatre) -> Geometries:
    """Of each ground the polygons whose box meets that of the theatre; nothing else of it is looked at, or kept."""
    west, south, east, north = theatre.extent.bounds
    parts, owner = shapely.get_parts(grounds, return_index=True)
    box = shapely.bounds(parts)
    meets = (box[:, 0] <= east) & (box[:, 2] >= west) & (box[:, 1] <= north) & (box[:, 3] >= south)
    found = np.full(len(grounds), shapely.MultiPolygon(), dtype=object)
    for n in np.unique(owner[meets]):
        found[n] = shapely.MultiPolygon(list(parts[meets & (owner == n)]))
    return found


def repaired(grounds: Geometries, broken: Sequence[bool], theatre: Theatre) -> tuple[Geometries, Repair]:
    """The grounds made valid, polygons only, and what was done. `broken`: rings were left out.

    A ring that crosses itself bounds what it goes around in either sense; lines and points that this leaves are dropped.

    Raises:
        TooLargeError: they are too tangled.
    """
    check_tangles(shapely.get_parts(grounds), theatre.extent)
    made, change = grounds.copy(), 0.0
    wrong = np.array(broken, dtype=bool)
    for n, ground in enumerate(grounds):
        parts = shapely.get_parts(ground)
        sound = shapely.is_valid(parts)
        if sound.all() and shapely.is_valid(ground):
            continue
        wrong[n] = True
        parts[~sound] = shapely.make_valid(parts[~sound], method="structure", keep_collapsed=False)
        made[n] = _joined([polygon for part in parts for polygon in _polygons(part)])
        change += geodesic_area_m2(made[n]) - geodesic_area_m2(ground)
    return made, Repair(len(grounds), int(wrong.sum()), change / M2_PER_KM2)


def _joined(polygons: list[shapely.Geometry]) -> shapely.Geometry:
    """Valid polygons as one ground, joined only where they overlap: that costs more than to look whether they do."""
    together = shapely.MultiPolygon(polygons)
    return together if shapely.is_valid(together) else shapely.union_all(polygons)


def _polygons(geometry: shapely.Geometry) -> list[shapely.Geometry]:
    """The polygons in a geometry, also those in collections."""
    if geometry.geom_type == "Polygon":
        return [geometry]
    return [polygon for part in shapely.get_parts(geometry) for polygon in _polygons(part)] if geometry.geom_type in COLLECTIONS else []
