"""GeoJSON by RFC 7946: longitude, latitude on WGS 84 (OGC CRS84) with six decimals, about 0.1 m.

Every position is rounded for itself, so neighbouring polygons that share their vertices still share them. A polygon that is no longer valid then is mended on
the grid of these decimals; what is thinner than that everywhere is left out. The layers of the map are drawn so that neither happens (`geo.space.grid`).
"""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import shapely

from geo.crs import GRID_DEG, WGS84, Geometries, rounded
from geo.errors import DataError
from geo.export.values import dumps, plain, records

RESERVED = frozenset({"type", "features", "geometry", "properties", "coordinates", "geometries", "crs", "id"})
KINDS = frozenset({"Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"})


def geojson(frame: gpd.GeoDataFrame, names: Sequence[str] | None = None, /, **members: object) -> bytes:
    """A FeatureCollection in UTF-8; `members` such as at, as_of, digest, licence stand at its top level, `names` are the ids of the features.

    Instants are ISO 8601 in UTC, numbers rounded as the unit in their name deserves. Outer rings run counter-clockwise, holes clockwise. A
    geometry that is empty, or shrinks to nothing at six decimals, is null.

    Raises:
        DataError: the frame has no CRS, a geometry is no point, line or polygon, or a member would hide one of GeoJSON's own.
    """
    if taken := sorted(RESERVED.intersection(members)):
        raise DataError(f"The top-level member {taken[0]!r} belongs to GeoJSON itself. Give it another name.")
    frame = lonlat(frame)
    rows = records(pd.DataFrame(frame.drop(columns=frame.geometry.name)))
    shapes = written(frame.geometry.to_numpy())
    texts = shapely.to_geojson(shapes)
    features = [
        {"type": "Feature", "properties": row, "geometry": orjson.Fragment(text) if shape is not None else None}
        for row, shape, text in zip(rows, shapes, texts, strict=True)
    ]
    if names is not None:
        features = [{"type": "Feature", "id": name, **feature} for name, feature in zip(names, features, strict=True)]
    return dumps({"type": "FeatureCollection", **plain(members), "features": features})


def lonlat(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame in longitude, latitude.

    Raises:
        DataError: it does not say which CRS it is in.
    """
    if frame.crs is None:
        raise DataError("The table has geometry without a CRS. Set it, for example with set_crs('OGC:CRS84').")
    return frame.to_crs(WGS84)


def written(shapes: Geometries) -> Geometries:
    """Lon/lat geometries as they are written: on the grid of six decimals, valid, rings turned by RFC 7946; None where nothing is left.

    Raises:
        DataError: one is no point, line or polygon.
    """
    if foreign := {shape.geom_type for shape in shapes if shape is not None} - KINDS:
        raise DataError(f"A {min(foreign)} cannot be exported. Give points, lines or polygons.")
    found = rounded(shapes)
    for at in np.flatnonzero(~shapely.is_valid(found) & ~shapely.is_missing(found)):
        found[at] = _mended(found[at])
    found[shapely.is_empty(found)] = None
    return np.asarray(shapely.orient_polygons(shapely.remove_repeated_points(found)), dtype=object)


def _mended(shape: shapely.Geometry) -> shapely.Geometry:
    """What is left of a shape on the grid: parts that rounding has broken are mended one by one, so that the others stay point by point."""
    parts = shapely.get_parts(shape)
    broken = ~shapely.is_valid(parts)
    parts[broken] = shapely.set_precision(parts[broken], GRID_DEG)
    parts = shapely.get_parts(parts)
    parts = parts[~shapely.is_empty(parts)]
    if len(parts) == 1 and not shape.geom_type.startswith("Multi"):
        return parts[0]
    many = {"Polygon": shapely.multipolygons, "LineString": shapely.multilinestrings, "Point": shapely.multipoints}
    whole = many[shape.geom_type.removeprefix("Multi")](parts)
    return whole if shapely.is_valid(whole) else shapely.set_precision(whole, GRID_DEG)
