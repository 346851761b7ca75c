"""The OpenAPI document of one theatre in version 3.0, which OGC API - Features asks for and GIS clients read.

It is made of the server's own document (version 3.1): the addresses below one theatre, each collection by name with the filters that it has, and the few
things that version 3.0 says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.collections import COLLECTIONS, Collection, queryables
from geo.theatre import Theatre

Json = dict[str, Any]
VERSION = "3.0.3"
PREFIX = "/theatres/{theatre}"
COLLECTION = "{collection}"
REFERENCE = "#/components/"
NEW_IN_31 = frozenset({"$schema", "$id", "$defs", "contentMediaType", "contentEncoding", "propertyNames", "unevaluatedProperties"})
"""Keys of a schema that version 3.0 does not know, and that can be left out without making it wrong."""


def theatre_document(document: Mapping[str, Any], theatre: Theatre, address: str, most: int) -> Json:
    """The document of a theatre whose landing page is at an address (without a slash at its end); `most`: rows that an answer may have."""
    paths: Json = {}
    for template, item in document["paths"].items():
        if template.startswith(f"{PREFIX}/"):
            for path, collection in _paths(template.removeprefix(PREFIX)):
                paths[path] = {verb: _operation(operation, theatre, collection) for verb, operation in item.items()}
    components = document["components"]
    return {
        "openapi": VERSION,
        "info": _info(document["info"], theatre),
        "servers": [{"url": address}],
        "paths": paths,
        "components": {
            "parameters": _shared(most),
            "schemas": {name: _schema(schema) for name, schema in components["schemas"].items()},
            "securitySchemes": components["securitySchemes"],
        },
    }


def _info(info: Mapping[str, Any], theatre: Theatre) -> Json:
    licence = {"name": info["license"]["name"], "url": "https://www.apache.org/licenses/LICENSE-2.0"}
    return {"title": f"{info['title']}: {theatre.title}", "description": info["description"], "version": info["version"], "license": licence}


def _paths(template: str) -> list[tuple[str, Collection | None]]:
    """An address below a theatre's; one of a collection once for each."""
    if COLLECTION not in template:
        return [(template, None)]
    return [(template.replace(COLLECTION, name), collection) for name, collection in COLLECTIONS.items()]


def _operation(operation: Mapping[str, Any], theatre: Theatre, collection: Collection | None) -> Json:
    """An operation on this theatre, on one collection where its address names one."""
    parameters = [_parameter(given, theatre, collection) for given in operation.get("parameters", ()) if _applies(given, collection)]
    found = {**operation, "parameters": parameters}
    if collection:
        found["operationId"] = f"{operation['operationId']}_{collection.id}"
        found["summary"] = f"{operation['summary']} ({collection.title})"
    for key in ("requestBody", "responses"):
        if key in found:
            found[key] = _contents(found[key])
    return found


def _applies(parameter: Mapping[str, Any], collection: Collection | None) -> bool:
    """Whether a parameter is one of the operation still: the theatre and the collection are in its address, and a collection has its own filters only."""
    if parameter["in"] == "path":
        return parameter["name"] not in {"theatre", "collection"}
    return collection is None or parameter["name"] in collection.queryables or parameter["name"] not in FILTERS


FILTERS = frozenset(name for collection in COLLECTIONS.values() for name in collection.queryables)


def _parameter(parameter: Mapping[str, Any], theatre: Theatre, collection: Collection | None) -> Json:
    name = parameter["name"]
    if name in SHARED:
        return {"$ref": f"{REFERENCE}parameters/{name}"}
    if collection and name in collection.queryables:
        schema = queryables(collection, theatre)[name]
        return {**_named(name, parameter["description"]), "schema": _schema(schema)}
    return {**parameter, "schema": _schema(parameter["schema"])}


def _named(name: str, description: str) -> Json:
    """A query parameter as OGC API - Features writes its own."""
    return {"name": name, "in": "query", "required": False, "description": description, "style": "form", "explode": False}


SHARED: Mapping[str, tuple[str, Json]] = {
    "bbox": (
        "Box west,south,east,north in degrees (WGS 84, longitude first), or with heights, which are passed over; rows that touch it are kept.",
        {"type": "array", "oneOf": [{"minItems": count, "maxItems": count} for count in (4, 6)], "items": {"type": "number"}},
    ),
    "datetime": ("Day, instant, or span of days a/b, both included; `..` for an open end.", {"type": "string"}),
    "limit": ("Most rows in the answer.", {"type": "integer", "minimum": 1}),
}
"""Parameters that clients look for under their names: what they are, and their schema."""


def _shared(most: int) -> Json:
    """The shared parameters; `limit` with the most that this server gives, which is also what it gives unasked."""
    found = {name: {**_named(name, words), "schema": dict(schema)} for name, (words, schema) in SHARED.items()}
    found["limit"]["schema"] |= {"maximum": most, "default": most}
    return found


def _contents(part: Any) -> Any:
    """Bodies and answers with the schemas in them as version 3.0 writes them."""
    if isinstance(part, list):
        return [_contents(item) for item in part]
    if not isinstance(part, Mapping):
        return part
    return {key: _schema(value) if key == "schema" else _contents(value) for key, value in part.items()}


def _schema(schema: Any) -> Any:
    """A schema of version 3.1 as one of 3.0: what may be null is `nullable`, a constant an enumeration of one, an open bound a flag."""
    if isinstance(schema, list):
        return [_schema(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    found = {key: _part(key, value) for key, value in schema.items() if key not in NEW_IN_31}
    if "const" in found:
        found["enum"] = [found.pop("const")]
    if examples := found.pop("examples", None):
        found.setdefault("example", examples[0])
    for bound in ("Minimum", "Maximum"):
        if f"exclusive{bound}" in found:
            found[bound.lower()], found[f"exclusive{bound}"] = found[f"exclusive{bound}"], True
    return _nullable(found)


def _part(key: str, value: Any) -> Any:
    """The value of one key: names of properties are no keys of schemas, and examples and defaults stay what they are."""
    if key == "properties":
        return {name: _schema(schema) for name, schema in value.items()}
    return value if key in {"default", "enum", "const", "example", "examples", "required"} else _schema(value)


def _nullable(schema: Json) -> Json:
    """The schema with `null` said as version 3.0 says it, and a reference alone or wrapped, as what stands beside one there does not count."""
    kinds = schema.get("type")
    if isinstance(kinds, list):
        others = [kind for kind in kinds if kind != "null"]
        schema = {**schema, "nullable": True, "type": others[0]} if len(others) == 1 else {**schema, "anyOf": [{"type": kind} for kind in others]}
        if isinstance(schema["type"], list):
            del schema["type"]
    if "anyOf" in schema:
        schema = _without_null(schema)
    if "$ref" in schema and len(schema) > 1:
        return {"allOf": [{"$ref": schema.pop("$ref")}], **schema}
    return schema


def _without_null(schema: Json) -> Json:
    others = [choice for choice in schema["anyOf"] if choice.get("type") != "null"]
    if len(others) == len(schema["anyOf"]):
        return schema
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**rest, **others[0], "nullable": True} if len(others) == 1 else {**rest, "anyOf": others, "nullable": True}
