"""What OGC API - Features calls collections: tables of the Atlas, what each can be filtered by, and how its rows are named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import geopandas as gpd
import pandas as pd

from api.dependencies import Box
from api.spans import BARE_DATE, Span, last_instant
from geo.atlas import Atlas
from geo.atlas.sentences import DEFAULT_DAY, long_date
from geo.errors import InputError, NotFoundError
from geo.export import OPENING, ids
from geo.interval import end_of_day, format_instant, parse_instant, start_of_day
from geo.model import Basis, Certainty, Event, Level, Polarity
from geo.schemas import TABLES, Contract
from geo.theatre import Theatre

Reader = Callable[[Atlas, Span, datetime | None], gpd.GeoDataFrame]
CELLS = "cells"
TIMES = (("valid_from", "valid_to"), ("day", "day"), ("at", "at"))
"""The columns that say when a row begins and ends to hold."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A table, and the properties it can be filtered by.

    `states`: its rows hold from one change of the map to the next, `valid_from` included and `valid_to` not; a span of days gives every state in it.
    `dated`: its rows belong to days, and a span gives those of its days. Otherwise a span gives the status at its end.
    """

    id: str
    title: str
    description: str
    read: Reader
    queryables: tuple[str, ...]
    states: bool = False
    dated: bool = False

    @property
    def contract(self) -> Contract:
        """Its columns and geometry."""
        return TABLES[self.id]

    def is_slow(self, span: Span) -> bool:
        """Whether to read it takes long: every cell, or every state of many days (24,000 cells 1.5 s, a month of states 1 s; the others 0.1 s)."""
        return self.id == CELLS or (self.states and span.given and not span.single)

    def touching(self, frame: gpd.GeoDataFrame, span: Span) -> gpd.GeoDataFrame:
        """The rows that touch the spans beside the one that they were read for. States begin and end where days do."""
        begin, end = next(pair for pair in TIMES if pair[0] in frame)
        for other in span.beside:
            if other.last:
                frame = frame[frame[begin].isna() | (frame[begin].str[:BARE_DATE] <= other.last.isoformat())]
            if other.first:
                days, first = frame[end].str[:BARE_DATE], other.first.isoformat()
                frame = frame[frame[end].isna() | ((days > first) if self.states else (days >= first))]
        return frame

    def moment(self, atlas: Atlas, span: Span, as_of: datetime | None) -> datetime | date:
        """What an answer cites: the instant shown, or the last day asked for."""
        return span.cited(atlas, as_of) if self.dated else shown(atlas, span, as_of)

    def heading(self, atlas: Atlas, span: Span, as_of: datetime | None) -> tuple[str, str]:
        """Title and description, with the day or days that are shown where these are asked for."""
        if self.dated:
            return self.title, self.description
        if not span.given:
            day = atlas.default_day(as_of)
            return f"{self.title}, {long_date(day)}", f"{self.description} Shown is {day}, {DEFAULT_DAY}; `datetime` shows others."
        if self.states and not span.single:
            first, last = span.days(atlas.theatre)
            return f"{self.title}, {long_date(first)} to {long_date(last)}", f"{self.description} Shown is every state from {first} to {last}."
        at = shown(atlas, span, as_of)
        return f"{self.title}, {long_date(at.date())}", f"{self.description} Shown is {format_instant(at)}."

    def days(self, atlas: Atlas, as_of: datetime | None) -> tuple[date, date] | None:
        """The first and the last day of which it has anything; None where it has nothing."""
        if not self.dated:
            return atlas.theatre.span.first_day, atlas.theatre.span.last_day
        table = self.read(atlas, Span(), as_of)
        begin, end = ("valid_from", "valid_to") if "valid_to" in table else ("day", "day")
        return (date.fromisoformat(table[begin].min()), date.fromisoformat(table[end].max())) if len(table) else None


def _states(table: str) -> Reader:
    def read(atlas: Atlas, span: Span, as_of: datetime | None) -> gpd.GeoDataFrame:
        of: Callable[[datetime, datetime | None], gpd.GeoDataFrame] = getattr(atlas, table)
        if span.single or not span.given:
            return of(shown(atlas, span, as_of), as_of)
        frames = [of(at, as_of) for at in _instants(atlas, span, as_of)]
        return pd.concat(frames, ignore_index=True) if frames else of(end_of_day(atlas.default_day(as_of)), as_of).iloc[:0]

    return read


def _instants(atlas: Atlas, span: Span, as_of: datetime | None) -> list[datetime]:
    """The start of the days asked for, and every change within them."""
    theatre, (first, last) = atlas.theatre, span.days(atlas.theatre)
    start = start_of_day(max(first, theatre.span.first_day))
    end = end_of_day(min(last, theatre.span.last_day))
    return [start, *(at for at in atlas.view(as_of).change_instants if start < at <= end)] if start < end else []


def _at_end(table: str) -> Reader:
    def read(atlas: Atlas, span: Span, as_of: datetime | None) -> gpd.GeoDataFrame:
        of: Callable[[datetime, datetime | None], gpd.GeoDataFrame] = getattr(atlas, table)
        return of(shown(atlas, span, as_of), as_of)

    return read


def shown(atlas: Atlas, span: Span, as_of: datetime | None) -> datetime:
    """The instant that is shown and cited: the end of the span, else that of the last day with a front."""
    return last_instant(span, None, span.cited(atlas, as_of))


def _claims(atlas: Atlas, span: Span, as_of: datetime | None) -> gpd.GeoDataFrame:
    return _cited(atlas.claims(span.first, span.last, as_of), atlas, span, as_of)


def _changes(atlas: Atlas, span: Span, as_of: datetime | None) -> gpd.GeoDataFrame:
    return _cited(atlas.changes(span.first, span.last, as_of), atlas, span, as_of)


def _cited(frame: gpd.GeoDataFrame, atlas: Atlas, span: Span, as_of: datetime | None) -> gpd.GeoDataFrame:
    """Rows that belong to days, with the digest of the day that the answer cites."""
    return frame.assign(digest=atlas.digest_at(span.cited(atlas, as_of), as_of))


COLLECTIONS = {
    collection.id: collection
    for collection in (
        Collection(
            "control",
            "Control",
            "Who holds the ground: one multipolygon for each holder and level (held, contested), with its geodesic area in km2.",
            _states("control"),
            ("holder", "level"),
            states=True,
        ),
        Collection(
            "front",
            "Front line",
            "The lines between holders, with their geodesic length in km.",
            _states("front"),
            ("holder_a", "holder_b"),
            states=True,
        ),
        Collection(
            "places",
            "Settlements",
            "Every settlement of the theatre with its status: likeliest holder, level, probability, whether a report names it.",
            _at_end("places"),
            ("place_id", "holder", "level", "raion", "kind", "evidenced"),
        ),
        Collection(
            "parts",
            "Salients and pockets",
            "Connected ground of a side, apart from the main body of who held everything at the opening, by name, with its geodesic area in km2.",
            _states("parts"),
            ("holder", "kind", "place_id"),
            states=True,
        ),
        Collection(
            "cells",
            "Cells",
            "The ground as it is counted: every cell with the probability of each holder, its likeliest holder, level, and the age of its evidence.",
            _at_end("cells"),
            ("holder", "level", "raion", "place_id", "evidenced"),
        ),
        Collection(
            "claims",
            "Claims",
            "What reports assert, one row for each claim and place, with sentence, source, certainty and basis.",
            _claims,
            ("place_id", "raion", "actor", "event", "publisher", "report_id", "certainty", "basis", "polarity", "background"),
            dated=True,
        ),
        Collection(
            "changes",
            "Changes",
            "Every change of a settlement's holder or level, on the day it takes effect.",
            _changes,
            ("place_id", "raion", "before", "after"),
            dated=True,
        ),
    )
}


def collection_of(name: str) -> Collection:
    """The collection of this id.

    Raises:
        NotFoundError: there is none; the message lists those there are.
    """
    if name not in COLLECTIONS:
        raise NotFoundError(f"No collection is called {name[:100]!r}. There is {', '.join(COLLECTIONS)}.")
    return COLLECTIONS[name]


def queryables(collection: Collection, theatre: Theatre) -> dict[str, dict[str, Any]]:
    """A JSON schema for each property that the collection can be filtered by."""
    holders = [holder.id for holder in theatre.holders]
    schemas: dict[str, dict[str, Any]] = {
        **{name: {"title": "Holder", "type": "string", "enum": holders} for name in ("holder", "holder_a", "holder_b", "actor", "before", "after")},
        **{name: {"title": name.capitalize(), "type": "string", "enum": list(values)} for name, values in ENUMS.items()},
        **{name: {"title": name.capitalize(), "type": "boolean"} for name in ("evidenced", "background")},
        "raion": {"title": "District", "type": "string"},
        "kind": {"title": "Kind", "type": "string"},
        "place_id": {"title": "Place", "type": "string"},
        "report_id": {"title": "Report", "type": "string"},
        "publisher": {"title": "Publisher", "type": "string"},
    }
    return {name: schemas[name] for name in collection.queryables}


ENUMS = {"level": Level, "event": Event, "certainty": Certainty, "basis": Basis, "polarity": Polarity}


def check_filters(collection: Collection, theatre: Theatre, asked: Mapping[str, str]) -> None:
    """Refuse a filter that the collection does not have, or a value that it can never have.

    Raises:
        InputError: there is such a filter.
    """
    schemas = queryables(collection, theatre)
    for name, value in asked.items():
        if name not in schemas:
            raise InputError(f"{name} is no filter of {collection.id}. It can be filtered by {', '.join(schemas)}.")
        flag = schemas[name]["type"] == "boolean"
        choices = ["true", "false"] if flag else schemas[name].get("enum")
        if choices and value not in choices and not (flag and value in FLAGS):
            raise InputError(f"{name}={value[:100]!r} is not possible. Choose one of: {', '.join(choices)}.")


FLAGS = {"1": "true", "0": "false"}
"""How GDAL asks for true and false."""


def select(frame: gpd.GeoDataFrame, asked: Mapping[str, str], box: Box | None = None) -> gpd.GeoDataFrame:
    """The rows that have these values and touch the box, in their order."""
    for name, value in asked.items():
        wanted = FLAGS.get(value, value) == "true" if frame[name].dtype == bool else value
        frame = frame[frame[name] == wanted]
    return frame.cx[box.west : box.east, box.south : box.north] if box and len(frame) else frame


def feature(collection: Collection, atlas: Atlas, feature_id: str, span: Span, as_of: datetime | None) -> gpd.GeoDataFrame:
    """The one row of this id, as a table.

    Raises:
        NotFoundError: there is none.
    """
    frame = collection.read(atlas, _span_of(feature_id, span, atlas) if collection.states else span, as_of)
    found = [at for at, name in enumerate(ids(frame, collection.contract)) if name == feature_id]
    if not found:
        raise NotFoundError(f"{collection.id} has no feature {feature_id[:100]!r}. Take an id from its items.")
    return frame.iloc[found[:1]]


def _span_of(feature_id: str, span: Span, atlas: Atlas) -> Span:
    """A state's id says when it began."""
    began = feature_id.rpartition(".")[2]
    if began == OPENING:
        at = start_of_day(atlas.theatre.span.first_day)
    else:
        try:
            at = parse_instant(began)
        except InputError:
            return span
    return Span.of(at)
