"""Coordinates and areas. The only module that imports pyproj.

Geometry travels as WGS 84 longitude, latitude (OGC CRS84 axis order). Constructions that need metres use the theatre's
equal-area CRS; areas that are reported are geodesic on the WGS 84 ellipsoid (Karney 2013, as in PROJ).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Geod, Transformer
from pyproj.exceptions import CRSError

from geo.errors import DataError, InputError

WGS84 = "OGC:CRS84"
SNAP_M = 0.001
"""Grid to which projected coordinates are snapped before a coverage is built: floats alone do not match edges."""

DECIMALS = 6
"""Of a degree, in every position that is written: about 0.1 m, finer than any source of the map."""
GRID_DEG = 10.0**-DECIMALS
"""The grid that these decimals make."""

LON_MAX, LAT_MAX = 180.0, 90.0

_GEOD = Geod(ellps="WGS84")

Geometries = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]


class Projection:
    """The theatre's equal-area CRS, in metres, both ways.

    Raises:
        DataError: the CRS text is not understood, or is not a projected CRS in metres.
    """

    def __init__(self, definition: str) -> None:
        try:
            crs = CRS.from_user_input(definition)
        except CRSError as fault:
            raise DataError(f"The CRS {definition!r} is not understood ({fault}). Give a PROJ string or an EPSG code.") from None
        if not crs.is_projected or crs.axis_info[0].unit_name != "metre":
            raise DataError(f"The CRS {definition!r} is not a projected CRS in metres. Give an equal-area one, for example +proj=laea.")
        self.definition = definition
        self._forward = Transformer.from_crs(WGS84, crs, always_xy=True)
        self._inverse = Transformer.from_crs(crs, WGS84, always_xy=True)

    def to_metres(self, geometries: Geometries) -> Geometries:
        """Project lon/lat geometries to metres."""
        return _apply(self._forward, geometries)

    def to_lonlat(self, geometries: Geometries) -> Geometries:
        """Unproject geometries in metres to lon/lat degrees."""
        return _apply(self._inverse, geometries)

    def points_to_metres(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
        """Project points; shape (n,) and (n,) to (n, 2) in metres."""
        x, y = self._forward.transform(np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float)))
        return np.column_stack([x, y])


@lru_cache(maxsize=32)
def projection(definition: str) -> Projection:
    """The projection of a CRS definition; built once."""
    return Projection(definition)


def _apply(transformer: Transformer, geometries: Geometries) -> Geometries:
    def change(xy: Floats) -> Floats:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))

    return np.asarray(shapely.transform(np.asarray(geometries, dtype=object), change), dtype=object)


def rounded(geometries: Geometries) -> Geometries:
    """Lon/lat geometries with every position on the grid of six decimals, each point for itself; what this does to validity is the caller's business."""
    return np.asarray(shapely.transform(np.asarray(geometries, dtype=object), on_grid), dtype=object)


def on_grid(lonlat: Floats) -> Floats:
    """Positions in degrees on the grid. Adding zero turns -0.0 into 0.0."""
    return np.asarray(np.round(lonlat, DECIMALS) + 0.0)


def geodesic_area_m2(geometry: shapely.Geometry) -> float:
    """Area of a lon/lat polygon or multipolygon on the WGS 84 ellipsoid, in square metres, holes left out."""
    return sum(_polygon_area_m2(p) for p in shapely.get_parts(geometry) if isinstance(p, shapely.Polygon))


def _polygon_area_m2(polygon: shapely.Polygon) -> float:
    def ring(r: shapely.LinearRing) -> float:
        xy = shapely.get_coordinates(r)
        return float(abs(_GEOD.polygon_area_perimeter(xy[:, 0], xy[:, 1])[0]))

    return ring(polygon.exterior) - sum(ring(hole) for hole in polygon.interiors)


def require_lonlat(lon: float, lat: float) -> None:
    """Refuse a point off the globe.

    Raises:
        InputError: longitude or latitude in degrees is out of range.
    """
    if not (-LON_MAX <= lon <= LON_MAX and -LAT_MAX <= lat <= LAT_MAX):
        raise InputError(f"lon={lon:g}, lat={lat:g} is not on the globe. Give lon in -180..180 and lat in -90..90 degrees; longitude comes first.")


def distance_m(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Geodesic distance in metres."""
    return float(_GEOD.inv(lon_a, lat_a, lon_b, lat_b)[2])


def bearing_deg(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Initial bearing from a to b, degrees clockwise from north, in [0, 360)."""
    return float(_GEOD.inv(lon_a, lat_a, lon_b, lat_b)[0]) % 360.0


def offset(lon: float, lat: float, bearing: float, metres: float) -> tuple[float, float]:
    """The point reached from (lon, lat) on a bearing (degrees from north) after a distance in metres; (lon, lat)."""
    to_lon, to_lat, _ = _GEOD.fwd(lon, lat, bearing, metres)
    return float(to_lon), float(to_lat)


def line_length_m(geometry: shapely.Geometry) -> float:
    """Geodesic length of a lon/lat line or multiline, in metres."""
    return float(_GEOD.geometry_length(geometry)) if not shapely.is_empty(geometry) else 0.0
