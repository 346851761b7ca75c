"""GeoJSON: read here and not by GDAL, whose choice of a driver by content lets a text pose as another format that leads to other files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from geo.errors import InputError
from geo.readers.layer.drawing import GROUND, MAX_FILE_BYTES, Drawing, Shape, rings_to_ground, too_large

Json = Mapping[str, Any]

_CRS = re.compile(r"urn:ogc:def:crs:(OGC|EPSG):[\d.]*:(CRS84|\d{1,6})|(EPSG):(\d{1,6})|(OGC):(CRS84)", re.IGNORECASE)
REMEDY = "Give a FeatureCollection of polygons."


def read_geojson(content: bytes) -> Drawing:
    """The polygons of a GeoJSON text in UTF-8. The old member `crs` is honoured where it names an EPSG code.

    Raises:
        InputError: it is no GeoJSON.
        TooLargeError: it is over the limit.
    """
    if len(content) > MAX_FILE_BYTES:
        raise too_large("The GeoJSON", len(content), MAX_FILE_BYTES)
    try:
        document = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as fault:
        raise InputError(f"It begins like JSON, but is none: {fault}. {REMEDY}") from None
    if not isinstance(document, dict):
        raise InputError(f"It is JSON, but no GeoJSON. {REMEDY}")
    pieces = [piece for feature in _features(document) for piece in _pieces(feature)]
    shapes = tuple(piece for piece in pieces if isinstance(piece, Shape))
    return Drawing(shapes, _crs(document.get("crs")), tuple(piece for piece in pieces if isinstance(piece, str)))


def _features(document: Json) -> Iterator[tuple[Json, Any]]:
    """The (properties, geometry) of a collection, a feature or a bare geometry."""
    kind = document.get("type")
    if kind == "FeatureCollection":
        features = document.get("features")
        if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
            raise InputError(f"The FeatureCollection has no list of features. {REMEDY}")
        for feature in features:
            yield _properties(feature), feature.get("geometry")
    elif kind == "Feature":
        yield _properties(document), document.get("geometry")
    elif "coordinates" in document or "geometries" in document:
        yield {}, document
    else:
        raise InputError(f"It is JSON of the type {str(kind)[:40]!r}, no GeoJSON. {REMEDY}")


def _properties(feature: Json) -> Json:
    found = feature.get("properties")
    return found if isinstance(found, dict) else {}


def _pieces(feature: tuple[Json, Any]) -> Iterator[Shape | str]:
    """The ground of a feature, and the types of what is no ground; a feature without geometry has neither."""
    properties, waiting = feature[0], [feature[1]]
    while waiting:
        geometry = waiting.pop()
        if geometry is None:
            continue
        if not isinstance(geometry, dict):
            raise InputError(f"The geometry {str(geometry)[:40]!r} is no object. {REMEDY}")
        kind, inside = str(geometry.get("type"))[:40], geometry.get("coordinates" if geometry.get("type") != "GeometryCollection" else "geometries")
        if not isinstance(inside, list):
            raise InputError(f"A {kind} of the file has no list of coordinates. {REMEDY}")
        if kind == "GeometryCollection":
            waiting += inside
        elif kind in GROUND:
            ground, broken = rings_to_ground(_lists(inside) if kind == "MultiPolygon" else [inside])
            yield Shape(properties, ground, broken)
        else:
            yield kind


def _lists(polygons: list[Any]) -> list[list[Any]]:
    if not all(isinstance(rings, list) for rings in polygons):
        raise InputError(f"A MultiPolygon of the file has coordinates that are no list of polygons. {REMEDY}")
    return polygons


def _crs(member: Any) -> str | None:
    """The CRS that the file names, as authority and code; None where it names none."""
    if member is None:
        return None
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    found = _CRS.fullmatch(name) if isinstance(name, str) else None
    if not found:
        raise InputError(f"The file names a CRS that is not understood: {str(name or member)[:80]!r}. Write it in longitude and latitude (OGC:CRS84).")
    authority, code = [group for group in found.groups() if group]
    return f"{authority}:{code}".upper()
