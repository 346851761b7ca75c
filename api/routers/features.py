"""OGC API - Features (part 1, and the queryables of part 3): collections, items, one item, what can be filtered by."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Response

from api.answers import CSV, GEOJSON, JSON, Reading, ReadingOf, choose, link
from api.collections import COLLECTIONS, Collection, check_filters, collection_of, feature, names, queryables, select, shown
from api.deferred import Made
from api.dependencies import AsOf, Box, BoxQuery, FilterQuery, FormatQuery, OrderedSpan, Paging, Span
from api.paging import Part
from api.schemas import CollectionRow, CollectionsAnswer, Conformance, FeatureCollection, OneFeature
from geo.export import csv, geojson
from geo.interval import format_instant

router = APIRouter(prefix="/theatres/{theatre}", tags=["Features"])

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
SCHEMA_JSON = "application/schema+json"
CLASSES = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
)

CollectionId = Annotated[str, Path(description=f"One of: {', '.join(COLLECTIONS)}.", max_length=64)]
AS_JSON = "geojson"


@router.get("/conformance", response_model=Conformance)
def conformance(reading: ReadingOf) -> Response:
    """The classes of OGC API - Features that this server keeps to."""
    return reading.answer(JSON, lambda: orjson.dumps({"conformsTo": CLASSES}))


@router.get("/collections", response_model=CollectionsAnswer)
def collections(reading: ReadingOf) -> Response:
    """The collections of a theatre."""

    def make() -> bytes:
        own = link(reading.href("collections"), "self", JSON, "Collections")
        return orjson.dumps({"collections": [_row(reading, c) for c in COLLECTIONS.values()], "links": [own]})

    return reading.answer(JSON, make)


@router.get("/collections/{collection}", response_model=CollectionRow)
def one_collection(reading: ReadingOf, collection: CollectionId) -> Response:
    """One collection: what it holds, where and when."""
    found = collection_of(collection)
    return reading.answer(JSON, lambda: orjson.dumps(_row(reading, found)))


def _row(reading: Reading, collection: Collection) -> dict[str, Any]:
    here, span = f"collections/{collection.id}", reading.theatre.span
    west, south, east, north = (round(float(bound), 6) for bound in reading.theatre.extent.bounds)
    return {
        "id": collection.id,
        "title": collection.title,
        "description": collection.description,
        "itemType": "feature",
        "extent": {
            "spatial": {"bbox": [[west, south, east, north]], "crs": CRS84},
            "temporal": {"interval": [[format_instant(span.start), format_instant(span.end)]], "trs": GREGORIAN},
        },
        "crs": [CRS84],
        "storageCrs": CRS84,
        "links": [
            link(reading.href(here), "self", JSON, collection.title),
            link(reading.href(f"{here}/items"), "items", GEOJSON, f"{collection.title} as GeoJSON"),
            link(reading.href(f"{here}/items", {"f": "csv"}), "items", CSV, f"{collection.title} as CSV"),
            link(reading.href(f"{here}/queryables"), "http://www.opengis.net/def/rel/ogc/1.0/queryables", SCHEMA_JSON, "What it can be filtered by"),
        ],
    }


@router.get("/collections/{collection}/queryables", response_class=Response, responses={200: {"content": {SCHEMA_JSON: {"schema": {"type": "object"}}}}})
def queryable_properties(reading: ReadingOf, collection: CollectionId) -> Response:
    """The properties that a collection can be filtered by, as a JSON schema."""
    found = collection_of(collection)

    def make() -> bytes:
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": reading.href(f"collections/{found.id}/queryables")}
        properties = queryables(found, reading.theatre)
        return orjson.dumps({**schema, "type": "object", "title": found.title, "properties": properties, "additionalProperties": False})

    return reading.answer(SCHEMA_JSON, make)


@router.get(
    "/collections/{collection}/items",
    response_model=FeatureCollection,
    responses={200: {"content": {GEOJSON: {"schema": {"$ref": "#/components/schemas/FeatureCollection"}}, CSV: {}}}},
)
def items(
    *, reading: ReadingOf, collection: CollectionId, span: OrderedSpan, as_of: AsOf, box: BoxQuery, page: Paging, filters: FilterQuery, f: FormatQuery = None
) -> Response:
    """The features of a collection, in longitude, latitude (WGS 84), as GeoJSON or CSV.

    Without `datetime`, control, front and places stand as on the last day that the evidence reaches. A span gives every state of control and
    front in it: each holds from `valid_from` up to, and not including, `valid_to`.
    """
    found, asked = collection_of(collection), filters.asked()
    check_filters(found, reading.theatre, asked)
    form = choose(reading.request, f, "geojson", "json", "csv")

    def make() -> Made:
        frame = select(found.read(reading.atlas, span, as_of), asked, box)
        part = Part.of(reading, page, len(frame), form if form == "csv" else AS_JSON)
        rows = frame.iloc[part.rows]
        members = _members(reading, found, span, as_of) | _beside(reading, box)
        if form == "csv":
            return Made(csv(rows, **members), part.neighbours)
        in_csv = link(reading.again(f="csv"), "alternate", CSV, "These rows as CSV")
        return Made(_features(found, rows, **members, **part.members(in_csv, *_up(reading, found)), **reading.provenance), part.neighbours)

    at, slow = shown(reading.atlas, span, as_of), found.is_slow(span)
    return reading.answer(CSV if form == "csv" else GEOJSON, make, at=at, as_of=as_of, stamped=True, slow=slow)


def _members(reading: Reading, collection: Collection, span: Span, as_of: datetime | None) -> dict[str, Any]:
    atlas = reading.atlas
    moment = shown(atlas, span, as_of)
    one_instant = not collection.dated and (span.single or span == Span())
    note = atlas.note(moment, as_of=as_of) if one_instant else atlas.note(*span.days(reading.theatre), as_of)
    return {
        **({"at": format_instant(moment)} if one_instant else {}),
        "as_of": format_instant(as_of) if as_of else None,
        "digest": atlas.digest_at(moment, as_of),
        "timeStamp": format_instant(reading.edition.made_at),
        **({"note": note} if note else {}),
    }


def _beside(reading: Reading, box: Box | None) -> dict[str, str]:
    """A note for a box that lies wholly beside the theatre, as it does when longitude and latitude are exchanged."""
    if box is None:
        return {}
    west, south, east, north = (round(float(bound), 2) for bound in reading.theatre.extent.bounds)
    if box.east >= west and box.west <= east and box.north >= south and box.south <= north:
        return {}
    where = f"west {west}, south {south}, east {east}, north {north}"
    return {"note": f"The box lies beside the theatre {reading.theatre.id} ({where}). The order is west,south,east,north, longitude first."}


def _up(reading: Reading, collection: Collection) -> list[dict[str, str]]:
    above = link(reading.href(f"collections/{collection.id}"), "collection", JSON, collection.title)
    return [above, *_licence(reading)]


def _licence(reading: Reading) -> list[dict[str, str]]:
    return [link(reading.licence_href, "license", "text/html", reading.theatre.licence)] if reading.licence_href else []


def _features(collection: Collection, rows: Any, **members: object) -> bytes:
    """The rows as a FeatureCollection with an id on each feature."""
    document = orjson.loads(geojson(rows, **members))
    for made, feature_id in zip(document["features"], names(collection, rows), strict=True):
        made["id"] = feature_id
    return orjson.dumps(document)


@router.get(
    "/collections/{collection}/items/{feature_id}",
    response_model=OneFeature,
    responses={200: {"content": {GEOJSON: {"schema": {"$ref": "#/components/schemas/OneFeature"}}}}},
)
def one_item(*, reading: ReadingOf, collection: CollectionId, feature_id: Annotated[str, Path(max_length=200)], span: OrderedSpan, as_of: AsOf) -> Response:
    """One feature by its id, as `items` give it."""
    found = collection_of(collection)

    def make() -> bytes:
        row = feature(found, reading.atlas, feature_id, span, as_of)
        document = orjson.loads(_features(found, row))["features"][0]
        links = [link(reading.again(), "self", GEOJSON, feature_id), *_up(reading, found)]
        return orjson.dumps({**document, "links": links, **reading.provenance})

    return reading.answer(GEOJSON, make, at=shown(reading.atlas, span, as_of), as_of=as_of)
