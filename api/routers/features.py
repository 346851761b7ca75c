"""OGC API - Features (part 1, CRS84 of part 2, queryables of part 3, schemas of part 5): collections, items, one item, what they look like."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Response

from api.answers import Reading, ReadingAsKnown, ReadingOf, link, notes
from api.collections import COLLECTIONS, Collection, check_filters, collection_of, feature, queryables, select, shown
from api.deferred import NO_TIME, Made
from api.dependencies import CRS84, Box, BoxCrsQuery, BoxQuery, CrsQuery, FilterQuery, Paging
from api.forms import CSV, GEOJSON, JSON, SCHEMA_JSON, XML, chosen
from api.layer_schema import DIALECT, json_schema, xml_schema
from api.paging import Part
from api.schemas import CollectionRow, CollectionsAnswer, Conformance
from api.spans import CONNECTION, AsOf, OrderedSpan, Span
from geo.export import layer
from geo.interval import end_of_day, format_instant, start_of_day

Answers = dict[int | str, dict[str, Any]]
router = APIRouter(prefix="/theatres/{theatre}", tags=["Features"])

GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
OGC_REL = "http://www.opengis.net/def/rel/ogc/1.0"
CLASSES = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/schemas",
    "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/core-roles-features",
)
CONTENT_CRS = {"Content-Crs": f"<{CRS84}>"}

CollectionId = Annotated[str, Path(description=f"One of: {', '.join(COLLECTIONS)}.", max_length=64)]
ONE: Answers = {200: {"content": {GEOJSON: {"schema": {"$ref": "#/components/schemas/OneFeature"}}}}}
SEVERAL: Answers = {200: {"content": {GEOJSON: {"schema": {"$ref": "#/components/schemas/FeatureCollection"}}, CSV: {}}}}
SCHEMA: Answers = {200: {"content": {SCHEMA_JSON: {"schema": {"type": "object"}}}}}
SCHEMAS: Answers = {200: {"content": {SCHEMA_JSON: {"schema": {"type": "object"}}, XML: {}}}}


@router.get("/conformance", response_model=Conformance, dependencies=[*CONNECTION])
def conformance(reading: ReadingOf) -> Response:
    """The classes of OGC API - Features that this server keeps to."""
    return reading.answer(JSON, lambda: orjson.dumps({"conformsTo": CLASSES}))


@router.get("/collections", response_model=CollectionsAnswer)
def collections(reading: ReadingAsKnown, span: OrderedSpan, as_of: AsOf) -> Response:
    """The collections of a theatre; titles say which day is shown, that of `datetime` or the one shown without it."""

    def make() -> bytes:
        own = link(reading.again(), "self", JSON, "Collections")
        return orjson.dumps({"collections": [_row(reading, c, span, as_of) for c in COLLECTIONS.values()], "links": [own], "crs": [CRS84]})

    return reading.answer(JSON, make)


@router.get("/collections/{collection}", response_model=CollectionRow)
def one_collection(reading: ReadingAsKnown, collection: CollectionId, span: OrderedSpan, as_of: AsOf) -> Response:
    """One collection: what it holds, where and when, and which day is shown."""
    found = collection_of(collection)
    return reading.answer(JSON, lambda: orjson.dumps(_row(reading, found, span, as_of)))


def _row(reading: Reading, collection: Collection, span: Span, as_of: datetime | None) -> dict[str, Any]:
    here = f"collections/{collection.id}"
    title, description = collection.heading(reading.atlas, span, as_of)
    days = collection.days(reading.atlas, as_of)
    interval = [format_instant(start_of_day(days[0])), format_instant(end_of_day(days[1]))] if days else [None, None]
    west, south, east, north = (round(float(bound), 6) for bound in reading.theatre.extent.bounds)
    schema, xsd = reading.href(f"{here}/schema"), reading.href(f"{here}/schema", {"f": "xml"})
    return {
        "id": collection.id,
        "title": title,
        "description": description,
        "itemType": "feature",
        "extent": {
            "spatial": {"bbox": [[west, south, east, north]], "crs": CRS84},
            "temporal": {"interval": [interval], "trs": GREGORIAN},
        },
        "crs": [CRS84],
        "storageCrs": CRS84,
        "links": [
            link(reading.href(here), "self", JSON, collection.title),
            link(reading.href(f"{here}/items"), "items", GEOJSON, f"{collection.title} as GeoJSON"),
            link(reading.href(f"{here}/items", {"f": "csv"}), "items", CSV, f"{collection.title} as CSV"),
            link(reading.href(f"{here}/queryables"), f"{OGC_REL}/queryables", SCHEMA_JSON, "What it can be filtered by"),
            link(schema, f"{OGC_REL}/schema", SCHEMA_JSON, "What its features look like"),
            link(schema, "describedby", SCHEMA_JSON, "What its features look like"),
            link(xsd, "describedby", XML, "The same as an XML schema"),
            *_licence(reading),
        ],
    }


@router.get("/collections/{collection}/queryables", response_class=Response, responses=SCHEMA, dependencies=[*CONNECTION])
def queryable_properties(reading: ReadingOf, collection: CollectionId) -> Response:
    """The properties that a collection can be filtered by, as a JSON schema."""
    found = collection_of(collection)

    def make() -> bytes:
        schema = {"$schema": DIALECT, "$id": reading.href(f"collections/{found.id}/queryables")}
        properties = queryables(found, reading.theatre)
        return orjson.dumps({**schema, "type": "object", "title": found.title, "properties": properties, "additionalProperties": False})

    return reading.answer(SCHEMA_JSON, make)


@router.get("/collections/{collection}/schema", response_class=Response, responses=SCHEMAS, dependencies=[*CONNECTION])
def schema(reading: ReadingOf, collection: CollectionId) -> Response:
    """What the features of a collection look like, also while it has none: a JSON schema, or an XML schema, from which GDAL takes the type of geometry."""
    found = collection_of(collection)
    address = reading.href(f"collections/{found.id}/schema")
    if chosen(reading.request) == "xml":
        return reading.answer(XML, lambda: xml_schema(found, reading.theatre, address))
    return reading.answer(SCHEMA_JSON, lambda: json_schema(found, reading.theatre, address))


@router.get("/collections/{collection}/items", response_class=Response, responses=SEVERAL)
def items(
    *,
    reading: ReadingAsKnown,
    collection: CollectionId,
    span: OrderedSpan,
    as_of: AsOf,
    box: BoxQuery,
    page: Paging,
    filters: FilterQuery,
    _crs: CrsQuery,
    _box_crs: BoxCrsQuery,
) -> Response:
    """The features of a collection, in longitude, latitude (WGS 84), as GeoJSON or CSV; all of them unless `limit` says otherwise.

    Without `datetime`, control, front, parts, places and cells stand as on the last day with a front. A span gives every state of control, front and parts in
    it: each holds from `valid_from` up to, and not including, `valid_to`.
    """
    found, asked = collection_of(collection), filters.asked()
    check_filters(found, reading.theatre, asked)
    form = chosen(reading.request)
    media = GEOJSON if form in {"geojson", "json"} else CSV

    def make() -> Made:
        frame = select(found.touching(found.read(reading.atlas, span, as_of), span), asked, box)
        part = Part.of(reading, page, len(frame), media)
        rows = frame.iloc[part.rows]
        if media == CSV:
            return Made(layer(rows, found.contract, form, **_columns(reading, found, span, as_of)), part.neighbours)
        words = notes(_about(reading, found, span, as_of), _beside(reading, box), reading.ahead, part.note)
        in_csv = link(reading.again(f="csv"), "alternate", CSV, "These rows as CSV")
        members = {**_members(reading, found, span, as_of), **words, **part.members(in_csv, *_up(reading, found)), **reading.provenance}
        return Made(layer(rows, found.contract, "geojson", **members), part.neighbours, timed=True)

    at, slow = found.moment(reading.atlas, span, as_of), found.is_slow(span)
    return reading.answer(media, make, at=at, as_of=as_of, timed=media == GEOJSON, slow=slow, headers=CONTENT_CRS)


def _about(reading: Reading, collection: Collection, span: Span, as_of: datetime | None) -> str | None:
    """What to say of days outside the theatre's, or after `as_of`."""
    one_instant = not collection.dated and (span.single or not span.given)
    if one_instant:
        return reading.atlas.note(shown(reading.atlas, span, as_of), as_of=as_of)
    return reading.atlas.note(*span.days(reading.theatre), as_of)


def _members(reading: Reading, collection: Collection, span: Span, as_of: datetime | None) -> dict[str, Any]:
    moment = collection.moment(reading.atlas, span, as_of)
    one_instant = span.single or not span.given
    return {
        **({"at": format_instant(moment)} if one_instant and isinstance(moment, datetime) else {}),
        **reading.clocks(as_of),
        "digest": reading.atlas.digest_at(moment, as_of),
        "timeStamp": NO_TIME,
    }


def _columns(reading: Reading, collection: Collection, span: Span, as_of: datetime | None) -> dict[str, Any]:
    """What a table tells in every row, unless it has columns of that name: the end of the days that it is about, as known when, and its digest."""
    return {
        "at": format_instant(end_of_day(span.days(reading.theatre)[1])),
        **reading.clocks(as_of),
        "digest": reading.atlas.digest_at(collection.moment(reading.atlas, span, as_of), as_of),
    }


def _beside(reading: Reading, box: Box | None) -> str | None:
    """What to say of a box that lies wholly beside the theatre, as it does when longitude and latitude are exchanged."""
    if box is None:
        return None
    west, south, east, north = (round(float(bound), 2) for bound in reading.theatre.extent.bounds)
    if box.east >= west and box.west <= east and box.north >= south and box.south <= north:
        return None
    where = f"west {west}, south {south}, east {east}, north {north}"
    return f"The box lies beside the theatre {reading.theatre.id} ({where}). The order is west,south,east,north, longitude first."


def _up(reading: Reading, collection: Collection) -> list[dict[str, str]]:
    above = link(reading.href(f"collections/{collection.id}"), "collection", JSON, collection.title)
    return [above, *_licence(reading)]


def _licence(reading: Reading) -> list[dict[str, str]]:
    return [link(reading.licence_href, "license", "text/html", reading.theatre.licence)] if reading.licence_href else []


@router.get("/collections/{collection}/items/{feature_id}", response_class=Response, responses=ONE)
def one_item(
    *, reading: ReadingAsKnown, collection: CollectionId, feature_id: Annotated[str, Path(max_length=200)], span: OrderedSpan, as_of: AsOf, _crs: CrsQuery
) -> Response:
    """One feature by its id, as `items` give it."""
    found = collection_of(collection)

    def make() -> bytes:
        row = feature(found, reading.atlas, feature_id, span, as_of)
        document = orjson.loads(layer(row, found.contract, "geojson"))["features"][0]
        links = [link(reading.again(), "self", GEOJSON, feature_id), *_up(reading, found)]
        return orjson.dumps({**document, "links": links, **reading.provenance})

    return reading.answer(GEOJSON, make, at=found.moment(reading.atlas, span, as_of), as_of=as_of, headers=CONTENT_CRS)
