"""OGC API - Features: landing page, collections, features."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.schemas.common import Link, Provenance, Strict


class TheatreRow(Strict):
    """A theatre that is served."""

    id: str
    title: str
    first_day: str
    last_day: str
    reports: int
    digest: str
    links: list[Link]


class TheatresAnswer(Strict):
    """The theatres, the default one first."""

    theatres: list[TheatreRow]


class Landing(Provenance):
    """Where a theatre's answers are."""

    title: str
    description: str
    links: list[Link]


class Conformance(Strict):
    """Classes of OGC API - Features that are kept to."""

    conforms_to: list[str] = Field(alias="conformsTo")


class Spatial(Strict):
    """Bounding boxes: west, south, east, north in degrees."""

    bbox: list[list[float]]
    crs: str


class Temporal(Strict):
    """The first and the last instant; null where there is nothing."""

    interval: list[list[str | None]]
    trs: str


class Extent(Strict):
    """Where and when a collection has anything."""

    spatial: Spatial
    temporal: Temporal


class CollectionRow(Strict):
    """A collection of features."""

    id: str
    title: str
    description: str
    item_type: Literal["feature"] = Field(alias="itemType")
    extent: Extent
    crs: list[str]
    storage_crs: str = Field(alias="storageCrs")
    links: list[Link]


class CollectionsAnswer(Strict):
    """The collections of a theatre, and the CRS that all of them have."""

    collections: list[CollectionRow]
    links: list[Link]
    crs: list[str]


class Feature(Strict):
    """A GeoJSON feature."""

    type: Literal["Feature"]
    id: str
    geometry: dict[str, Any] | None
    properties: dict[str, Any]


class OneFeature(Feature, Provenance):
    """A GeoJSON feature on its own."""

    links: list[Link]


class FeatureCollection(Provenance):
    """GeoJSON features, part of a longer list."""

    type: Literal["FeatureCollection"]
    at: str | None = None
    as_of: str | None
    digest: str
    time_stamp: str = Field(alias="timeStamp")
    number_matched: int = Field(alias="numberMatched")
    number_returned: int = Field(alias="numberReturned")
    links: list[Link]
    note: str | None = None
    features: list[Feature]


class AreaFeature(Strict):
    """Ground gained or lost, as a GeoJSON feature."""

    type: Literal["Feature"]
    geometry: dict[str, Any] | None
    properties: dict[str, Any]
