"""GeoJSON by RFC 7946: longitude, latitude on WGS 84 (OGC CRS84) with six decimals, about 0.1 m.

Neighbouring polygons that share their vertices still share them after rounding: every position is rounded for itself, and a ring is
cleaned only of repeats and spikes, which its neighbour loses too.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import WGS84
from geo.errors import DataError
from geo.export.values import Json, dumps, plain, records

DECIMALS = 6
RESERVED = frozenset({"type", "features", "geometry", "properties", "coordinates", "geometries", "crs"})
TRIANGLE = 3
"""Fewest corners of a ring."""

Position = tuple[float, float]


def geojson(frame: gpd.GeoDataFrame, **members: object) -> bytes:
    """A FeatureCollection in UTF-8; `members` such as at, as_of, digest, licence stand at its top level.

    Instants are ISO 8601 in UTC. Outer rings run counter-clockwise, holes clockwise. A geometry that is empty, or shrinks to nothing
    at six decimals, is null.

    Raises:
        DataError: the frame has no CRS, or a member would hide one of GeoJSON's own.
    """
    if taken := sorted(RESERVED.intersection(members)):
        raise DataError(f"The top-level member {taken[0]!r} belongs to GeoJSON itself. Give it another name.")
    frame = lonlat(frame)
    properties = records(frame.drop(columns=frame.geometry.name))
    features = [{"type": "Feature", "properties": row, "geometry": _geometry(shape)} for row, shape in zip(properties, frame.geometry, strict=True)]
    return dumps({"type": "FeatureCollection", **plain(members), "features": features})


def lonlat(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame in longitude, latitude.

    Raises:
        DataError: it does not say which CRS it is in.
    """
    if frame.crs is None:
        raise DataError("The table has geometry without a CRS. Set it, for example with set_crs('OGC:CRS84').")
    return frame.to_crs(WGS84)


def _geometry(shape: BaseGeometry | None) -> Json | None:
    if shape is None or shape.is_empty:
        return None
    coordinates = {"Point": _point, "LineString": _line, "Polygon": _polygon}.get(shape.geom_type.removeprefix("Multi"))
    if coordinates is None:
        raise DataError(f"A {shape.geom_type} cannot be exported. Give points, lines or polygons.")
    parts: list[Any] = [part for piece in shapely.get_parts(shape) if (part := coordinates(piece))]
    if not parts:
        return None
    return {"type": shape.geom_type, "coordinates": parts if shape.geom_type.startswith("Multi") else parts[0]}


def _point(point: BaseGeometry) -> Position:
    return _positions(point)[0]


def _line(line: BaseGeometry) -> list[Position]:
    positions = _positions(line)
    return positions if len(positions) > 1 else []


def _polygon(polygon: shapely.Polygon) -> list[list[Position]]:
    outer = _ring(polygon.exterior, clockwise=False)
    holes = [_ring(hole, clockwise=True) for hole in polygon.interiors]
    return [outer, *filter(None, holes)] if outer else []


def _positions(shape: BaseGeometry) -> list[Position]:
    """Rounded positions without consecutive repeats. Adding zero turns -0.0 into 0.0."""
    xy: npt.NDArray[np.float64] = np.round(shapely.get_coordinates(shape), DECIMALS) + 0.0
    fresh = np.concatenate([[True], (xy[1:] != xy[:-1]).any(axis=1)])
    return [(x, y) for x, y in xy[fresh].tolist()]


def _ring(ring: BaseGeometry, *, clockwise: bool) -> list[Position]:
    """The ring, closed and turned the right way; empty where rounding leaves no area."""
    corners = _without_spikes(_positions(ring)[:-1])
    if len(corners) < TRIANGLE:
        return []
    closed = [*corners, corners[0]]
    return closed if (_twice_area(closed) < 0.0) == clockwise else closed[::-1]


def _without_spikes(corners: list[Position]) -> list[Position]:
    """An open ring without a-b-a, which rounding makes of slivers; the last corner meets the first."""
    kept: list[Position] = []
    for corner in corners:
        kept.append(corner)
        while len(kept) >= TRIANGLE and kept[-1] == kept[-3]:
            del kept[-2:]
    while len(kept) >= TRIANGLE and (kept[-1] == kept[1] or kept[-2] == kept[0]):
        kept = kept[1:-1] if kept[-1] == kept[1] else kept[:-2]
    return kept


def _twice_area(closed: Sequence[Position]) -> float:
    """Positive where the ring runs counter-clockwise. Measured from its first corner: a small ring far from 0, 0 loses no digits."""
    x0, y0 = closed[0]
    return sum((xa - x0) * (yb - y0) - (xb - x0) * (ya - y0) for (xa, ya), (xb, yb) in pairwise(closed))
