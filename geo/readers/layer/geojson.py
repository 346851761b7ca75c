"""GeoJSON: read here and not by GDAL, whose choice of a driver by content lets a text pose as another format that leads to other files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from geo.errors import InputError
from geo.readers.layer.drawing import (
    GROUND,
    MAX_FILE_BYTES,
    Drawing,
    Shape,
    check_size,
    rings_to_ground,
    too_large,
)
from geo.readers.layer.layouts import MEMBER, layouts

Json = Mapping[str, Any]
Rings = list[Any]
"""What stands for a polygon: its rings as the file has them."""
Piece = tuple[Json, list[Rings]] | str
"""Properties with polygons, or the type of what is no ground."""

_CRS = re.compile(r"urn:ogc:def:crs:(OGC|EPSG):[\d.]*:(CRS84|\d{1,6})|(EPSG):(\d{1,6})|(OGC):(CRS84)", re.IGNORECASE)
REMEDY = "Give a FeatureCollection of polygons."


def read_geojson(content: bytes) -> Drawing:
    """The polygons of a GeoJSON text in UTF-8, also in a known wrapper, or as lists of rings.

    The old member `crs` is honoured where it names an EPSG code.

    Raises:
        InputError: it is no GeoJSON.
        TooLargeError: it is over a limit.
    """
    if len(content) > MAX_FILE_BYTES:
        raise too_large("The GeoJSON", len(content), MAX_FILE_BYTES)
    try:
        document = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as fault:
        raise InputError(f"It begins like JSON, but is none: {fault}. {REMEDY}") from None
    if not isinstance(document, dict):
        raise InputError(f"It is JSON, but no GeoJSON. {REMEDY}")
    document = _unwrapped(document)
    pieces: list[Piece] = [*_lists_of_rings(document)]
    if not pieces:
        pieces = [piece for feature in _features(document) for piece in _pieces(feature)]
    drawn = [piece for piece in pieces if not isinstance(piece, str)]
    rings = [ring for _, polygons in drawn for polygon in polygons for ring in polygon]
    check_size(len(rings), sum(len(ring) for ring in rings if isinstance(ring, list)))
    shapes = tuple(Shape(properties, *rings_to_ground(polygons)) for properties, polygons in drawn)
    return Drawing(shapes, _crs(document.get("crs")), tuple(piece for piece in pieces if isinstance(piece, str)))


def _unwrapped(document: Json) -> Json:
    """The collection in a known wrapper; the document itself where it is in none."""
    for preset in layouts().presets:
        inside = document.get(preset.wrapper)
        if "type" not in document and isinstance(inside, dict):
            return inside
    return document


def _lists_of_rings(document: Json) -> list[tuple[Json, list[Rings]]]:
    """The shapes of a known layout without features: lists of rings in [lat, lon], each a shape that says its member."""
    if "type" in document:
        return []
    lists = [preset.rings for preset in layouts().presets if preset.rings]
    known = next((members for members in lists if members[0] in document), ())
    rings = [(member, ring) for member in known for ring in _listed(document.get(member))]
    return [({MEMBER: member}, [[_exchanged(ring)]]) for member, ring in rings]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _exchanged(ring: Any) -> Any:
    """A ring of [lat, lon] as one of [lon, lat]; what is none is left for the check that tells so."""
    pairs = isinstance(ring, list) and all(isinstance(position, list) and len(position) > 1 for position in ring)
    if not pairs:
        return ring
    return [[position[1], position[0]] for position in ring]


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


def _pieces(feature: tuple[Json, Any]) -> Iterator[Piece]:
    """The polygons of a feature with its properties, and the types of what is no ground."""
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
            yield properties, _lists(inside) if kind == "MultiPolygon" else [inside]
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
