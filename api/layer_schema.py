"""What the features of a collection look like, before any has been read: as JSON schema (OGC API - Features, part 5) and as XML schema.

Both are made of the table's contract. GDAL reads the XML schema, from which alone it takes the type of geometry; QGIS the JSON schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import orjson

from api.collections import Collection
from api.fields import words_of
from geo.model import Level
from geo.theatre import Theatre

DIALECT = "https://json-schema.org/draft/2020-12/schema"
JSON_TYPES: Mapping[str, Mapping[str, Any]] = {
    "text": {"type": "string"},
    "name": {"type": "string", "minLength": 1},
    "level": {"type": "string", "enum": [str(level) for level in Level]},
    "day": {"type": "string", "format": "date"},
    "instant": {"type": "string", "format": "date-time"},
    "number": {"type": "number"},
    "positive": {"type": "number", "minimum": 0},
    "share": {"type": "number", "minimum": 0, "maximum": 1},
    "count": {"type": "integer", "minimum": 0},
    "flag": {"type": "boolean"},
}
"""By the kinds of `geo.schemas`. One type each: that a value may be missing is told by `required`, as part 5 has it."""
XML_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("text", "name", "level"), "xs:string"),
    **dict.fromkeys(("number", "positive", "share"), "xs:double"),
    "day": "xs:date",
    "instant": "xs:dateTime",
    "count": "xs:integer",
    "flag": "xs:boolean",
}
TIMES = frozenset({"day", "instant"})
GEOMETRY = {"Point": "geometry-point", "LineString": "geometry-linestring-or-multilinestring", "Polygon": "geometry-polygon-or-multipolygon"}
GML = {"Point": "PointPropertyType", "LineString": "MultiCurvePropertyType", "Polygon": "MultiSurfacePropertyType"}
"""By the plain type of the geometry; lines and polygons may come in several parts."""
UNITS = {"_km2": "km2", "_km": "km", "_deg": "deg", "_days": "d"}
"""By how a name ends, as UCUM spells them."""


def json_schema(collection: Collection, theatre: Theatre, address: str) -> bytes:
    """The properties of a feature, its id and its geometry among them, with the part that each plays."""
    fields = collection.contract.fields(holder.id for holder in theatre.holders)
    roles = _roles(fields)
    plain = collection.contract.geometry[0]
    properties: dict[str, Any] = {"id": {**JSON_TYPES["name"], "title": "Id", "x-ogc-role": "id", "x-ogc-propertySeq": 1}}
    for place, (name, kind) in enumerate(fields.items(), start=2):
        words = {"title": name, "description": words_of(collection.id, name)}
        told = {"x-ogc-unit": _unit(name), "x-ogc-role": roles.get(name), "x-ogc-propertySeq": place}
        properties[name] = {**JSON_TYPES[kind.rstrip("?")], **words, **{key: value for key, value in told.items() if value is not None}}
    properties["geometry"] = {"title": "Geometry", "format": GEOMETRY[plain], "x-ogc-role": "primary-geometry"}
    return orjson.dumps({
        "$schema": DIALECT,
        "$id": address,
        "type": "object",
        "title": collection.title,
        "description": collection.description,
        "properties": properties,
        "required": ["id", *(name for name, kind in fields.items() if not kind.endswith("?"))],
        "additionalProperties": False,
    })  # fmt: skip


def _unit(name: str) -> str | None:
    return next((unit for ending, unit in UNITS.items() if name.endswith(ending)), None)


def _roles(fields: Mapping[str, str]) -> dict[str, str]:
    """Which properties say when a feature holds: from when until when, else at which instant or on which day."""
    if "valid_from" in fields:
        return {"valid_from": "primary-interval-start", "valid_to": "primary-interval-end"}
    return {next(name for name in ("day", "at") if name in fields): "primary-instant"}


def xml_schema(collection: Collection, theatre: Theatre, address: str) -> bytes:
    """The same as a GML application schema, whose element names are those of the GeoJSON properties.

    GDAL, which reads it, asks for a filter on any date or time by `datetime`, which is about the time in which a feature holds. So only columns that tell
    that time are dates here, and the others text: `published_at >= '2025-01-01'` would else lose what was published then of earlier days.
    """
    fields = collection.contract.fields(holder.id for holder in theatre.holders)
    roles = _roles(fields)
    geometry = GML[collection.contract.geometry[0]]
    elements = [
        f'<xs:element name="geometry" type="gml:{geometry}" minOccurs="0"/>',
        *(_element(name, kind, timed=name in roles) for name, kind in fields.items()),
    ]
    name, here = collection.id, quoteattr(address)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:here={here}'
        f' targetNamespace={here} elementFormDefault="qualified">\n'
        f"<xs:annotation><xs:documentation>{escape(collection.description)}</xs:documentation></xs:annotation>\n"
        '<xs:import namespace="http://www.opengis.net/gml/3.2" schemaLocation="http://schemas.opengis.net/gml/3.2.1/gml.xsd"/>\n'
        f'<xs:element name="{name}" type="here:{name}Type" substitutionGroup="gml:AbstractFeature"/>\n'
        f'<xs:complexType name="{name}Type"><xs:complexContent><xs:extension base="gml:AbstractFeatureType"><xs:sequence>\n'
        + "\n".join(elements)
        + "\n</xs:sequence></xs:extension></xs:complexContent></xs:complexType>\n</xs:schema>\n"
    ).encode()


def _element(name: str, kind: str, *, timed: bool) -> str:
    optional, plain = ' minOccurs="0"' if kind.endswith("?") else "", kind.rstrip("?")
    written = XML_TYPES["text" if plain in TIMES and not timed else plain]
    return f'<xs:element name={quoteattr(name)} type="{written}"{optional}/>'
