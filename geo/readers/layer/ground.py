"""Shapes become ground: in longitude and latitude, valid, and where the theatre lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import LAT_MAX, LON_MAX, WGS84, Geometries, geodesic_area_m2
from geo.errors import InputError
from geo.readers.layer.drawing import MAX_VERTICES, Drawing, too_large
from geo.theatre import Theatre
from geo.units import M2_PER_KM2

COLLECTIONS = frozenset({"MultiPolygon", "GeometryCollection"})


@dataclass(frozen=True, slots=True)
class Repair:
    """How many of the shapes were invalid and were made valid, and by how much that changed their area in km2 (WGS 84)."""

    shapes: int
    invalid: int
    change_km2: float


def lonlat(drawing: Drawing) -> Geometries:
    """The grounds of a drawing in lon/lat, as they are drawn.

    Raises:
        TooLargeError: they have too many points.
        InputError: there are points or lines among them, or their CRS leads nowhere.
    """
    grounds = np.array([shape.ground for shape in drawing.shapes], dtype=object)
    if (points := int(shapely.get_num_coordinates(grounds).sum())) > MAX_VERTICES:
        raise too_large("The layer", points, MAX_VERTICES, "points")
    if drawing.others:
        kinds = ", ".join(f"{drawing.others.count(kind)} {kind}" for kind in sorted(set(drawing.others)))
        raise InputError(f"Points and lines hold no ground, and the file has some ({kinds}). Give its polygons alone.")
    if drawing.crs is None or not len(grounds):
        return grounds
    try:
        turned = np.asarray(gpd.GeoSeries(grounds, crs=drawing.crs).to_crs(WGS84).to_numpy(), dtype=object)
    except (RuntimeError, ValueError) as fault:  # pyproj's errors are RuntimeErrors
        raise InputError(f"The file's CRS {str(drawing.crs)[:80]!r} cannot be used: {str(fault)[:160]}. Write the file in longitude and latitude.") from None
    if not np.isfinite(shapely.get_coordinates(turned)).all():
        raise InputError(f"In the file's CRS, {str(drawing.crs)[:80]}, its coordinates are nowhere on Earth. Write the file in longitude and latitude.")
    return turned


def repaired(grounds: Geometries, broken: Sequence[bool]) -> tuple[Geometries, Repair]:
    """The grounds made valid, polygons only (lines and points that this leaves are dropped), and what was done. `broken`: rings were left out."""
    wrong = ~shapely.is_valid(grounds) if len(grounds) else np.zeros(0, dtype=bool)
    made, change = grounds.copy(), 0.0
    for n in np.flatnonzero(wrong):
        made[n] = shapely.union_all([part for piece in shapely.get_parts(grounds[n]) for part in _polygons(shapely.make_valid(piece))])
        change += geodesic_area_m2(made[n]) - geodesic_area_m2(grounds[n])
    return made, Repair(len(grounds), int((wrong | np.array(broken, dtype=bool)).sum()), change / M2_PER_KM2)


def _polygons(geometry: shapely.Geometry) -> list[shapely.Geometry]:
    """The polygons in a geometry, also those in collections."""
    if geometry.geom_type == "Polygon":
        return [geometry]
    return [polygon for part in shapely.get_parts(geometry) for polygon in _polygons(part)] if geometry.geom_type in COLLECTIONS else []


def check_whereabouts(grounds: Geometries, theatre: Theatre, *, may_be_elsewhere: bool) -> None:
    """Refuse ground none of which lies in the theatre.

    Raises:
        InputError: latitude and longitude are exchanged; it lies elsewhere, and is not said to.
    """
    extent = theatre.extent
    if shapely.intersects(extent, grounds).any():
        return
    if shapely.intersects(extent, shapely.transform(grounds, lambda xy: xy[:, ::-1])).any():
        raise InputError(
            f"It lies beside the theatre {theatre.id}, but inside it once longitude and latitude are exchanged: the file seems to hold [lat, lon]. "
            "Write longitude first, as GeoJSON and KML want it."
        )
    west, south, east, north = shapely.total_bounds(grounds)
    if not (-LON_MAX <= west <= east <= LON_MAX and -LAT_MAX <= south <= north <= LAT_MAX):
        where = f"x {west:g} to {east:g}, y {south:g} to {north:g}"
        raise InputError(f"Its coordinates ({where}) are no degrees. Write the file in longitude and latitude, or let it name its CRS.")
    if not may_be_elsewhere:
        raise InputError(
            f"It lies elsewhere: {_box(west, south, east, north)}. The theatre {theatre.id} has {_box(*extent.bounds)}. Give a layer of that ground; "
            "if the layer shows nothing there on that day, say so with --empty (over HTTP empty=true)."
        )


def _box(west: float, south: float, east: float, north: float) -> str:
    return f"west {west:.2f}, south {south:.2f}, east {east:.2f}, north {north:.2f}"
